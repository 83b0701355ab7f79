"""Notes for a place: at an even rate, or as fast as so many who post one after the other."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager

from benchmarks.places import Place
from benchmarks.screens import ARRIVED_SECONDS, Poster, Screen

POSTERS = 16
PATIENCE = 20.0


async def at_a_rate(place: Place, rate: float, seconds: float, posters: int = POSTERS) -> dict[bytes, float]:
    """Post evenly, once all posters are connected; returns when each note was posted."""
    started = time.perf_counter() + 0.5
    return await _post(place, int(rate * seconds), posters, lambda number: started + number / rate)


async def outstanding(place: Place, notes: int, posters: int = POSTERS) -> dict[bytes, float]:
    """Post so many notes, always with one of each poster under way; returns when each was posted."""
    return await _post(place, notes, posters, lambda number: 0.0)


@asynccontextmanager
async def screens(place: Place, count: int | None = None) -> AsyncGenerator[list[Screen]]:
    """Screens of the first so many people, open."""
    found = [
        await Screen(look, cookie).start()
        for look, cookie in zip(place.look[:count], place.cookies[:count], strict=True)
    ]
    await asyncio.sleep(ARRIVED_SECONDS)
    yield found
    for screen in found:
        screen.stop()


async def delays(posted: dict[bytes, float], watching: Iterable[Screen]) -> list[float]:
    """Milliseconds from each post to each screen; raises AssertionError if one never came."""
    watching = list(watching)
    end = time.perf_counter() + PATIENCE
    while any(len(screen.seen.keys() & posted.keys()) < len(posted) for screen in watching):
        assert time.perf_counter() < end, "a note has not reached every screen"
        await asyncio.sleep(0.05)
    return [(screen.seen[note] - at) * 1000 for note, at in posted.items() for screen in watching]


async def connected(place: Place, count: int) -> list[Poster]:
    return [await Poster(place.post).start() for _ in range(count)]


async def _post(place: Place, notes: int, posters: int, due) -> dict[bytes, float]:
    lines: Sequence[Poster] = await connected(place, posters)
    posted: dict[bytes, float] = {}

    async def posting(line: int) -> None:
        for number in range(line, notes, posters):
            wait = due(number) - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            note_id = secrets.token_hex(12)
            posted[note_id.encode()] = time.perf_counter()
            await lines[line].post(place.body(note_id), place.cookies[number % len(place.cookies)])

    await asyncio.gather(*map(posting, range(posters)))
    for line in lines:
        line.stop()
    return posted
