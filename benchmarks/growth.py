"""T13 and the growth plots: what a delivery costs where there are more workshops, more people, more notes."""

from benchmarks import processes
from benchmarks.crowd import crowd
from benchmarks.figures import Sample
from benchmarks.load import at_a_rate
from benchmarks.places import board
from tests.serving import Server

PEOPLE, BUSY, WORKSHOPS = 1000, 500, (10, 100, 1000)


async def measure(server: Server) -> list[Sample]:
    """A thousand people in all: half of them at one busy workshop, the others spread over the rest."""
    costs = [await cost(server, workshops) for workshops in WORKSHOPS]
    return [
        Sample("T13", f"processor time per delivery with {count:,} workshops beside 10", one, costs[0])
        for count, one in zip(WORKSHOPS[1:], costs[1:], strict=True)
    ]


async def cost(server: Server, workshops: int) -> float:
    """Seconds of processor time for each delivery at the busy one, everything else included."""
    _hall, busy = board(server, BUSY)
    quiet: list[tuple[str, str]] = []
    for number in range(workshops - 1):
        _hall, place = board(server, (PEOPLE - BUSY) // (workshops - 1) or int(number < PEOPLE - BUSY))
        quiet += zip(place.look, place.cookies, strict=True)
    doors = list(zip(busy.look, busy.cookies, strict=True))
    async with crowd(quiet), crowd(doors) as watching:
        before = processes.spent(busy.pid)
        notes = 20 * 8
        await at_a_rate(busy, 20, 8)
        await watching.shown(notes)
        return (processes.spent(busy.pid) - before) / (notes * BUSY)
