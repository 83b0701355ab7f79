"""Screens that only look for notes in what they are sent, and posters that only post: as cheap as can be."""

import asyncio
import base64
import os
import re
import socket
import time
from urllib.parse import urlsplit

# The counts of people that their arrival sets off are not part of what is measured.
ARRIVED_SECONDS = 1.2

_SEQ = re.compile(rb'"seq": ?(\d+)')
_NOTE = re.compile(rb'note-([0-9a-f]{24})\\?"')


class Screen(asyncio.Protocol):
    """One socket: when each note was first seen on it, and up to which seq.

    `buffer` is how many bytes the system keeps for whoever reads nothing; without it, megabytes.
    """

    def __init__(self, url: str, cookie: str, buffer: int = 0) -> None:
        self.url = url
        self.cookie = cookie
        self.seq = 0
        self._buffer = buffer
        self._tail = b""
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seen: dict[bytes, float] = {}
        self.lost = False

    async def start(self) -> "Screen":
        """Connect, and wait until the server has said yes."""
        at = urlsplit(self.url)
        loop = asyncio.get_running_loop()
        line = socket.socket()
        line.setblocking(False)
        if self._buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._buffer)
        await loop.sock_connect(line, (at.hostname or "", at.port or 80))
        self._transport, _ = await loop.create_connection(lambda: self, sock=line)
        await self.open
        return self

    def stop(self) -> None:
        self._transport.abort()

    def again(self) -> "Screen":
        """A new one that goes on where this one is, as a page does when its socket was lost."""
        return Screen(re.sub(r"since=\d+", f"since={self.seq}", self.url) if self.seq else self.url, self.cookie)

    def stuck(self) -> None:
        """Read nothing more."""
        self._transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        at = urlsplit(self.url)
        path = f"{at.path or '/'}?{at.query}"
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {at.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            f"Cookie: {self.cookie}",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())  # ty: ignore[missing-attribute]

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.open.done():
            self.open.set_exception(exc or ConnectionError("hung up"))

    def data_received(self, data: bytes) -> None:
        if self.open.done():
            self.looked_at(data)
        elif b" 101 " in data[:20]:
            self.open.set_result(None)
            self.looked_at(data)
        else:
            self.open.set_exception(ConnectionError(data[:100]))

    def looked_at(self, data: bytes) -> None:
        """Something came in."""
        now = time.perf_counter()
        data = self._tail + data
        if numbers := _SEQ.findall(data):
            self.seq = int(numbers[-1])
        for found in _NOTE.finditer(data):
            self.seen.setdefault(found[1], now)
        self._tail = data[-40:]


def notes_in(page: bytes) -> set[bytes]:
    """The ids of the notes on a page."""
    return set(_NOTE.findall(page))


class Poster:
    """One connection that is kept open, asking one thing after the other."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    async def start(self) -> "Poster":
        self._reader, self._writer = await asyncio.open_connection(
            self._url.hostname or "", self._url.port or 80, limit=2**22
        )
        return self

    def stop(self) -> None:
        self._writer.close()

    async def post(self, body: bytes, cookie: str) -> None:
        """Post a note, and raise ConnectionError unless it was taken."""
        answer, _body = await self.ask("POST", self._url.path or "/", cookie, body)
        if b" 204 " not in answer[:20]:
            raise ConnectionError(answer[:200])

    async def ask(self, method: str, path: str, cookie: str, body: bytes = b"") -> tuple[bytes, bytes]:
        """The head of the answer, and its body as it came over the wire."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._url.netloc}\r\nCookie: {cookie}\r\n"
            f"Accept: {'text/html' if method == 'GET' else 'text/plain'}\r\nAccept-Encoding: gzip\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", answer)
        return answer, await self._reader.readexactly(int(length[1])) if length else b""
