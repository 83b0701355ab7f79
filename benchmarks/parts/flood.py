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

PEOPLE, RATE, SECONDS, TURNS = 50, 20, 4, 3


async def measure(server: Server) -> list[Sample]:
    """Measure the same load to warm up, and then quiet and during the flood in turns, so that a slow moment of the
    machine affects both."""
    await _load(new_board(server, PEOPLE))
    quiet_board, board = new_board(server, PEOPLE), new_board(server, PEOPLE + 1)
    quiet: list[float] = []
    during: list[float] = []
    more = 0
    for _ in range(TURNS):
        before = memory_bytes(board.pid)
        quiet += await _load(quiet_board)
        between = memory_bytes(board.pid)
        with flooding(board):
            during += await _load(board.part(0, PEOPLE))
            # Before the flood ends; both loads leave the same number of cached notes behind.
            more += (memory_bytes(board.pid) - between) - (between - before)
    delay, reference = (percentile(waits, 0.99) for waits in (during, quiet))
    return [Sample(FLOOD_DELAY, delay, reference), Sample(FLOOD_MEMORY, more / 1e6)]


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


async def _load(board: Board) -> list[float]:
    async with receivers(board) as receiving:
        return await delays(await at_rate(board, RATE, SECONDS), receiving)
