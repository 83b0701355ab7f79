"""T6: the memory of one connection, with everything that belongs to it."""

from benchmarks.figures import Sample
from benchmarks.load.boards import Board, new_board, product
from benchmarks.load.counters import counters
from benchmarks.load.posting import at_once
from benchmarks.load.processes import memory_bytes
from benchmarks.targets import MEMORY

PEOPLE, NOTES = 1000, 16


async def measure() -> list[Sample]:
    """Measure on a server of its own: on a used one, new connections take memory that earlier ones have left."""
    with product() as server:
        # What every server needs for its first connections is not theirs.
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
