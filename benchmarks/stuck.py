"""T9: one who takes nothing more among fifty who do."""

import asyncio

from benchmarks import processes
from benchmarks.figures import Sample, percentile
from benchmarks.load import at_a_rate, delays, screens
from benchmarks.places import board, place_of
from benchmarks.screens import Screen
from tests.serving import Server

RATE, SECONDS = 1000, 10
BUFFER = 64 * 1024


async def measure(server: Server) -> list[Sample]:
    """The same load without and with the stuck one, who is whole again on return."""
    _hall, place = board(server, 50)
    async with screens(place) as watching:
        quiet = percentile(await delays(await at_a_rate(place, RATE, SECONDS), watching), 0.99)
    without = processes.memory(place.pid)
    hall, place = board(server, 51)
    async with screens(place, 50) as watching:
        stuck = await Screen(place.look[50], place.cookies[50], BUFFER).start()
        stuck.stuck()
        posted = await at_a_rate(place, RATE, SECONDS)
        p99 = percentile(await delays(posted, watching), 0.99)
    more = processes.memory(place.pid) - without
    # It reads again what had gone out to it, and then that it was cut off: it has missed most.
    stuck.resume()
    async with asyncio.timeout(30):
        while not stuck.lost:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    missed = len(posted.keys() - stuck.seen.keys())
    whole = len(hall.order()) == len(posted)
    again = place_of(server, hall, [])
    assert again.post == place.post
    return [
        Sample("T9", f"p99 with one stuck among 51, {RATE:,} notes/s (ms)", p99, quiet),
        Sample("T9", "memory more than without it (MB)", more / 1e6),
        Sample("T9", "the stuck one cut, all others whole (1 is yes)", float(missed > 0 and whole)),
    ]
