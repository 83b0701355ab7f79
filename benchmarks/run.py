"""`make bench`: our figures beside those of a reference in the same run, as ratios, in one table and one file.

Every round starts the product and B afresh and measures everything in turn on fresh workshops; a figure is the median
of the rounds (T9 and T13 take long, and have one). `--quick` is one short round that fails only where something has
collapsed.
"""

import argparse
import asyncio
import os
import sys
import time

from benchmarks import figures, growth, joins, latency, memory, pages, phone, spread, store, stuck, workers
from benchmarks.figures import Sample
from benchmarks.places import bare, product

ROUNDS = 3


async def one_round(*, first: bool) -> list[Sample]:
    """Every target once; those that take longest only in the first round."""
    samples: list[Sample] = []
    with product() as server:
        async with bare() as reference:
            samples += await _timed("latency", latency.measure(server, reference))
            samples += await _timed("spread", spread.measure(server, reference))
        for part in (pages, joins, *((stuck, growth) if first else ())):
            samples += await _timed(part.__name__, part.measure(server))
        samples += await _timed("phone", phone.measure(server))
    samples += await _timed("memory", memory.measure())
    samples += await _timed("store", store.measure())
    samples += await _timed("workers", workers.measure())
    return samples


async def quick_round() -> list[Sample]:
    """What a change is most likely to break, in under a minute."""
    with product() as server:
        async with bare() as reference:
            return [
                *await _timed("latency", latency.measure(server, reference)),
                *await _timed("spread", spread.measure(server, reference)),
                *await _timed("pages", pages.measure(server)),
            ]


async def _timed(name: str, measuring) -> list[Sample]:
    started = time.monotonic()
    samples = await measuring
    print(f"{name.removeprefix('benchmarks.')}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    for sample in samples:
        print(f"  {sample.id} {sample.figure}: {sample.ours:g} {sample.reference or ''}", file=sys.stderr, flush=True)
    return samples


async def main(*, quick: bool) -> int:
    """Measure and print; returns 0, unless it was a quick one and a figure is worse than half its must."""
    samples: list[Sample] = []
    for number in range(1 if quick else ROUNDS):
        samples += await (quick_round() if quick else one_round(first=number == 0))
    found = figures.figures(samples)
    print(figures.table(found))
    if quick:
        return int(any(one.collapsed for one in found))
    figures.keep(found)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run")
    parser.add_argument("--quick", action="store_true")
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(asyncio.run(main(quick=parser.parse_args().quick)))
