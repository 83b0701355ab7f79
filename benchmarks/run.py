"""`make bench`: our figures as ratios to references measured in the same run, in one table and one file.

Each round starts the product and B afresh and measures every target on new workshops; a figure is the median of three
rounds. T9, T13 and T16 to T21 take long and are measured in the first round only. `--quick` is one short
round that fails only where a figure has collapsed: a guard for every change, not a measurement.
"""

import argparse
import asyncio
import sys
import time
import traceback
from collections.abc import Awaitable

from benchmarks import figures
from benchmarks.calibration import operations_per_second
from benchmarks.figures import Sample
from benchmarks.load.boards import product, reference
from benchmarks.parts import (
    delays,
    files,
    flood,
    growth,
    joins,
    mapping,
    memory,
    pages,
    phone,
    programme_pages,
    spread,
    store,
    stuck_reader,
    timer,
    workers,
    writing,
)
from benchmarks.table import LATEST, table, write
from benchmarks.targets import CALIBRATION
from tests.servers.postgres import Cluster
from tests.servers.redis import Redis

ROUNDS = 3
EVERY_ROUND = (pages, joins, phone)
FIRST_ROUND = (stuck_reader, flood, growth, mapping, writing, files, timer, programme_pages)
# The fraction of the full measuring time that a quick round takes.
QUICK = 0.25

failed: list[str] = []


async def full_round(cluster: Cluster, redis: Redis, *, first: bool) -> list[Sample]:
    """Measure every target; those that take longest only in the first round."""
    samples: list[Sample] = []
    with product() as server:
        async with reference() as bare:
            samples += await _timed("delays", delays.measure(server, bare))
            samples += await _timed("spread", spread.measure(server, bare))
        for part in (*EVERY_ROUND, *(FIRST_ROUND if first else ())):
            samples += await _timed(part.__name__, part.measure(server))
    for part in (memory, store):
        samples += await _timed(part.__name__, part.measure())
    return samples + await _timed("workers", workers.measure(cluster, redis))


async def quick_round() -> list[Sample]:
    """Measure what a change is most likely to break, in under a minute."""
    with product() as server:
        async with reference() as bare:
            samples = await _timed("delays", delays.measure(server, bare, QUICK))
            samples += await _timed("spread", spread.measure(server, bare, QUICK))
        samples += await _timed("pages", pages.measure(server, QUICK))
    return samples + await _timed("store", store.measure_fast_disk())


async def _timed(name: str, measuring: Awaitable[list[Sample]]) -> list[Sample]:
    """Run a part and print its duration and its samples to standard error.

    A part that fails costs its own samples, not those of the others; the run fails in the end.
    """
    started = time.monotonic()
    try:
        samples = await measuring
    except Exception:
        traceback.print_exc()
        failed.append(name)
        return []
    print(f"{name.rpartition('.')[2]}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    for sample in samples:
        beside = "" if sample.reference is None else f" beside {sample.reference:.3g}"
        print(f"  {sample.target.id} {sample.target.figure}: {sample.ours:.3g}{beside}", file=sys.stderr, flush=True)
    return samples


async def main(*, quick: bool) -> int:
    """Measure and print; return 1 if a part failed or, in a quick round, a figure is worse than half its must."""
    samples: list[Sample] = []
    started, before = time.monotonic(), operations_per_second()
    if quick:
        samples = await quick_round()
    else:
        # Idle until T14 uses them.
        with Cluster() as cluster, Redis() as redis:
            for number in range(ROUNDS):
                samples += await full_round(cluster, redis, first=number == 0)
    samples.append(Sample(CALIBRATION, operations_per_second(), before))
    found = figures.figures(samples)
    print(table(found))
    print(f"Measured in {time.monotonic() - started:.0f} s.")
    if failed:
        print(f"FAILED, so {LATEST.name} stays as it was: {', '.join(dict.fromkeys(failed))}.")
        return 1
    if quick:
        return int(any(figure.collapsed for figure in found))
    write(found)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description="Measure beside references.")
    parser.add_argument("--quick", action="store_true", help="one short round; fail where a figure has collapsed")
    sys.exit(asyncio.run(main(quick=parser.parse_args().quick)))
