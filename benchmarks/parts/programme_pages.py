"""T18: the cost of the pages of a large programme, beside the same pages of one with a quarter of its evidence."""

import asyncio
import re
import statistics

from benchmarks.figures import Sample
from benchmarks.load.http import Http, plain, status
from benchmarks.load.processes import cpu_seconds
from benchmarks.load.programmes import new_programme
from benchmarks.targets import CELL, CODEBOOK, MATRIX, PROGRAMME_PAGE, THEME_BOARD
from tests.servers.server import Server

LARGE, SMALL = 20, 5
WARM_UP, LOADS = 2, 8
PAGES = {PROGRAMME_PAGE: "", THEME_BOARD: "/themes", MATRIX: "/matrix", CODEBOOK: "/codebook"}
_CELL = re.compile(r'href="(/p/[^"]+/matrix/cell[^"]+)"')


async def measure(server: Server) -> list[Sample]:
    """Measure each page of 20 workshops and 20 interviews in turns with the same page of 5 and 5."""
    workshop = server.workshop()
    large = await asyncio.to_thread(new_programme, workshop, LARGE)
    small = await asyncio.to_thread(new_programme, workshop, SMALL)
    assert server.process is not None
    pid = server.process.pid
    line = await Http(server.url).open()
    pages = {target: [path + part for path, _cookie in (large, small)] for target, part in PAGES.items()}
    pages[CELL] = [await _first_cell(line, *programme) for programme in (large, small)]
    samples = []
    for target, addresses in pages.items():
        costs: tuple[list[float], list[float]] = ([], [])
        for turn in range(WARM_UP + LOADS):
            for spent, address, (_path, cookie) in zip(costs, addresses, (large, small), strict=True):
                before = cpu_seconds(pid)
                head, _body = await line.ask("GET", address, cookie)
                assert status(head) == 200, head
                if turn >= WARM_UP:
                    spent.append(cpu_seconds(pid) - before)
        ours, reference = (statistics.median(spent) * 1000 for spent in costs)
        samples.append(Sample(target, ours, reference))
    line.close()
    return samples


async def _first_cell(line: Http, path: str, cookie: str) -> str:
    """The address of the first cell of the matrix, as its page gives it."""
    head, body = await line.ask("GET", f"{path}/matrix", cookie)
    found = _CELL.search(plain(head, body).decode())
    assert found is not None, head
    return found[1].replace("&amp;", "&")
