"""`make bench`: our figures beside those of a reference in the same run, as ratios, in one table and one file.

Targets are those of the design: T3 and T5, the time from a post to every screen, against B (`bare.py`).
"""

import asyncio
import json
import os
import secrets
import statistics
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote_plus

import httpx

from app.phone import Person
from app.rehearse import free_port, own_server
from benchmarks.screens import Poster, Screen

ROUNDS = 3
LATEST = Path(__file__).parent / "latest.json"
WORDS = "We know each other by name, but nobody has time to sit down together & plan " + "x" * 60


@dataclass(frozen=True)
class Target:
    """One figure to reach: `people` on a board, `rate` notes a second for `seconds`."""

    id: str
    people: int
    rate: float
    seconds: float
    must: float
    aim: float


TARGETS = (
    Target("T3", people=200, rate=50, seconds=10, must=2, aim=1.2),
    Target("T5", people=50, rate=5, seconds=20, must=2, aim=1.2),
)


@dataclass(frozen=True)
class Figure:
    """One line of the table; times are milliseconds."""

    id: str
    figure: str
    ours: float
    reference: float
    ratio: float
    must: float
    aim: float
    better: str


@dataclass(frozen=True)
class Place:
    """Somewhere to post and to look: one cookie for each person."""

    post: str
    look: list[str]
    cookies: list[str]
    column: str = ""


@asynccontextmanager
async def ours(people: int) -> AsyncGenerator[Place]:
    """The product, with this many people who have joined a sample workshop."""
    async with own_server() as link:
        transport = httpx.AsyncHTTPTransport()
        crowd = [Person(link, transport, "resident") for _ in range(people)]
        gate = asyncio.Semaphore(8)

        async def join(person: Person) -> None:
            async with gate:
                await person.join(force=False)

        await asyncio.gather(*map(join, crowd))
        cookies = ["; ".join(f"{name}={value}" for name, value in person.client.cookies.items()) for person in crowd]
        look = [person.address_of("live") for person in crowd]
        yield Place(f"{crowd[0].address}/notes", look, cookies, crowd[0].columns[0])
        for person in crowd:
            await person.leave()
        await transport.aclose()


@asynccontextmanager
async def bare(people: int) -> AsyncGenerator[Place]:
    """B."""
    port = free_port()
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.bare", str(port))
    try:
        async with httpx.AsyncClient() as client:
            while True:
                try:
                    await client.post(f"http://127.0.0.1:{port}/", content=b"")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        yield Place(f"http://127.0.0.1:{port}/", [f"http://127.0.0.1:{port}/"] * people, [""] * people)
    finally:
        server.terminate()
        await server.wait()


async def measure(place: Place, target: Target) -> float:
    """p99 in milliseconds, over every note and every screen; raises AssertionError if one has not arrived."""
    screens = [await Screen(look, cookie).start() for look, cookie in zip(place.look, place.cookies, strict=True)]
    posters = [await Poster(place.post).start() for _ in range(16)]
    posted: dict[bytes, float] = {}
    started = time.perf_counter()

    async def post(number: int) -> None:
        await asyncio.sleep(max(0, started + number / target.rate - time.perf_counter()))
        note_id = secrets.token_hex(12)
        poster = posters[number % len(posters)]
        posted[note_id.encode()] = time.perf_counter()
        await poster.post(_body(place, note_id), place.cookies[number % len(place.cookies)])

    async def posting(poster: int) -> None:
        # One connection posts one note at a time.
        for number in range(poster, int(target.rate * target.seconds), len(posters)):
            await post(number)

    await asyncio.gather(*map(posting, range(len(posters))))
    end = time.perf_counter() + 10
    while any(len(screen.seen.keys() & posted.keys()) < len(posted) for screen in screens):
        assert time.perf_counter() < end, "a note has not reached every screen"
        await asyncio.sleep(0.05)
    times = sorted((screen.seen[note] - at) * 1000 for note, at in posted.items() for screen in screens)
    for one in (*screens, *posters):
        one.stop()
    return times[int(len(times) * 0.99)]


def _body(place: Place, note_id: str) -> bytes:
    if not place.column:
        # B's clients get what ours get: a fragment of about 660 bytes.
        piece = f'<li id="note-{note_id}" class="note"><p class="words">{WORDS}</p>'
        return json.dumps({"seq": 1, "content": piece + "y" * (640 - len(piece))}).encode()
    return f"id={note_id}&column={place.column}&colour=sky&text={quote_plus(WORDS)}".encode()


async def main() -> int:
    """Measure everything in turn; returns 0, whatever the figures are."""
    figures = []
    for target in TARGETS:
        rounds: dict[str, list[float]] = {"ours": [], "reference": []}
        for _ in range(ROUNDS):
            for name, place in (("reference", bare), ("ours", ours)):
                async with place(target.people) as there:
                    rounds[name].append(await measure(there, target))
        mine, reference = (statistics.median(rounds[name]) for name in ("ours", "reference"))
        figure = f"p99 from post to every screen, {target.people} people, {target.rate:g} notes/s (ms)"
        ratio = statistics.median(one / other for one, other in zip(rounds["ours"], rounds["reference"], strict=True))
        figures.append(
            Figure(
                target.id,
                figure,
                round(mine, 2),
                round(reference, 2),
                round(ratio, 2),
                target.must,
                target.aim,
                "lower",
            )
        )
        print(f"{target.id} rounds: ours {rounds['ours']}, B {rounds['reference']}", file=sys.stderr)
    print(f"{'':4} {'figure':64} {'ours':>8} {'B':>8} {'ratio':>6} {'must':>5} {'aim':>5}")
    for figure in figures:
        print(
            f"{figure.id:4} {figure.figure:64} {figure.ours:8} {figure.reference:8} {figure.ratio:6} "
            f"{figure.must:5} {figure.aim:5}"
        )
    LATEST.write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(asyncio.run(main()))
