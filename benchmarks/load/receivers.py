"""WebSocket clients that only look for notes in received frames and use little CPU time."""

import asyncio
import base64
import os
import re
import socket
import time
from typing import Self
from urllib.parse import urlsplit

# When a crowd arrives, presence is sent several times, which is not measured.
ARRIVED_SECONDS = 1.2

_SEQ = re.compile(rb'"seq": ?(\d+)')
_BOARD = re.compile(rb'"board": ?true')
_NOTE = re.compile(rb'note-([0-9a-f]{24})\\?"')
_LONGEST_NAME = 40


class Receiver(asyncio.Protocol):
    """One socket. `seen` holds when each note first arrived, in seconds of `time.perf_counter()`; `seq` the last seq.

    `refetch` is set when the server says that the client has to fetch the whole board. `buffer` is how many bytes the
    system keeps for a client that reads nothing; by default, megabytes.
    """

    def __init__(self, url: str, cookie: str, buffer: int = 0) -> None:
        self.url = url
        self.cookie = cookie
        self.seq = 0
        self.seen: dict[bytes, float] = {}
        self.lost = self.refetch = False
        self._buffer = buffer
        self._rest = b""
        self._open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def open(self) -> Self:
        """Connect and wait until the server has accepted. Raises ConnectionError with the response if it refuses."""
        at = urlsplit(self.url)
        loop = asyncio.get_running_loop()
        line = socket.socket()
        line.setblocking(False)
        if self._buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._buffer)
        await loop.sock_connect(line, (at.hostname or "", at.port or 80))
        self._transport, _ = await loop.create_connection(lambda: self, sock=line)
        await self._open
        return self

    def close(self) -> None:
        self._transport.abort()

    def next(self) -> "Receiver":
        """Return a new receiver that continues from this one's last seq, as a page that lost its socket does."""
        url = re.sub(r"since=\d+", f"since={self.seq}", self.url) if self.seq else self.url
        following = Receiver(url, self.cookie)
        following.seq, following.seen, following.refetch = self.seq, self.seen, self.refetch
        return following

    def stop_reading(self) -> None:
        self._transport.pause_reading()

    def read_again(self) -> None:
        self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        at = urlsplit(self.url)
        lines = [
            f"GET {at.path or '/'}?{at.query} HTTP/1.1",
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
        if not self._open.done():
            self._open.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        if self._open.done():
            self.received(data)
        elif b" 101 " in data[:20]:
            self._open.set_result(None)
            self.received(data)
        else:
            self._open.set_exception(ConnectionError(data[:100]))

    def received(self, data: bytes) -> None:
        """Look for notes in the received bytes. An id may be split between two reads."""
        now = time.perf_counter()
        data = self._rest + data
        if numbers := _SEQ.findall(data):
            self.seq = int(numbers[-1])
        self.refetch |= _BOARD.search(data) is not None
        for found in _NOTE.finditer(data):
            self.seen.setdefault(found[1], now)
        self._rest = data[-_LONGEST_NAME:]


def notes_in(page: bytes) -> set[bytes]:
    """Return the ids of the notes on a page."""
    return set(_NOTE.findall(page))
