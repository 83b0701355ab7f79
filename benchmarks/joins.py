"""T12: five hundred who join one board in five seconds, and come back after a restart: what notes feel of it."""

import asyncio
import gzip
import random
import re
from urllib.parse import quote_plus

from benchmarks.figures import Sample, percentile
from benchmarks.load import at_a_rate, delays, screens
from benchmarks.places import Place, board
from benchmarks.screens import Poster, Screen
from tests.hall import Hall
from tests.serving import Server

NEWCOMERS, SECONDS, LOOKING = 500, 5.0, 20


async def measure(server: Server) -> list[Sample]:
    """By form, page and socket, while twenty look at twenty notes a second; then all of them again."""
    hall, place = board(server, LOOKING)
    newcomers: list[Screen] = []

    async def come(number: int) -> None:
        await asyncio.sleep(number * SECONDS / NEWCOMERS)
        newcomers.append(await _join(server, hall, place))

    async with screens(place) as watching:
        posting = asyncio.create_task(at_a_rate(place, 20, SECONDS + 3))
        await asyncio.gather(*map(come, range(NEWCOMERS)))
        posted = await posting
        joining = percentile(await delays(posted, watching), 0.99)
        for screen in watching:
            screen.seen.clear()
        last = await at_a_rate(place, 20, 0.5)
        await delays(last, newcomers)
        # As after a restart: everybody's socket is gone at once, and each comes back within two seconds.
        for screen in newcomers:
            screen.stop()

        async def back(screen: Screen) -> Screen:
            await asyncio.sleep(random.uniform(0, 2))
            return await screen.again().start()

        posting = asyncio.create_task(at_a_rate(place, 20, 5))
        returned = await asyncio.gather(*map(back, newcomers))
        posted = await posting
        coming_back = percentile(await delays(posted, watching), 0.99)
        # Whoever came back had missed some: in step is having all of them.
        await delays(posted, returned)
        for screen in returned:
            screen.stop()
    return [
        Sample("T12", f"p99 during {NEWCOMERS} joins in {SECONDS:g} s, all in step (ms)", joining),
        Sample("T12", f"p99 while {NEWCOMERS} come back after a restart, all in step (ms)", coming_back),
    ]


async def _join(server: Server, hall: Hall, place: Place) -> Screen:
    line = await Poster(place.post).start()
    form = f"code={hall.code}&seat={quote_plus(server.keys.fresh_seat())}&speaks_for=resident&name="
    head, _body = await line.ask("POST", f"/w/{hall.key}/join", "", form.encode())
    assert b" 303 " in head[:20], head
    cookie = next(part for part in head.decode().split("\r\n") if part.lower().startswith("set-cookie")).split(": ")[1]
    cookie = cookie.split(";")[0]
    head, body = await line.ask("GET", f"/w/{hall.key}", cookie)
    assert b" 200 " in head[:20], head
    line.stop()
    seq = re.search(rb'data-seq="(\d+)"', gzip.decompress(body))
    assert seq is not None
    return await Screen(re.sub(r"since=\d+", f"since={int(seq[1])}", place.look[0]), cookie).start()
