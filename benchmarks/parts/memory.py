"""T6: the memory of one connection, including all its objects."""

from benchmarks.figures import Sample
from benchmarks.load.boards import Board, new_board, product
from benchmarks.load.counters import counters
from benchmarks.load.posting import at_once
from benchmarks.load.processes import memory_bytes
from benchmarks.targets import MEMORY

PEOPLE, NOTES = 1000, 16


async def measure() -> list[Sample]:
    """Measure on a fresh server, because on a used one new connections reuse memory that earlier ones freed."""
    with product() as server:
        # The memory that a server allocates once for its first connections does not count.
        await _memory_in_use(new_board(server, 50))
        board = new_board(server, PEOPLE)
        before = memory_bytes(board.pid)
        grown = await _memory_in_use(board) - before
    return [Sample(MEMORY, grown / 1024 / PEOPLE)]


async def _memory_in_use(board: Board) -> int:
    """Return the bytes in use while everyone is connected and has received some notes."""
    async with counters(board) as counting:
        await at_once(board, NOTES)
        await counting.received(NOTES)
        return memory_bytes(board.pid)
