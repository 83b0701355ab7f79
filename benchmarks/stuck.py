"""T9: one who takes nothing more among fifty who do."""

import asyncio
import gzip

from benchmarks import processes
from benchmarks.figures import Sample, percentile
from benchmarks.load import at_a_rate, delays, screens
from benchmarks.places import Place, board
from benchmarks.screens import Poster, Screen, notes_in
from tests.serving import Server

PEOPLE, RATE, SECONDS = 50, 1000, 10
BUFFER = 64 * 1024


async def measure(server: Server) -> list[Sample]:
    """The same load without and with the stuck one, who is whole again on return."""
    # What is used for the first time is nobody's.
    await _load(board(server, PEOPLE)[1], 2)
    _hall, place = board(server, PEOPLE)
    before = processes.memory(place.pid)
    quiet, _posted = await _load(place, SECONDS)
    without = processes.memory(place.pid)
    _hall, place = board(server, PEOPLE + 1)
    stuck = await Screen(place.look[PEOPLE], place.cookies[PEOPLE], BUFFER).start()
    stuck.stuck()
    busy, posted = await _load(place, SECONDS)
    # Both loads leave the same number of painted notes behind.
    more = (processes.memory(place.pid) - without) - (without - before)
    # It reads again what had gone out to it, and then that it was cut off: it has missed most.
    stuck.resume()
    async with asyncio.timeout(30):
        while not stuck.lost:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    missed = posted.keys() - stuck.seen.keys()
    whole = await _on_the_board(place) == posted.keys()
    return [
        Sample("T9", f"p99 with one stuck among {PEOPLE + 1}, {RATE:,} notes/s (ms)", busy, quiet),
        Sample("T9", "memory more than without it (MB)", more / 1e6),
        Sample("T9", "the stuck one cut, and whole on return (1 is yes)", float(bool(missed) and whole)),
    ]


async def _load(place: Place, seconds: float) -> tuple[float, dict[bytes, float]]:
    async with screens(place, PEOPLE) as watching:
        posted = await at_a_rate(place, RATE, seconds)
        return percentile(await delays(posted, watching), 0.99), posted


async def _on_the_board(place: Place) -> set[bytes]:
    """The notes that the stuck one finds when it fetches the board, as a page does that was cut off."""
    line = await Poster(place.post).start()
    path = "/" + place.post.removesuffix("/notes").split("/", 3)[3]
    _head, body = await line.ask("GET", f"{path}/board?view=board&lang=en", place.cookies[PEOPLE])
    line.stop()
    return notes_in(gzip.decompress(body))
