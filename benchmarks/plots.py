"""`make plots`: how costs grow with people, workshops, notes and workers, drawn into `docs/growth.svg`."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.boards import new_board, product
from benchmarks.load.counters import counters
from benchmarks.load.posting import at_once, at_rate
from benchmarks.load.processes import cpu_seconds
from benchmarks.load.texts import sample_texts
from benchmarks.parts import growth, pages, workers
from tests.servers.postgres import Cluster
from tests.servers.redis import Redis
from tests.servers.server import Server

DRAWING = Path(__file__).parent.parent / "docs" / "growth.svg"
PEOPLE, WORKSHOPS, NOTES, WORKERS = (10, 50, 200, 500, 1000), (10, 100, 1000), (50, 200, 500, 1000, 2000), (1, 2)
RATE, SECONDS = 20, 5
WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 380, 240, 48, 40, 44


@dataclass(frozen=True)
class Plot:
    """One curve: a measured value for each number of people, workshops or the like. The axis begins at 0."""

    title: str
    across: str
    points: list[tuple[int, float]]


async def main() -> None:
    """Measure, print and draw."""
    per_delivery, per_load = "µs of CPU time per delivery", "ms of CPU time per first load"
    with product() as server:
        plots = [
            Plot(per_delivery, "people on one board", [(n, await _people(server, n)) for n in PEOPLE]),
            Plot(per_delivery, "workshops, 1,000 people in all", [(n, await _workshops(server, n)) for n in WORKSHOPS]),
            Plot(per_load, "notes on the board", [(n, await _notes(server, n)) for n in NOTES]),
        ]
    plots.append(Plot(per_delivery, "workers, on PostgreSQL and Redis", [(n, await _workers(n)) for n in WORKERS]))
    for plot in plots:
        print(f"{plot.title}, {plot.across}: " + ", ".join(f"{n:,}: {value:.1f}" for n, value in plot.points))
    DRAWING.write_text(drawn(plots))


async def _people(server: Server, people: int) -> float:
    board = new_board(server, people)
    async with counters(board) as counting:
        before = cpu_seconds(board.pid)
        await at_rate(board, RATE, SECONDS)
        await counting.received(RATE * SECONDS)
        return (cpu_seconds(board.pid) - before) / (RATE * SECONDS * people) * 1e6


async def _workshops(server: Server, count: int) -> float:
    return await growth.cpu_per_delivery(server, count) * 1e6


async def _notes(server: Server, count: int) -> float:
    board = new_board(server, 200)
    await at_once(board, count, texts=sample_texts())
    return (await pages.first_loads(board))[0] * 1000


async def _workers(count: int) -> float:
    with Cluster() as cluster, Redis() as redis:
        return 1e6 / (await workers.deliveries_per_cpu_second(count, cluster, redis))


def drawn(plots: list[Plot]) -> str:
    """Return the plots as SVG, two in a row. Numbers on the horizontal axis are evenly spaced, not to scale."""
    rows = (len(plots) + 1) // 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * 2} {HEIGHT * rows}" role="img" '
        'font-family="sans-serif" font-size="13"><title>How costs grow</title>'
        f'<rect width="{WIDTH * 2}" height="{HEIGHT * rows}" fill="#fffdf8"/>'
    ]
    for number, plot in enumerate(plots):
        parts.append(f'<g transform="translate({number % 2 * WIDTH} {number // 2 * HEIGHT})">{_curve(plot)}</g>')
    return "".join([*parts, "</svg>\n"])


def _curve(plot: Plot) -> str:
    most = max(value for _n, value in plot.points) * 1.25
    wide, high = WIDTH - LEFT - 24, HEIGHT - ABOVE - BELOW
    step = wide / max(1, len(plot.points) - 1)
    spots = [(LEFT + at * step, ABOVE + high * (1 - value / most)) for at, (_n, value) in enumerate(plot.points)]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in spots)
    parts = [
        f'<text x="{LEFT}" y="22" font-weight="600" fill="#2b2a27">{plot.title}</text>',
        f'<path d="M{LEFT} {ABOVE}V{ABOVE + high}H{WIDTH - 24}" fill="none" stroke="#8a857b"/>',
        f'<polyline points="{line}" fill="none" stroke="#20607a" stroke-width="2"/>',
        f'<text x="{LEFT + wide / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle" fill="#5b574f">{plot.across}</text>',
    ]
    for (x, y), (n, value) in zip(spots, plot.points, strict=True):
        parts.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3.5" fill="#20607a"/>'
            f'<text x="{x:.0f}" y="{y - 10:.0f}" text-anchor="middle" fill="#2b2a27">{value:.3g}</text>'
            f'<text x="{x:.0f}" y="{ABOVE + high + 17}" text-anchor="middle" fill="#5b574f">{n:,}</text>'
        )
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
