"""T10 and T11: what a first look at a board of five hundred notes costs, and what it costs the others."""

import asyncio
import time

from benchmarks import processes
from benchmarks.figures import Sample, percentile
from benchmarks.load import at_a_rate, delays, outstanding, screens
from benchmarks.places import Place, board
from benchmarks.screens import Poster
from tests.serving import Server

NOTES, LOADS = 500, 100


async def measure(server: Server) -> list[Sample]:
    """A board with five hundred notes, quiet and with twenty first looks a second."""
    _hall, place = board(server, 200)
    await outstanding(place, NOTES)
    cost, size = await first_looks(place)
    quiet: list[float] = []
    busy: list[float] = []
    async with screens(place) as watching:
        # In turns: a shared machine is slower for some seconds now and then.
        for _ in range(2):
            quiet += await delays(await at_a_rate(place, 50, 3), watching)
            coming = asyncio.create_task(_coming(place, 20, 3))
            busy += await delays(await at_a_rate(place, 50, 3), watching)
            await coming
    waited = (percentile(waits, 0.99) for waits in (busy, quiet))
    return [
        Sample("T10", f"first look at {NOTES} notes: CPU (ms)", cost * 1000),
        Sample("T10", f"first look at {NOTES} notes: over the wire (KB)", size / 1000),
        Sample("T11", "p99 during 20 first looks a second, 200 people, 50 notes/s (ms)", *waited),
    ]


async def first_looks(place: Place) -> tuple[float, int]:
    """Seconds of processor time, and bytes."""
    line = await Poster(place.post).start()
    path = place.post.removesuffix("/notes").split("/", 3)[3]
    size = 0
    for number in range(LOADS + 5):
        if number == 5:
            before = processes.spent(place.pid)
        head, body = await line.ask("GET", f"/{path}", place.cookies[number % len(place.cookies)])
        assert b" 200 " in head[:20], head
        size = len(head) + len(body)
    line.stop()
    return (processes.spent(place.pid) - before) / LOADS, size


async def _coming(place: Place, rate: float, seconds: float) -> None:
    line = await Poster(place.post).start()
    path = place.post.removesuffix("/notes").split("/", 3)[3]
    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        await line.ask("GET", f"/{path}", place.cookies[number % len(place.cookies)])
    line.stop()
