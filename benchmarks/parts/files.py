"""T19: the delay of notes while the files of a workshop with 5,000 notes are formatted."""

import asyncio
import re

from benchmarks.figures import Sample, percentile
from benchmarks.load.boards import Board, new_board
from benchmarks.load.http import Http, plain, status
from benchmarks.load.posting import at_once, at_rate, delays, receivers
from benchmarks.targets import DELAY_DURING_FILES
from tests.servers.server import Server

NOTES = 5000
PEOPLE, RATE, SECONDS, TURNS = 200, 50, 5, 2
_FILE = re.compile(r'href="(/w/[^"]+/records/[^"/]+\.\w+)"')


async def measure(server: Server) -> list[Sample]:
    """Measure the p99 quiet and while a facilitator downloads every file of another workshop, again and again."""
    large = new_board(server, 50)
    await at_once(large, NOTES)
    paths = await _files(large)
    board = new_board(server, PEOPLE)
    quiet: list[float] = []
    busy: list[float] = []
    async with receivers(board) as receiving:
        # In turns, so that a slow moment of the machine affects both.
        for _ in range(TURNS):
            quiet += await delays(await at_rate(board, RATE, SECONDS / TURNS), receiving)
            stop = asyncio.Event()
            downloading = asyncio.create_task(_download(large, paths, stop))
            busy += await delays(await at_rate(board, RATE, SECONDS / TURNS), receiving)
            stop.set()
            assert await downloading, "no file was finished meanwhile"
    return [Sample(DELAY_DURING_FILES, percentile(busy, 0.99), percentile(quiet, 0.99))]


async def _files(board: Board) -> list[str]:
    """Return the address of every file that the page Records links to."""
    line = await Http(board.post_url).open()
    head, body = await line.ask("GET", f"/w/{board.key}/records", board.facilitator)
    assert status(head) == 200, head
    line.close()
    found = _FILE.findall(plain(head, body).decode())
    assert found, "the page Records links to no file"
    return found


async def _download(board: Board, paths: list[str], stop: asyncio.Event) -> int:
    """Download one file after the other until stopped; return how many were complete before that."""
    line = await Http(board.post_url).open()
    finished = 0
    while not stop.is_set():
        head, _body = await line.ask("GET", paths[finished % len(paths)], board.facilitator)
        assert status(head) == 200, head
        finished += 1
    line.close()
    return finished
