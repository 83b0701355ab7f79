"""How far a channel's live connections have been brought along the journal, and when they are brought further.

All of them are rendered for together. If that fails as a whole, it is tried again a little later, each audience by
itself: then either some succeed, and those that fail are to blame, or the database is away, and everyone waits.
"""

from app.live import pace
from app.live.steps import Places, Request
from app.live.update import Update

# So many times in a row everyone waits for an update that cannot be rendered for anyone.
PATIENCE = 3


class Broadcasts:
    """The updates of one channel's live connections. Times are in seconds."""

    def __init__(self, seen: int, epoch: str, now: float, render_weight: float) -> None:
        # Up to where live connections have been brought.
        self.seen = self._notified_seq = seen
        self.epoch = epoch
        self._render_weight = render_weight
        # Something may have happened since the position was read.
        self._outdated = True
        self._earliest = now
        # Steps in a row in which something failed.
        self._failures = 0
        self._rendered: list[Update] = []
        self._failed: list[Request] = []
        # When the last update was asked for, and when it was rendered; None once that is settled.
        self._times: tuple[float, float] | None = None

    @property
    def due(self) -> float:
        """When the next update is to be rendered; infinite if nothing has happened."""
        return self._earliest if self._outdated else float("inf")

    @property
    def behind(self) -> int:
        """How many events live connections have not been sent yet."""
        return max(0, self._notified_seq - self.seen)

    def notified(self, seq: int) -> bool:
        """The journal has reached `seq`. True if that makes an update due which was not."""
        if seq <= self.seen:
            return False
        self._notified_seq = max(self._notified_seq, seq)
        return self._outdate()

    def polled(self, seq: int, epoch: str) -> bool:
        """The journal stands at `seq` of `epoch`. True if that makes an update due which was not."""
        if (seq, epoch) == (self.seen, self.epoch):
            return False
        self._notified_seq = seq
        return self._outdate()

    def begin(self, places: Places, now: float) -> list[Request]:
        """What to render for these connections now: one request, or after a failure one for each audience."""
        self._outdated = False
        parts = [{audience: seats} for audience, seats in places.items()] if self._failures else []
        return [Request(self.seen, self.epoch, part, catching_up=False, asked_at=now) for part in parts or [places]]

    def rendered(self, request: Request, update: Update, now: float) -> None:
        self._rendered.append(update)
        self._times = request.asked_at, now

    def failed(self, request: Request) -> None:
        self._failed.append(request)

    def end(self, now: float) -> list[Request]:
        """Every request has been answered. Returns those that are to blame for their failure."""
        rendered, failed = self._rendered, self._failed
        # Not kept until the next time: an update can be as large as a board.
        self._rendered, self._failed = [], []
        if rendered:
            # Each was read at another moment. What is rendered again for those ahead is skipped.
            last = min(rendered, key=lambda update: update.seq)
            self.seen, self.epoch = last.seq, last.epoch
            self._failures = 1 if failed else 0
            return failed
        self._failures += 1
        self._earliest = now + pace.retry_seconds(self._failures)
        if self._failures <= PATIENCE:
            self._outdated = True
            return []
        self.seen = max(self.seen, self._notified_seq)
        return failed

    def sent(self, now: float, workers: int) -> None:
        """What was pushed has been handed to the operating system: rest in proportion to what it took."""
        if self._times is not None:
            (asked_at, rendered_at), self._times = self._times, None
            rendering, sending = rendered_at - asked_at, now - rendered_at
            self._earliest = asked_at + pace.seconds_between(
                rendering, sending, render_weight=self._render_weight, workers=workers
            )

    def _outdate(self) -> bool:
        before, self._outdated = self._outdated, True
        return not before
