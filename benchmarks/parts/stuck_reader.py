"""T9: one of 51 connections stops reading while a thousand notes a second arrive."""

import asyncio

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board
from benchmarks.load.http import fetch_board
from benchmarks.load.posting import at_rate, delays, receivers
from benchmarks.load.processes import memory_bytes
from benchmarks.load.receivers import Receiver
from benchmarks.targets import STUCK_COMPLETE, STUCK_DELAY, STUCK_MEMORY
from tests.servers.server import Server

PEOPLE, RATE, SECONDS = 50, 1000, 10
BUFFER_BYTES = 64 * 1024
DISCONNECTED_SECONDS = 30


async def measure(server: Server) -> list[Sample]:
    """Measure the same load without and with the stuck reader, and what it has when it returns."""
    # The first load includes one-time costs, so it is not measured.
    await _load(new_board(server, PEOPLE), 2)
    quiet_board = new_board(server, PEOPLE)
    before = memory_bytes(quiet_board.pid)
    quiet, _posted = await _load(quiet_board, SECONDS)
    between = memory_bytes(quiet_board.pid)
    board = new_board(server, PEOPLE + 1)
    stuck = await Receiver(board.live_url, board.cookies[PEOPLE], BUFFER_BYTES).open()
    stuck.stop_reading()
    busy, posted = await _load(board, SECONDS)
    # Both loads leave the same number of cached notes behind.
    more = (memory_bytes(board.pid) - between) - (between - before)
    # It now reads the buffered frames and then the close frame. It has missed most notes.
    stuck.read_again()
    async with asyncio.timeout(DISCONNECTED_SECONDS):
        while not stuck.lost:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert posted.keys() - stuck.seen.keys(), "the stuck reader missed nothing: it was not stuck"
    # As a disconnected page that is too far behind does.
    found = await fetch_board(board, board.cookies[PEOPLE])
    return [
        Sample(STUCK_DELAY, busy, quiet),
        Sample(STUCK_MEMORY, more / 1e6),
        Sample(STUCK_COMPLETE, len(found & posted.keys()), len(posted)),
    ]


async def _load(board: Board, seconds: float) -> tuple[float, dict[bytes, float]]:
    async with receivers(board.part(0, PEOPLE)) as receiving:
        posted = await at_rate(board, RATE, seconds)
        return percentile(await delays(posted, receiving), 0.99), posted
