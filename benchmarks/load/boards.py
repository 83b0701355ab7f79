"""Starts the measured servers and creates boards with people who can post and connect.

Only this part of the load uses the product's code: a thousand seats through the join form take ten seconds, but less
than one second when written into the database.
"""

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncGenerator, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote_plus

import httpx
from sqlmodel import Session

from app.domain import journal
from app.domain.board import joining
from app.rehearsal.server import free_port
from tests.servers.server import Server
from tests.workshop import FAY

# A benchmark posts and connects faster than people may.
UNLIMITED = {"ACTIONS_PER_10_SECONDS": "100000", "SEATS_PER_WORKSHOP": "5000", "CONNECTIONS": "20000"}
TEXT = "We know each other by name, but nobody has time to sit down together & plan " + "x" * 60
FRAGMENT_BYTES = 640


@dataclass(frozen=True)
class Board:
    """One workshop of the product, or of B, with its addresses for posts and sockets.

    `cookies` holds a Cookie header for each person, `pid` is the process to watch. B has neither key nor column.
    """

    pid: int
    post_url: str
    live_url: str
    cookies: list[str]
    key: str = ""
    code: str = ""
    column: int = 0
    facilitator: str = ""

    def note(self, note_id: str, text: str = TEXT) -> bytes:
        """Return the body of a post: a form for the product, a rendered fragment for B, which passes it on."""
        if self.column:
            return f"id={note_id}&column={self.column}&colour=sky&text={quote_plus(text)}".encode()
        fragment = f'<li id="note-{note_id}" class="note"><p class="words">{text}</p>'
        return json.dumps({"seq": 1, "content": fragment.ljust(FRAGMENT_BYTES, "y")}).encode()

    def part(self, start: int, end: int | None = None) -> "Board":
        """Return the same board with a part of its people."""
        return replace(self, cookies=self.cookies[start:end])


@contextmanager
def product(*, workers: int = 1, module: tuple[str, ...] = (), **environment: str) -> Generator[Server]:
    """Serve the product on a temporary database, with another module than `app` if given."""
    with TemporaryDirectory(prefix="commonboard-bench-") as folder:
        server = Server(Path(folder) / "data", starts=False, workers=workers, **(UNLIMITED | environment))
        with server:
            server.start(*module)
            yield server


def new_board(server: Server, count: int) -> Board:
    """Create a workshop with this number of seats, which connect from its present position."""
    workshop = server.workshop()
    refs = [secrets.token_hex(16) for _ in range(count)]

    def join(session: Session) -> None:
        for ref in refs:
            joining.join(
                session,
                workshop.key,
                joining.Newcomer(workshop.code, speaks_for="resident"),
                secret=None,
                fresh_secret=ref,
                seats=len(refs) + 100,
                now=workshop.now(),
            )

    workshop.write(join)
    seq, epoch = workshop.read(lambda session: journal.position(session, workshop.id))
    address = f"{server.url}/w/{workshop.key}"
    assert server.process is not None
    return Board(
        pid=server.process.pid,
        post_url=f"{address}/notes",
        live_url=f"{address}/live?since={seq}&epoch={epoch}&view=board&lang=en",
        cookies=[server.cookie(workshop, ref) for ref in refs],
        key=workshop.key,
        code=workshop.code,
        column=workshop.columns[0],
        facilitator=server.cookie(workshop, FAY),
    )


def new_boards(server: Server, counts: Sequence[int]) -> list[Board]:
    """Create a board for each of these numbers of people, several at once, because each waits for its commits."""
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(lambda count: new_board(server, count), counts))


@asynccontextmanager
async def reference() -> AsyncGenerator[Board]:
    """Serve B; the board has no people yet (`with_people`)."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.load.reference", str(port))
    try:
        async with httpx.AsyncClient() as client, asyncio.timeout(60):
            while True:
                try:
                    await client.post(address, content=b"")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        yield Board(server.pid, address, address, [])
    finally:
        server.terminate()
        await server.wait()


def with_people(board: Board, count: int) -> Board:
    """Return B's board with this number of people, who need no cookie."""
    return replace(board, cookies=[""] * count)
