"""T6: what a connection takes of a server's memory, everything included."""

from benchmarks import processes
from benchmarks.crowd import crowd
from benchmarks.figures import Sample
from benchmarks.load import outstanding
from benchmarks.places import Place, board, product

PEOPLE, NOTES = 1000, 16


async def measure() -> list[Sample]:
    """On a server of its own: where others have been before, what they left is used again and costs nothing."""
    with product() as server:
        # What is used for the first time is not a connection's.
        await _used(board(server, 50)[1])
        _hall, place = board(server, PEOPLE)
        before = processes.memory(place.pid)
        grown = await _used(place) - before
    return [Sample("T6", f"memory per connection, {PEOPLE:,} people (KiB)", grown / 1024 / PEOPLE)]


async def _used(place: Place) -> int:
    """Bytes, while everybody is connected and has been told something."""
    async with crowd(list(zip(place.look, place.cookies, strict=True))) as watching:
        await outstanding(place, NOTES)
        await watching.shown(NOTES)
        return processes.memory(place.pid)
