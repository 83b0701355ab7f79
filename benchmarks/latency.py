"""T3, T4 and T5: the time from a post to every screen."""

from benchmarks.crowd import crowd
from benchmarks.figures import Sample, percentile
from benchmarks.load import at_a_rate, delays, screens
from benchmarks.places import Place, board, crowded
from tests.serving import Server

# With a thousand people most only count; these look.
LOOKING = 20


async def measure(server: Server, bare: Place) -> list[Sample]:
    """The three loads in turn, the two small ones beside B."""
    samples = []
    for name, people, rate, seconds in (("T3", 200, 50, 6), ("T5", 50, 5, 24)):
        theirs = await p99(crowded(bare, people), rate, seconds)
        _hall, place = board(server, people)
        figure = f"p99 from post to every screen, {people} people, {rate} notes/s (ms)"
        samples.append(Sample(name, figure, await p99(place, rate, seconds), theirs))
    _hall, place = board(server, 1000)
    async with crowd(list(zip(place.look[LOOKING:], place.cookies[LOOKING:], strict=True))) as watching:
        held = await p99(place, 200, 8, LOOKING)
        await watching.shown(200 * 8)
    samples.append(Sample("T4", "p99 from post to screen, 1,000 people, 200 notes/s held (ms)", held))
    return samples


async def p99(place: Place, rate: float, seconds: float, looking: int | None = None) -> float:
    """Over every note and every screen, or the first so many screens, in milliseconds."""
    async with screens(place, looking) as watching:
        posted = await at_a_rate(place, rate, seconds)
        return percentile(await delays(posted, watching), 0.99)
