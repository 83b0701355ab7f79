"""Receivers that only count, in a separate process, because a thousand full ones would be slower than the server.

`python -m benchmarks.load.counters` reads a JSON list of [address, cookie], opens a socket for each, prints "open",
and then answers every line with the number of notes that have come in on all sockets together.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from benchmarks.load.boards import Board
from benchmarks.load.receivers import ARRIVED_SECONDS, Receiver

_NOTE = b'id=\\"note-'
OPENED_AT_ONCE = 32


class _Counter(Receiver):
    count = 0

    def received(self, data: bytes) -> None:
        data = self._rest + data
        _Counter.count += data.count(_NOTE)
        self._rest = data[-len(_NOTE) + 1 :]


class Counters:
    """The counting process and its number of sockets."""

    def __init__(self, process: asyncio.subprocess.Process, size: int) -> None:
        self._process = process
        self.size = size

    async def count(self) -> int:
        """Return the number of notes that all sockets together have received."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        return int(await self._process.stdout.readline())

    async def received(self, notes: int, seconds: float = 60) -> None:
        """Wait until each socket has received this number of notes. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while await self.count() < notes * self.size:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@asynccontextmanager
async def counters(*boards: Board) -> AsyncGenerator[Counters]:
    """Connect everyone on these boards, in one process that counts."""
    addresses = [(board.live_url, cookie) for board in boards for cookie in board.cookies]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.load.counters", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(addresses).encode() + b"\n")
        async with asyncio.timeout(120):
            assert await process.stdout.readline() == b"open\n", "the server refused a connection"
        await asyncio.sleep(ARRIVED_SECONDS)
        yield Counters(process, len(addresses))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    gate = asyncio.Semaphore(OPENED_AT_ONCE)

    async def opened(url: str, cookie: str) -> Receiver:
        async with gate:
            return await _Counter(url, cookie).open()

    addresses = json.loads(await reader.readline())
    receivers = await asyncio.gather(*(opened(url, cookie) for url, cookie in addresses))
    print("open", flush=True)
    while await reader.readline():
        assert all(not receiver.lost for receiver in receivers), "the server closed a connection"
        print(_Counter.count, flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
