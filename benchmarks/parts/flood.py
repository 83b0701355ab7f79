"""T20: notes while clients without a seat, and clients with one, flood sockets with pings that they do not read."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board
from benchmarks.load.posting import at_rate, delays, receivers
from benchmarks.load.processes import memory_bytes
from benchmarks.targets import FLOOD_DELAY, FLOOD_MEMORY
from tests.servers.server import Server

PEOPLE, RATE, SECONDS = 50, 20, 8


async def measure(server: Server) -> list[Sample]:
    """Measure the same load three times: to warm up, quiet, and during the flood."""
    await _load(new_board(server, PEOPLE))
    quiet_board = new_board(server, PEOPLE)
    before = memory_bytes(quiet_board.pid)
    quiet = await _load(quiet_board)
    between = memory_bytes(quiet_board.pid)
    board = new_board(server, PEOPLE + 1)
    with flooding(board):
        during = await _load(board.part(0, PEOPLE))
        # Before the flood ends; both loads leave the same number of cached notes behind.
        more = (memory_bytes(board.pid) - between) - (between - before)
    return [Sample(FLOOD_DELAY, during, quiet), Sample(FLOOD_MEMORY, more / 1e6)]


@contextmanager
def flooding(board: Board) -> Generator[None]:
    """Flood the sockets of a board inside the block: four clients without a seat, and four with the last person's."""
    address = urlsplit(board.live_url)
    command = [sys.executable, "-m", "benchmarks.load.flood", str(address.port), f"{address.path}?{address.query}"]
    floods = [subprocess.Popen(command), subprocess.Popen([*command, board.cookies[-1]])]
    try:
        yield
    finally:
        for one in floods:
            one.kill()
            one.wait()


async def _load(board: Board) -> float:
    async with receivers(board) as receiving:
        posted = await at_rate(board, RATE, SECONDS)
        return percentile(await delays(posted, receiving), 0.99)
