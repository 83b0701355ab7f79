"""A WebSocket client of raw bytes, for what no honest client sends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from websockets.frames import Opcode

# Seconds after which a limit that does not hold fails the test.
PATIENCE = 30


def frame(opcode: Opcode, data: bytes = b"", *, last: bool = True) -> bytes:
    """A frame from a client with a mask of zeros; `data` has at most 64 KiB."""
    length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + len(data).to_bytes(2, "big")
    return bytes([(0x80 if last else 0) | opcode]) + length + bytes(4) + data


PING = frame(Opcode.PING)


def handshake(port: int, path: str, *headers: str) -> bytes:
    """The request that opens a WebSocket on 127.0.0.1."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


@dataclass
class RawSocket:
    """An open WebSocket whose client reads only when it is told to."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def flood(self, part: bytes, most: int) -> int:
        """Send a part again and again, up to `most` bytes in total; returns the bytes sent before the server closed."""
        sent = 0
        with suppress(ConnectionError, TimeoutError):
            while sent < most and not self.writer.is_closing():
                self.writer.write(part)
                sent += len(part)
                async with asyncio.timeout(PATIENCE):
                    await self.writer.drain()
                await asyncio.sleep(0)
        return sent

    async def rest(self) -> bytes:
        """All bytes until the server disconnects."""
        found = b""
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionError):
                while part := await self.reader.read(65536):
                    found += part
        return found

    async def closing_code(self) -> int | None:
        """The code of the close frame that the server sends last, or None if it disconnects without one."""
        last = (await self.rest())[-64:]
        at = last.rfind(bytes([0x80 | Opcode.CLOSE]))
        return int.from_bytes(last[at + 2 : at + 4], "big") if at >= 0 else None


@asynccontextmanager
async def raw_socket(port: int, path: str = "/", *headers: str, buffer: int = 65536) -> AsyncGenerator[RawSocket]:
    """A WebSocket to 127.0.0.1 after its handshake. The client buffers at most about `buffer` bytes unread."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=buffer)
    writer.write(handshake(port, path, *headers))
    try:
        async with asyncio.timeout(PATIENCE):
            assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        yield RawSocket(reader, writer)
    finally:
        writer.transport.abort()
