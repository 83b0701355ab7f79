"""Somewhere to post and to look: the product with people who have a seat, or B."""

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote_plus

import httpx
from sqlmodel import Session

from app.domain import journal, people
from app.rehearsal.server import free_port
from tests.hall import Hall
from tests.serving import Server

# Nobody is slowed down for posting as fast as a benchmark does.
UNLIMITED = {"ACTS_PER_10_SECONDS": "100000", "SEATS_PER_WORKSHOP": "5000", "CONNECTIONS": "20000"}
WORDS = "We know each other by name, but nobody has time to sit down together & plan " + "x" * 60


@dataclass(frozen=True)
class Place:
    """Where to post and where to look, with a cookie for each person, and which process to watch."""

    pid: int
    post: str
    look: list[str]
    cookies: list[str]
    column: int = 0

    def body(self, note_id: str) -> bytes:
        """What is posted: a form to us, to B the finished fragment of about 660 bytes that its screens get."""
        if self.column:
            return f"id={note_id}&column={self.column}&colour=sky&text={quote_plus(WORDS)}".encode()
        piece = f'<li id="note-{note_id}" class="note"><p class="words">{WORDS}</p>'
        return json.dumps({"seq": 1, "content": piece + "y" * (640 - len(piece))}).encode()


@contextmanager
def product(*, workers: int = 1, module: tuple[str, ...] = (), **environment: str) -> Generator[Server]:
    """A server of ours on a temporary database."""
    with TemporaryDirectory(prefix="commonboard-bench-") as folder:
        server = Server(Path(folder) / "data", starts=False, workers=workers, **(UNLIMITED | environment))
        with server:
            server.start(*module)
            yield server


def board(server: Server, count: int) -> tuple[Hall, Place]:
    """A new workshop on a server, and its place for so many people."""
    hall = server.hall()
    refs = [secrets.token_hex(16) for _ in range(count)]

    def join(session: Session) -> None:
        for ref in refs:
            people.join(
                session,
                hall.key,
                hall.code,
                seat_ref=None,
                fresh_ref=ref,
                speaks_for="resident",
                seats=len(refs) + 100,
                now=hall.now(),
            )

    hall.write(join)
    return hall, place_of(server, hall, refs)


def place_of(server: Server, hall: Hall, refs: list[str]) -> Place:
    """The place of these seats, looking from where the workshop is now."""
    seq, epoch = hall.read(lambda session: journal.position(session, hall.id))
    address = f"{server.url}/w/{hall.key}"
    live = f"{address}/live?since={seq}&epoch={epoch}&view=board&lang=en"
    cookies = [f"seat-{hall.key}={server.keys.seat_cookie(hall.key, ref)}" for ref in refs]
    assert server.process is not None
    return Place(server.process.pid, f"{address}/notes", [live] * len(refs), cookies, hall.columns[0])


@asynccontextmanager
async def bare() -> AsyncGenerator[Place]:
    """B, with nobody looking yet."""
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
        yield Place(server.pid, f"http://127.0.0.1:{port}/", [], [])
    finally:
        server.terminate()
        await server.wait()


def crowded(place: Place, count: int) -> Place:
    """B with so many people."""
    return Place(place.pid, place.post, [place.post] * count, [""] * count)
