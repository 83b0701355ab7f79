"""`make soak`: a season of workshops in twenty minutes. Memory must be flat once every cache is full.

Each workshop is a new board with 180 people who connect, post, load the page again and leave. Four hundred of them
follow one another on one server. The figures are printed and written to `benchmarks/soak.json`.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

from benchmarks.load.boards import Board, new_board, product
from benchmarks.load.http import Http
from benchmarks.load.posting import at_once, delays, receivers
from benchmarks.load.processes import memory_bytes
from tests.servers.server import Server

PEOPLE, NOTES, LOADS, POSTERS = 180, 240, 60, 8
# The first workshops fill caches that have a limit, and freed memory is used again only bit by bit: that took 300 of
# them. Memory is compared from this share of all workshops on.
SETTLED = 0.8
# Beyond this growth there is a leak: of a tenth of a megabyte per workshop, or less.
FLAT = 0.02
RECORD = Path(__file__).parent / "soak.json"


async def main(workshops: int, record: Path) -> int:
    """Run so many workshops and record the memory after each; return 0 if it was flat, else 1."""
    memory: list[float] = []
    started = time.monotonic()
    with product() as server:
        for number in range(1, workshops + 1):
            memory.append(await _workshop(server) / 1e6)
            if number % max(1, workshops // 20) == 0:
                print(f"{time.monotonic() - started:6.0f} s {number:5} workshops {memory[-1]:8.1f} MB", flush=True)
    grown = growth(memory)
    print(f"{workshops} workshops of {PEOPLE} people and {NOTES} notes in {time.monotonic() - started:.0f} s.")
    print(f"Memory at the end: {memory[-1]:.1f} MB, {grown:+.1%} since the caches were full (limit {FLAT:.0%}).")
    await asyncio.to_thread(_write, record, memory)
    return int(grown > FLAT)


def growth(memory: list[float]) -> float:
    """Return the growth of memory, as a fraction, from the workshop at which caches are full to the last one."""
    return memory[-1] / memory[int(len(memory) * SETTLED)] - 1


def _write(record: Path, memory: list[float]) -> None:
    row = {"workshops": len(memory), "people": PEOPLE, "notes": NOTES, "grown": round(growth(memory), 4)}
    record.write_text(json.dumps(row | {"memory_mb": [round(one, 1) for one in memory]}) + "\n")


async def _workshop(server: Server) -> int:
    """Hold one workshop; return the memory of the server in bytes once everyone has left."""
    board = await asyncio.to_thread(new_board, server, PEOPLE)
    async with receivers(board) as receiving:
        await delays(await at_once(board, NOTES, posters=POSTERS), receiving)
    await _load_pages(board)
    return memory_bytes(board.pid)


async def _load_pages(board: Board) -> None:
    line = await Http(board.post_url).open()
    for cookie in board.cookies[:LOADS]:
        await line.ask("GET", f"/w/{board.key}", cookie)
    line.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Hold many workshops in a row.")
    parser.add_argument("--workshops", type=int, default=400)
    parser.add_argument("--record", type=Path, default=RECORD, metavar="FILE.json")
    options = parser.parse_args()
    sys.exit(asyncio.run(main(options.workshops, options.record)))
