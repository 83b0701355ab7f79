"""Posts notes to a board, at an even rate or as fast as possible, and measures when they arrive."""

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

from benchmarks.load.boards import TEXT, Board
from benchmarks.load.http import Http
from benchmarks.load.receivers import ARRIVED_SECONDS, Receiver

POSTERS = 16
CONNECTED_SECONDS = 0.25
ARRIVAL_SECONDS = 20.0


async def at_rate(board: Board, rate: float, seconds: float, *, later: float = 0) -> dict[bytes, float]:
    """Post evenly, beginning `later` seconds after all posters have connected; return when each note was posted."""
    started = time.perf_counter() + CONNECTED_SECONDS + later
    return await _post(board, int(rate * seconds), POSTERS, lambda number: started + number / rate)


async def at_rate_until(board: Board, rate: float, done: Callable[[], bool]) -> dict[bytes, float]:
    """Post evenly until `done()` holds; return when each note was posted."""
    started = time.perf_counter() + CONNECTED_SECONDS
    return await _post(board, sys.maxsize, POSTERS, lambda number: started + number / rate, done=done)


async def at_once(
    board: Board, notes: int, posters: int = POSTERS, texts: Sequence[str] = (TEXT,)
) -> dict[bytes, float]:
    """Post notes, with one post of each poster always outstanding; return when each note was posted."""
    return await _post(board, notes, posters, lambda number: 0.0, texts)


@asynccontextmanager
async def receivers(board: Board) -> AsyncGenerator[list[Receiver]]:
    """Connect everyone on this board."""
    found = [await Receiver(board.live_url, cookie).open() for cookie in board.cookies]
    await asyncio.sleep(ARRIVED_SECONDS)
    yield found
    for receiver in found:
        receiver.close()


async def delays(posted: dict[bytes, float], receiving: Iterable[Receiver]) -> list[float]:
    """Return the milliseconds from each post to each receiver; raises AssertionError if a note never arrives."""
    receiving = list(receiving)
    end = time.perf_counter() + ARRIVAL_SECONDS
    while behind := [receiver for receiver in receiving if not posted.keys() <= receiver.seen.keys()]:
        lost = sum(receiver.lost for receiver in behind)
        assert time.perf_counter() < end, f"{len(behind)} of {len(receiving)} lack notes; {lost} were disconnected"
        await asyncio.sleep(0.05)
    return [(receiver.seen[note] - at) * 1000 for note, at in posted.items() for receiver in receiving]


async def _post(
    board: Board,
    notes: int,
    posters: int,
    due: Callable[[int], float],
    texts: Sequence[str] = (TEXT,),
    done: Callable[[], bool] = lambda: False,
) -> dict[bytes, float]:
    lines = [await Http(board.post_url).open() for _ in range(posters)]
    posted: dict[bytes, float] = {}

    async def posting(poster: int) -> None:
        for number in range(poster, notes, posters):
            wait = due(number) - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            if done():
                return
            note_id = secrets.token_hex(12)
            note = board.note(note_id, texts[number % len(texts)])
            posted[note_id.encode()] = time.perf_counter()
            await lines[poster].post_note(note, board.cookies[number % len(board.cookies)])

    await asyncio.gather(*map(posting, range(posters)))
    for line in lines:
        line.close()
    return posted
