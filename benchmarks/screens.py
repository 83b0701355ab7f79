"""Screens that only look for notes in what they are sent, and posters that only post: as cheap as can be."""

import asyncio
import base64
import os
import re
import time
from urllib.parse import urlsplit

_NOTE = re.compile(rb'note-([0-9a-f]{24})\\?"')


class Screen(asyncio.Protocol):
    """One socket: when each note was first seen on it."""

    def __init__(self, url: str, cookie: str) -> None:
        self._url = urlsplit(url)
        self._cookie = cookie
        self._tail = b""
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seen: dict[bytes, float] = {}

    async def start(self) -> "Screen":
        """Connect, and wait until the server has said yes."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: self, self._url.hostname or "", self._url.port or 80)
        await self.open
        return self

    def stop(self) -> None:
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        path = f"{self._url.path or '/'}?{self._url.query}"
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {self._url.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            f"Cookie: {self._cookie}",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())  # ty: ignore[missing-attribute]

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.open.done():
            if b" 101 " not in data[:20]:
                self.open.set_exception(ConnectionError(data[:100]))
                return
            self.open.set_result(None)
        data = self._tail + data
        for found in _NOTE.finditer(data):
            self.seen.setdefault(found[1], now)
        self._tail = data[-40:]


class Poster:
    """One connection that is kept open, posting forms one after the other."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    async def start(self) -> "Poster":
        self._reader, self._writer = await asyncio.open_connection(self._url.hostname or "", self._url.port or 80)
        return self

    def stop(self) -> None:
        self._writer.close()

    async def post(self, body: bytes, cookie: str) -> None:
        """Post, and raise ConnectionError unless it was taken."""
        head = (
            f"POST {self._url.path or '/'} HTTP/1.1\r\nHost: {self._url.netloc}\r\nCookie: {cookie}\r\n"
            f"Accept: text/plain\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if b" 204 " not in answer[:20]:
            raise ConnectionError(answer[:200])
