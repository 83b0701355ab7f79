"""T13 and the growth plots: the cost of a delivery when the same number of people are at more workshops."""

from statistics import median

from benchmarks.figures import Sample
from benchmarks.load.boards import new_board, new_boards
from benchmarks.load.counters import counters
from benchmarks.load.posting import at_rate
from benchmarks.load.processes import cpu_seconds
from benchmarks.targets import WORKSHOPS_100, WORKSHOPS_1000
from tests.servers.server import Server

PEOPLE, BUSY = 1000, 500
NOTES, RATE, TURNS = 50, 20, 2
WORKSHOPS = 10, 100, 1000


async def measure(server: Server) -> list[Sample]:
    """Measure with 10, 100 and 1,000 workshops, then in the opposite order, so that a slow minute affects each."""
    spent: dict[int, list[float]] = {count: [] for count in WORKSHOPS}
    for counts in (WORKSHOPS, WORKSHOPS[::-1]):
        for count in counts:
            spent[count] += await _turns(server, count)
    ten, hundred, thousand = (1e6 * median(spent[count]) for count in WORKSHOPS)
    return [Sample(WORKSHOPS_100, hundred, ten), Sample(WORKSHOPS_1000, thousand, ten)]


async def cpu_per_delivery(server: Server, workshops: int) -> float:
    """Return the CPU seconds of one delivery, with half of all people at one busy workshop and half at the others."""
    return median(await _turns(server, workshops))


async def _turns(server: Server, workshops: int) -> list[float]:
    """The CPU seconds of one delivery in each of a few turns."""
    busy = new_board(server, BUSY)
    others = workshops - 1
    quiet = new_boards(server, [(PEOPLE - BUSY) // others or int(number < PEOPLE - BUSY) for number in range(others)])
    async with counters(*quiet), counters(busy) as counting:
        spent = []
        for turn in range(1, TURNS + 1):
            before = cpu_seconds(busy.pid)
            await at_rate(busy, RATE, NOTES / RATE)
            await counting.received(NOTES * turn)
            spent.append((cpu_seconds(busy.pid) - before) / (NOTES * BUSY))
    return spent
