"""T1 and T2: notes delivered for a second of the server's processor time, from the post on, beside B."""

from benchmarks import processes
from benchmarks.crowd import crowd
from benchmarks.figures import Sample
from benchmarks.load import outstanding
from benchmarks.places import Place, board, crowded
from tests.serving import Server


async def measure(server: Server, bare: Place) -> list[Sample]:
    """Sixteen posts outstanding, with two hundred and with a thousand people."""
    samples = []
    for name, people, notes, fewer in (("T1", 200, 1500, 400), ("T2", 1000, 600, 80)):
        _hall, place = board(server, people)
        ours = await _deliveries(place, notes)
        theirs = await _deliveries(crowded(bare, people), fewer)
        figure = f"deliveries per second of processor time, {people} people, 16 posts outstanding"
        samples.append(Sample(name, figure, ours, theirs))
    return samples


async def _deliveries(place: Place, notes: int) -> float:
    """Per second of processor time, once all are connected and have been told something."""
    async with crowd(list(zip(place.look, place.cookies, strict=True))) as watching:
        await outstanding(place, 16)
        await watching.shown(16)
        before = processes.spent(place.pid)
        await outstanding(place, notes)
        await watching.shown(16 + notes)
        return notes * watching.size / (processes.spent(place.pid) - before)
