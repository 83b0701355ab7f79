"""T3, T4 and T5: the time from a post to every screen."""

from benchmarks.crowd import crowd
from benchmarks.figures import Sample, percentile
from benchmarks.load import at_a_rate, delays, screens
from benchmarks.places import Place, board, crowded
from tests.serving import Server

# With a thousand people most only count; these look.
LOOKING = 20


async def measure(server: Server, bare: Place) -> list[Sample]:
    """The three loads, the two small ones beside B."""
    samples = []
    for name, people, rate, seconds, turns in (("T3", 200, 50, 6, 1), ("T5", 50, 5, 24, 3)):
        _hall, place = board(server, people)
        theirs, ours = await in_turns([crowded(bare, people), place], rate, seconds, turns)
        figure = f"p99 from post to every screen, {people} people, {rate} notes/s (ms)"
        samples.append(Sample(name, figure, ours, theirs))
    _hall, place = board(server, 1000)
    async with crowd(list(zip(place.look[LOOKING:], place.cookies[LOOKING:], strict=True))) as watching:
        held = percentile(await waits(place, 200, 8, LOOKING), 0.99)
        await watching.shown(200 * 8)
    samples.append(Sample("T4", "p99 from post to screen, 1,000 people, 200 notes/s held (ms)", held))
    return samples


async def in_turns(places: list[Place], rate: float, seconds: float, turns: int) -> list[float]:
    """The 99th percentile at each place, in milliseconds. They take turns: a shared machine is slower for some seconds
    now and then, and one after the other only one of them would be."""
    found: list[list[float]] = [[] for _ in places]
    for _ in range(turns):
        for place, waited in zip(places, found, strict=True):
            waited += await waits(place, rate, seconds / turns)
    return [percentile(waited, 0.99) for waited in found]


async def waits(place: Place, rate: float, seconds: float, looking: int | None = None) -> list[float]:
    """For every note and every screen, or the first so many screens, in milliseconds."""
    async with screens(place, looking) as watching:
        return await delays(await at_a_rate(place, rate, seconds), watching)
