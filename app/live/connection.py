"""A connection: one open socket or long poll, its unsent frames and their limit, and its closing code.

Nothing here waits or starts a task; `sender.py` and `long_poll.py` wait for the frames.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from app.live.update import Audience, Frame, Recipient
from app.observability import metrics

# WebSocket closing codes. The browser reconnects after the first two, and not after the last.
RESTART, TOO_SLOW, STAY_AWAY = 1012, 1013, 4403
# For a connection that the browser has closed.
GONE = 1000


class Transport(Protocol):
    """The part of `asyncio.WriteTransport` that a connection uses."""

    def write(self, data: bytes, /) -> object: ...
    def get_write_buffer_size(self) -> int: ...
    def is_closing(self) -> bool: ...


class Connection:
    """The frames for one seat in one audience. push() never blocks; over `limit` unsent bytes it closes with 1013.

    After `write_to`, frames are written to the transport at once. Before it they are queued, and `wake` is called for
    each.
    """

    __slots__ = (
        *("audience", "checked_at", "closing", "epoch", "live", "presence_sent", "pseudonym", "retry_at"),
        *("seat", "sent", "wake", "_limit", "_queue", "_queued_bytes", "_transport"),
    )

    def __init__(
        self, seat: str, pseudonym: str, audience: Audience, *, since: int, epoch: str, checked_at: int, limit: int
    ) -> None:
        self.seat = seat
        # The seat's name in presence and between workers.
        self.pseudonym = pseudonym
        self.audience = audience
        # The position (seq, epoch) that the page has reached.
        self.sent = since
        self.epoch = epoch
        # The seq at which the seat's rights were last checked.
        self.checked_at = checked_at
        # True if it receives broadcasts; otherwise it is being caught up.
        self.live = False
        # The earliest time for another attempt or refetch after a failed render.
        self.retry_at = float("-inf")
        self.presence_sent: int | None = None
        self.closing: int | None = None
        self.wake: Callable[[], object] = _do_nothing
        self._limit = limit
        self._queue: deque[Frame] = deque()
        self._queued_bytes = 0
        self._transport: Transport | None = None

    @property
    def recipient(self) -> Recipient:
        """The connection's (seat, audience)."""
        return self.seat, self.audience

    def write_to(self, transport: Transport) -> None:
        """Write the queued frames to this transport, and from now on every frame as it is pushed."""
        self._transport = transport
        while (frame := self.take()) is not None:
            transport.write(frame.wire)

    def push(self, frame: Frame) -> None:
        """Send or queue a frame, unless its seq is not newer than what was sent before."""
        if self.closing is not None:
            return
        seq = frame.seq
        # Seqs of different epochs cannot be compared.
        if seq is not None and seq <= self.sent and frame.epoch == self.epoch:
            return
        transport = self._transport
        if transport is not None and transport.is_closing():
            return
        unsent = self._queued_bytes if transport is None else transport.get_write_buffer_size()
        # A single frame over the limit is allowed, because no connection could ever receive it otherwise.
        if unsent and unsent + len(frame.wire) > self._limit:
            self.close(TOO_SLOW)
            return
        if seq is not None:
            self.sent, self.epoch = seq, frame.epoch
        if transport is None:
            self._queued_bytes += len(frame.wire)
            self._queue.append(frame)
            self.wake()
        else:
            transport.write(frame.wire)

    def close(self, code: int) -> None:
        """Drop the queued frames and close with this code; later calls have no effect."""
        if self.closing is None:
            self.closing = code
            metrics.CUT.labels(code).inc()
            self._queue.clear()
            self._queued_bytes = 0
            self.wake()

    def take(self) -> Frame | None:
        """Remove and return the next queued frame; None if there is none."""
        if not self._queue:
            return None
        frame = self._queue.popleft()
        self._queued_bytes -= len(frame.wire)
        return frame

    @property
    def has_numbered_frame(self) -> bool:
        """True if a frame with a seq is queued."""
        return any(frame.seq is not None for frame in self._queue)


def _do_nothing() -> None:
    """`wake` until a sender or a long poll sets its own."""
