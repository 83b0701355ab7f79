"""`make soak`: a season of workshops in a quarter of an hour. Memory must stay flat once everything has been used once.

Each "workshop" is a new board with 180 people who connect, post, look afresh and leave; three hundred of them follow
one another on one server. `--workshops N` for a shorter or a longer one.
"""

import argparse
import asyncio
import gc
import sys
import time

from benchmarks import processes
from benchmarks.load import delays, outstanding, screens
from benchmarks.places import board, product
from benchmarks.screens import Poster

PEOPLE, NOTES, LOOKS = 180, 240, 60
# The first ones fill caches that have a limit, and what is freed there is used again only bit by bit: that took 220
# of 300. What still grows is looked for after so large a share.
SETTLED = 0.8
# More than this, over the rest, is a leak: of a tenth of a megabyte for each workshop, or less.
FLAT = 0.02


async def main(workshops: int) -> int:
    """Returns 0 if memory was flat."""
    used: list[int] = []
    with product() as server:
        started = time.monotonic()
        for number in range(1, workshops + 1):
            _hall, place = await asyncio.to_thread(board, server, PEOPLE)
            async with screens(place) as watching:
                posted = await outstanding(place, NOTES, posters=8)
                await delays(posted, watching)
            line = await Poster(place.post).start()
            path = "/" + place.post.removesuffix("/notes").split("/", 3)[3]
            for look in range(LOOKS):
                await line.ask("GET", path, place.cookies[look])
            line.stop()
            gc.collect()
            used.append(processes.memory(place.pid))
            if number % max(1, workshops // 20) == 0:
                print(f"{time.monotonic() - started:6.0f} s {number:5} workshops {used[-1] / 1e6:8.1f} MB", flush=True)
    settled = used[int(len(used) * SETTLED)]
    grown = used[-1] / settled - 1
    print(
        f"After {int(len(used) * SETTLED)} workshops {settled / 1e6:.1f} MB, after {len(used)} {used[-1] / 1e6:.1f} MB."
    )
    return int(grown > FLAT)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--workshops", type=int, default=300)
    sys.exit(asyncio.run(main(parser.parse_args().workshops)))
