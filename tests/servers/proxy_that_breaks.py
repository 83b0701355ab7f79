"""A line between browsers and a server that can be made a bad one, by a seed: it delays, drops, cuts things off in the
middle, and sends twice."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Line:
    """A proxy on a port of its own while the block runs, which works correctly until `bad` is set."""

    def __init__(self, to: int, seed: int) -> None:
        self.bad = False
        self.done = dict.fromkeys(("delayed", "dropped", "cut off", "sent twice"), 0)
        self._to = to
        self._chance = random.Random(seed)
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        ends = {writer, back}
        self._open |= ends
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(lambda: _request(reader), back, self._ask_twice))
                both.create_task(self._pump(lambda: there.read(65536), writer, self._say_twice))
        except* (OSError, asyncio.IncompleteReadError):
            self._open -= ends
        finally:
            for end in ends:
                end.transport.abort()
            self._open -= ends

    async def _pump(
        self,
        read: Callable[[], Awaitable[bytes]],
        writer: asyncio.StreamWriter,
        twice: Callable[[bytes, asyncio.StreamWriter], Awaitable[bool]],
    ) -> None:
        while data := await read():
            fate = self._chance.random() if self.bad else 1.0
            if fate < 0.03:
                self.done["dropped"] += 1
                break
            if fate < 0.06:
                self.done["cut off"] += 1
                writer.write(data[: len(data) // 2])
                await writer.drain()
                break
            if fate < 0.3:
                self.done["delayed"] += 1
                await asyncio.sleep(self._chance.uniform(0, 0.3))
            elif fate < 0.6:
                self.done["sent twice"] += await twice(data, writer)
            writer.write(data)
            await writer.drain()
        raise ConnectionResetError

    async def _ask_twice(self, data: bytes, _writer: asyncio.StreamWriter) -> bool:
        """Send a post a second time, over another connection whose answer no one reads."""
        if not data.startswith(b"POST "):
            return False
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
            back.write(data)
            await there.read(1)
            back.transport.abort()
        return True

    async def _say_twice(self, data: bytes, writer: asyncio.StreamWriter) -> bool:
        """Send a socket's bytes a second time, if they are whole text frames."""
        rest = data
        while rest[:1] == b"\x81" and len(rest) > 10:
            small, size = rest[1] & 127, 0
            start = {126: 4, 127: 10}.get(small, 2)
            size = small if start == 2 else int.from_bytes(rest[2:start])
            if len(rest) < start + size:
                return False
            rest = rest[start + size :]
        if rest:
            return False
        writer.write(data)
        return True


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Something a browser sends: a whole post, or what there is."""
    data = await reader.read(65536)
    if data.startswith(b"POST "):
        while b"\r\n\r\n" not in data and (more := await reader.read(65536)):
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        if found := LENGTH.search(head):
            data += await reader.readexactly(max(0, int(found[1]) - len(body)))
    return data
