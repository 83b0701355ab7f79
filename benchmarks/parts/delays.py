"""T3, T4 and T5: the time from a post until every connection has received the note."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board, with_people
from benchmarks.load.counters import counters
from benchmarks.load.posting import at_rate, delays, receivers
from benchmarks.load.receivers import Receiver
from benchmarks.targets import DELAY_50, DELAY_200, DELAY_1000
from tests.servers.server import Server

SHARE = 0.99
TURNS = 3
# Of a thousand people, this number measure the time; the others only count.
WATCHING = 20

Connected = tuple[Board, list[Receiver]]


async def measure(server: Server, reference: Board, share: float = 1) -> list[Sample]:
    """Measure the three loads, the two smaller ones beside B. `share` below 1 shortens the measurement."""
    async with _both(with_people(reference, 200), new_board(server, 200)) as both:
        theirs, ours = await _in_turns(both, 50, 4.5 * share)
    async with _both(with_people(reference, 50), new_board(server, 50)) as both:
        quiet_theirs, quiet_ours = await _side_by_side(both, 5, 24 * share)
    large = await _large_board(new_board(server, 1000), 200, 4 * share)
    return [
        Sample(DELAY_200, ours, theirs),
        Sample(DELAY_1000, large, ours),
        Sample(DELAY_50, quiet_ours, quiet_theirs),
    ]


@asynccontextmanager
async def _both(*boards: Board) -> AsyncGenerator[list[Connected]]:
    async with AsyncExitStack() as stack:
        receiving = await asyncio.gather(*(stack.enter_async_context(receivers(board)) for board in boards))
        yield list(zip(boards, receiving, strict=True))


async def _in_turns(boards: list[Connected], rate: float, seconds: float) -> list[float]:
    """Return the p99 on each board in ms. They take turns, so that a slow moment of the machine affects each."""
    found: list[list[float]] = [[] for _ in boards]
    for _ in range(TURNS):
        for (board, receiving), waits in zip(boards, found, strict=True):
            waits += await delays(await at_rate(board, rate, seconds / TURNS), receiving)
    return [percentile(waits, SHARE) for waits in found]


async def _side_by_side(boards: list[Connected], rate: float, seconds: float) -> list[float]:
    """Return the p99 on each board in ms. Notes go to each in turn, at even intervals, so that no two ever meet."""
    step = 1 / rate / len(boards)
    posted = await asyncio.gather(
        *(at_rate(board, rate, seconds, later=number * step) for number, (board, _receiving) in enumerate(boards))
    )
    return [
        percentile(await delays(notes, receiving), SHARE)
        for notes, (_board, receiving) in zip(posted, boards, strict=True)
    ]


async def _large_board(board: Board, rate: float, seconds: float) -> float:
    async with counters(board.part(WATCHING)) as counting, receivers(board.part(0, WATCHING)) as receiving:
        found = await delays(await at_rate(board, rate, seconds), receiving)
        await counting.received(int(rate * seconds))
    return percentile(found, SHARE)
