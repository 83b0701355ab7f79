"""T10 and T11: the cost of the first load of a board of 500 notes, and its effect on other people."""

import asyncio
import statistics
import time

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board
from benchmarks.load.http import Http, status
from benchmarks.load.posting import at_once, at_rate, delays, receivers
from benchmarks.load.processes import cpu_seconds
from benchmarks.load.texts import sample_texts
from benchmarks.targets import DELAY_DURING_LOADS, FIRST_LOAD_BYTES, FIRST_LOAD_CPU
from tests.servers.server import Server

NOTES, LOADS, WARM_UP, FRESH_BOARDS = 500, 100, 5, 4
PEOPLE, RATE, LOADS_PER_SECOND = 200, 50, 20


async def measure(server: Server, share: float = 1) -> list[Sample]:
    """Measure with a board of 500 notes, quiet and during twenty first loads a second; `share` shortens it."""
    fresh = [await _fresh_load(server) for _ in range(FRESH_BOARDS)]
    board = new_board(server, PEOPLE)
    await at_once(board, NOTES, texts=sample_texts())
    cost, size = await first_loads(board)
    quiet: list[float] = []
    busy: list[float] = []
    async with receivers(board) as receiving:
        # In turns, so that a slow moment of the machine affects both.
        for _ in range(2):
            quiet += await delays(await at_rate(board, RATE, 2.5 * share), receiving)
            loading = asyncio.create_task(_load_at_rate(board, 2.5 * share))
            busy += await delays(await at_rate(board, RATE, 2.5 * share), receiving)
            await loading
    return [
        Sample(FIRST_LOAD_CPU, cost * 1000, statistics.median(fresh) * 1000),
        Sample(FIRST_LOAD_BYTES, size / 1000),
        Sample(DELAY_DURING_LOADS, percentile(busy, 0.99), percentile(quiet, 0.99)),
    ]


async def first_loads(board: Board) -> tuple[float, int]:
    """Load the page for many people; return the CPU seconds of one load, and its bytes on the wire."""
    line = await Http(board.post_url).open()
    for number in range(WARM_UP):
        size = await _load(line, board, number)
    before = cpu_seconds(board.pid)
    for number in range(WARM_UP, WARM_UP + LOADS):
        size = await _load(line, board, number)
    line.close()
    return (cpu_seconds(board.pid) - before) / LOADS, size


async def _fresh_load(server: Server) -> float:
    """Return the CPU seconds of the very first load of a board, when no note is cached."""
    board = new_board(server, 1)
    await at_once(board, NOTES, texts=sample_texts())
    line = await Http(board.post_url).open()
    before = cpu_seconds(board.pid)
    await _load(line, board, 0)
    line.close()
    return cpu_seconds(board.pid) - before


async def _load_at_rate(board: Board, seconds: float) -> None:
    line = await Http(board.post_url).open()
    started = time.perf_counter()
    for number in range(int(LOADS_PER_SECOND * seconds)):
        await asyncio.sleep(max(0.0, started + number / LOADS_PER_SECOND - time.perf_counter()))
        await _load(line, board, number)
    line.close()


async def _load(line: Http, board: Board, number: int) -> int:
    head, body = await line.ask("GET", f"/w/{board.key}", board.cookies[number % len(board.cookies)])
    assert status(head) == 200, head
    return len(head) + len(body)
