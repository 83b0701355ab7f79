"""T1 and T2: deliveries per second of the server's CPU time, from the HTTP post on, beside B."""

from benchmarks.figures import Sample
from benchmarks.load.boards import Board, new_board, with_people
from benchmarks.load.counters import counters
from benchmarks.load.posting import POSTERS, at_once
from benchmarks.load.processes import cpu_seconds
from benchmarks.targets import SPREAD_200, SPREAD_1000
from tests.servers.server import Server

# People, notes posted to us, and notes posted to B, which is slower.
LOADS = {SPREAD_200: (200, 1500, 400), SPREAD_1000: (1000, 600, 80)}


async def measure(server: Server, reference: Board, share: float = 1) -> list[Sample]:
    """Measure with 16 posts outstanding. `share` below 1 shortens the measurement."""
    samples = []
    for target, (people, notes, fewer) in LOADS.items():
        ours = await _deliveries_per_cpu_second(new_board(server, people), int(notes * share))
        theirs = await _deliveries_per_cpu_second(with_people(reference, people), int(fewer * share))
        samples.append(Sample(target, ours, theirs))
    return samples


async def _deliveries_per_cpu_second(board: Board, notes: int) -> float:
    async with counters(board) as counting:
        # The first notes include one-time costs, so they are not measured.
        await at_once(board, POSTERS)
        await counting.received(POSTERS)
        before = cpu_seconds(board.pid)
        await at_once(board, notes)
        await counting.received(POSTERS + notes)
        return notes * counting.size / (cpu_seconds(board.pid) - before)
