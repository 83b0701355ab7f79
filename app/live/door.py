"""One live connection: what is still to be sent, in order, and when to stop."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Hashable
from types import coroutine
from typing import Any

from app import measures

RESTART, TOO_SLOW, STAY_AWAY = 1012, 1013, 4403

Send = Callable[[str], Coroutine[Any, Any, None]]


class Door:
    """Frames for one connection. Nobody who pushes one ever waits.

    A frame goes straight to a connection that takes it at once, which saves waking a task for each of a thousand
    doors; what has to wait for the connection waits in a queue of so many bytes, and over that the door closes.
    """

    def __init__(self, seat: str, audience: Hashable, since: int, epoch: str, limit: int) -> None:
        self.seat = seat
        self.audience = audience
        self.place = (seat, audience)
        self.sent = since
        self.epoch = epoch
        self.live = False
        self.closing: int | None = None
        self._limit = limit
        self._waiting: deque[tuple[str, int]] = deque()
        self._bytes = 0
        self._ready = asyncio.Event()
        self._send: Send | None = None
        # What a connection has begun to take and not yet taken.
        self._begun: Awaitable[None] | None = None

    def push(self, frame: str, seq: int | None, size: int | None = None) -> None:
        """Send a frame if it is newer than what was sent before; one without a seq always.

        Over the limit the door closes with TOO_SLOW.
        """
        if self.closing is not None or (seq is not None and seq <= self.sent):
            return
        if seq is not None:
            self.sent = seq
        if self._send is not None and self._begun is None and not self._waiting:
            self._begun = begin(self._send(frame))
            if self._begun is not None:
                self._ready.set()
            return
        size = len(frame.encode()) if size is None else size
        # A single frame larger than the limit still goes to a door that has nothing else waiting.
        if self._waiting and self._bytes + size > self._limit:
            self.close(TOO_SLOW)
            return
        self._bytes += size
        self._waiting.append((frame, size))
        self._ready.set()

    def close(self, code: int) -> None:
        """Send nothing more; say goodbye with this code."""
        if self.closing is None:
            self.closing = code
            measures.CUT.labels(code).inc()
            self._waiting.clear()
            self._ready.set()

    @property
    def unsent(self) -> int:
        """Bytes that are waiting here."""
        return self._bytes

    async def next(self) -> str | None:
        """The next frame that waits, or None when the door is to be closed."""
        while self.closing is None:
            if self._waiting:
                return self._first()
            await self._news()
        return None

    async def run(self, send: Send) -> None:
        """Send through `send` until the door closes, even if the connection takes nothing more."""
        self._send = send
        while self.closing is None:
            if self._begun is not None:
                await self._finish(asyncio.ensure_future(self._begun))
                self._begun = None
            elif self._waiting:
                self._begun = begin(send(self._first()))
            else:
                await self._news()

    async def _finish(self, sending: asyncio.Future[None]) -> None:
        sending.add_done_callback(lambda _: self._ready.set())
        try:
            while not sending.done() and self.closing is None:
                await self._news()
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    def _first(self) -> str:
        frame, size = self._waiting.popleft()
        self._bytes -= size
        return frame

    async def _news(self) -> None:
        self._ready.clear()
        await self._ready.wait()


def begin(sending: Coroutine[Any, Any, None]) -> Awaitable[None] | None:
    """Run a coroutine up to where it first waits: None if it never does, else the rest of it, to be awaited.

    What eager tasks do from Python 3.12 on.
    """
    try:
        waits_for = sending.send(None)
    except StopIteration:
        return None
    return _rest(sending, waits_for)


async def _rest(sending: Coroutine[Any, Any, None], waits_for: Any) -> None:
    try:
        await _waiting_for(waits_for)
    except BaseException:
        sending.close()
        raise
    await sending


@coroutine
def _waiting_for(future: Any) -> Generator[Any, Any, None]:
    yield future
