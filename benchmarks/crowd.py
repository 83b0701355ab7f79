"""Screens that only count, in a process of their own, where a thousand full ones would be what is slow.

Started, `python -m benchmarks.crowd` reads a JSON list of [address, cookie], opens a socket for each, says "open", and
then answers every line with how many notes have come in all.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from benchmarks.screens import ARRIVED_SECONDS, Screen

_NOTE = b'id=\\"note-'


class Counter(Screen):
    """One socket that counts the notes it is shown."""

    count = 0

    def looked_at(self, data: bytes) -> None:
        data = self._tail + data
        Counter.count += data.count(_NOTE)
        self._tail = data[-len(_NOTE) + 1 :]


class Crowd:
    """A process of counting screens."""

    def __init__(self, process: asyncio.subprocess.Process, size: int) -> None:
        self._process = process
        self.size = size

    async def count(self) -> int:
        """How many notes all of them together have been shown."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        return int(await self._process.stdout.readline())

    async def shown(self, notes: int, seconds: float = 60) -> None:
        """Wait until each has been shown so many notes; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while await self.count() < notes * self.size:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@asynccontextmanager
async def crowd(doors: list[tuple[str, str]]) -> AsyncGenerator[Crowd]:
    """So many screens, open."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.crowd", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(doors).encode() + b"\n")
        async with asyncio.timeout(120):
            assert await process.stdout.readline() == b"open\n", "not every screen was let in"
        await asyncio.sleep(ARRIVED_SECONDS)
        yield Crowd(process, len(doors))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    gate = asyncio.Semaphore(32)

    async def come(url: str, cookie: str) -> Screen:
        async with gate:
            return await Counter(url, cookie).start()

    doors = json.loads(await reader.readline())
    screens = await asyncio.gather(*(come(url, cookie) for url, cookie in doors))
    print("open", flush=True)
    while await reader.readline():
        assert all(not screen.lost for screen in screens), "a screen was cut off"
        print(Counter.count, flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
