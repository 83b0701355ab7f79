"""One open socket or long poll: the frames it has not sent yet, the limit on them, and the code it closes with.

Nothing here waits or has a task. `sender.py` and `long_poll.py` wait for the frames.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from app.live.update import Audience, Frame, Place
from app.observability import metrics

# WebSocket closing codes. The browser connects again after the first two, and does not after the last.
RESTART, TOO_SLOW, STAY_AWAY = 1012, 1013, 4403
# The browser has closed it.
GONE = 1000


class Transport(Protocol):
    """What a connection uses of `asyncio.WriteTransport`."""

    def write(self, data: bytes, /) -> object: ...
    def get_write_buffer_size(self) -> int: ...
    def is_closing(self) -> bool: ...


class Connection:
    """What one seat in one audience is still to be sent. push() never blocks; over `limit` unsent bytes the connection
    closes with 1013.

    With a transport, frames are written to it at once. Without one they queue here, and `wake` is called for whoever
    sends them.
    """

    __slots__ = (
        *("audience", "checked_at", "closing", "epoch", "live", "presence_sent", "pseudonym", "retry_at"),
        *("seat", "sent", "wake", "_limit", "_queue", "_queued_bytes", "_transport"),
    )

    def __init__(
        self, seat: str, pseudonym: str, audience: Audience, *, since: int, epoch: str, checked_at: int, limit: int
    ) -> None:
        self.seat = seat
        # What the seat is called in presence and between workers.
        self.pseudonym = pseudonym
        self.audience = audience
        # Up to where its page is.
        self.sent = since
        self.epoch = epoch
        # The seq at which its seat was found to be there.
        self.checked_at = checked_at
        # Whether it is sent what is rendered for its audience; otherwise it is being caught up.
        self.live = False
        # After a failure: not rendered for, and not asked to fetch the board again, before this time.
        self.retry_at = float("-inf")
        self.presence_sent: int | None = None
        self.closing: int | None = None
        self.wake: Callable[[], object] = _nobody_waits
        self._limit = limit
        self._queue: deque[Frame] = deque()
        self._queued_bytes = 0
        self._transport: Transport | None = None

    @property
    def place(self) -> Place:
        return self.seat, self.audience

    def write_to(self, transport: Transport) -> None:
        """Write the queued frames to this transport now, and every later one at once."""
        self._transport = transport
        while (frame := self.take()) is not None:
            transport.write(frame.wire)

    def push(self, frame: Frame) -> None:
        """Send a frame, unless it has a seq that is not newer than what was sent before."""
        if self.closing is not None:
            return
        seq = frame.seq
        # In another epoch the numbers start anew.
        if seq is not None and seq <= self.sent and frame.epoch == self.epoch:
            return
        transport = self._transport
        if transport is not None and transport.is_closing():
            return
        unsent = self._queued_bytes if transport is None else transport.get_write_buffer_size()
        # A single frame over the limit still goes to a connection that has nothing else unsent.
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
        """Send nothing more, and close with this code. Only the first code counts."""
        if self.closing is None:
            self.closing = code
            metrics.CUT.labels(code).inc()
            self._queue.clear()
            self._queued_bytes = 0
            self.wake()

    def take(self) -> Frame | None:
        """The next queued frame, which is no longer queued then; None if there is none."""
        if not self._queue:
            return None
        frame = self._queue.popleft()
        self._queued_bytes -= len(frame.wire)
        return frame

    @property
    def has_numbered_frame(self) -> bool:
        """Whether a frame is queued that brings the page further."""
        return any(frame.seq is not None for frame in self._queue)

    @property
    def unsent(self) -> int:
        """Bytes that the peer has not taken."""
        if self._transport is None:
            return self._queued_bytes
        return 0 if self._transport.is_closing() else self._transport.get_write_buffer_size()


def _nobody_waits() -> None:
    """Frames are pushed before anyone waits for them."""
