"""One live connection: what is still to be sent, in order, and when to stop."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

from app.observability import metrics

RESTART, TOO_SLOW, STAY_AWAY = 1012, 1013, 4403


class Frame:
    """One message for any number of doors, encoded once: as text, and as the bytes a WebSocket carries it in."""

    __slots__ = ("text", "wire")

    def __init__(self, text: str) -> None:
        self.text = text
        self.wire = WireFrame(Opcode.TEXT, text.encode()).serialize(mask=False)


class Door:
    """Frames for one connection, no more than `limit` bytes unsent. Nobody who pushes one ever waits.

    Where the server lets us have the connection's transport, frames are written straight to it: the same bytes for
    every door, without waking a task for each. Elsewhere they queue here, and `run` sends them.
    """

    def __init__(self, seat: str, audience: Hashable, since: int, epoch: str, limit: int) -> None:
        self.seat = seat
        self.audience = audience
        self.sent = since
        self.epoch = epoch
        self.live = False
        self.closing: int | None = None
        self._limit = limit
        self._waiting: deque[Frame] = deque()
        self._bytes = 0
        self._ready = asyncio.Event()
        self._transport: asyncio.WriteTransport | None = None

    def straight(self, transport: asyncio.WriteTransport) -> None:
        """From now on frames are written to this transport."""
        self._transport = transport
        while self._waiting:
            transport.write(self._first().wire)

    def push(self, frame: Frame, seq: int | None) -> None:
        """Send a frame if it is newer than what was sent before; one without a seq always.

        Over the limit the door closes with TOO_SLOW.
        """
        if self.closing is not None or (seq is not None and seq <= self.sent):
            return
        transport = self._transport
        if transport is not None and transport.is_closing():
            return
        unsent = self._bytes if transport is None else transport.get_write_buffer_size()
        # A single frame larger than the limit still goes to a door that has nothing else waiting.
        if unsent and unsent + len(frame.wire) > self._limit:
            self.close(TOO_SLOW)
            return
        if seq is not None:
            self.sent = seq
        if transport is None:
            self._bytes += len(frame.wire)
            self._waiting.append(frame)
            self._ready.set()
        else:
            transport.write(frame.wire)

    def close(self, code: int) -> None:
        """Send nothing more; say goodbye with this code."""
        if self.closing is None:
            self.closing = code
            metrics.CUT.labels(code).inc()
            self._waiting.clear()
            self._ready.set()

    @property
    def unsent(self) -> int:
        """Bytes that the connection has not taken."""
        if self._transport is None:
            return self._bytes
        return 0 if self._transport.is_closing() else self._transport.get_write_buffer_size()

    async def next(self) -> str | None:
        """The next frame that waits, or None when the door is to be closed."""
        while self.closing is None:
            if self._waiting:
                return self._first().text
            self._ready.clear()
            await self._ready.wait()
        return None

    async def run(self, send: Callable[[str], Awaitable[None]]) -> None:
        """Send what waits until the door closes, even if the connection takes nothing more."""
        while (text := await self.next()) is not None:
            sending = asyncio.ensure_future(send(text))
            sending.add_done_callback(lambda _: self._ready.set())
            while not sending.done() and self.closing is None:
                self._ready.clear()
                await self._ready.wait()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    def _first(self) -> Frame:
        frame = self._waiting.popleft()
        self._bytes -= len(frame.wire)
        return frame
