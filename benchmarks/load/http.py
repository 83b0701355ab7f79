"""A minimal keep-alive HTTP connection that uses little CPU time of its own."""

import asyncio
import gzip
import re
from typing import Self
from urllib.parse import urlsplit

from benchmarks.load.boards import Board
from benchmarks.load.receivers import notes_in

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
LONGEST_HEAD_BYTES = 2**22


class Http:
    """A connection that sends one request after the other."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    async def open(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(
            self._url.hostname or "", self._url.port or 80, limit=LONGEST_HEAD_BYTES
        )
        return self

    def close(self) -> None:
        self._writer.close()

    async def post_note(self, body: bytes, cookie: str) -> None:
        """Post a note. Raises ConnectionError unless it was saved."""
        head, _body = await self.ask("POST", self._url.path or "/", cookie, body)
        if status(head) != 204:
            raise ConnectionError(head[:200])

    async def ask(self, method: str, path: str, cookie: str, body: bytes = b"") -> tuple[bytes, bytes]:
        """Send one request; return the raw head and body of the response."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._url.netloc}\r\nCookie: {cookie}\r\n"
            f"Accept: {'text/html' if method == 'GET' else 'text/plain'}\r\nAccept-Encoding: gzip\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(answer)
        return answer, await self._reader.readexactly(int(length[1])) if length else b""


async def fetch_board(board: Board, cookie: str) -> set[bytes]:
    """Fetch the whole board, as a page that is too far behind does; return the ids of its notes."""
    line = await Http(board.post_url).open()
    head, body = await line.ask("GET", f"/w/{board.key}/board?view=board&lang=en", cookie)
    line.close()
    return notes_in(plain(head, body))


def plain(head: bytes, body: bytes) -> bytes:
    """Return the body of an answer without compression."""
    return gzip.decompress(body) if header(head, "content-encoding") == "gzip" else body


def status(head: bytes) -> int:
    """Return the status of an answer from its head."""
    return int(head.split(b" ", 2)[1])


def header(head: bytes, name: str) -> str | None:
    """Return the value of the first header with this name."""
    for line in head.decode().split("\r\n")[1:]:
        found, _colon, value = line.partition(":")
        if found.lower() == name:
            return value.strip()
    return None
