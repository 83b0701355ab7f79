"""T13 and the growth plots: what a delivery costs where there are more workshops, more people, more notes."""

from statistics import median

from benchmarks import processes
from benchmarks.crowd import crowd
from benchmarks.figures import Sample
from benchmarks.load import at_a_rate
from benchmarks.places import board
from tests.serving import Server

PEOPLE, BUSY, WORKSHOPS = 1000, 500, (10, 100, 1000)
NOTES, RATE, TURNS = 50, 20, 3


async def measure(server: Server) -> list[Sample]:
    """A thousand people in all: half of them at one busy workshop, the others spread over the rest."""
    costs = [await cost(server, workshops) for workshops in WORKSHOPS]
    return [
        Sample("T13", f"processor time per delivery with {count:,} workshops beside 10", one, costs[0])
        for count, one in zip(WORKSHOPS[1:], costs[1:], strict=True)
    ]


async def cost(server: Server, workshops: int) -> float:
    """Seconds of processor time for each delivery at the busy one, everything else included: the middle of three turns,
    for a shared machine is slower for some seconds now and then."""
    _hall, busy = board(server, BUSY)
    quiet: list[tuple[str, str]] = []
    for number in range(workshops - 1):
        _hall, place = board(server, (PEOPLE - BUSY) // (workshops - 1) or int(number < PEOPLE - BUSY))
        quiet += zip(place.look, place.cookies, strict=True)
    doors = list(zip(busy.look, busy.cookies, strict=True))
    async with crowd(quiet), crowd(doors) as watching:
        spent = []
        for turn in range(1, TURNS + 1):
            before = processes.spent(busy.pid)
            await at_a_rate(busy, RATE, NOTES / RATE)
            await watching.shown(NOTES * turn)
            spent.append(processes.spent(busy.pid) - before)
        return median(spent) / (NOTES * BUSY)
