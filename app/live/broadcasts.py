"""The journal position of a channel's live connections, and when the next update for them is due.

One request renders for all live connections. If it fails, the next attempt makes one request per audience. If some of
these succeed, the failing audiences cause the failure. If none succeeds, the database is away, and everyone waits.
"""

from app.live import pace
from app.live.steps import Recipients, Request
from app.live.update import Update

# After this many failures in a row for all audiences, connections are asked to refetch instead of waiting.
PATIENCE = 3


class Broadcasts:
    """The updates of one channel's live connections. Times are in seconds."""

    def __init__(self, seen: int, epoch: str, now: float, render_weight: float) -> None:
        # The position (seq, epoch) that live connections have reached.
        self.seen = self._notified_seq = seen
        self.epoch = epoch
        self._render_weight = render_weight
        # True at the start because events may have followed after the position was read.
        self._outdated = True
        self._earliest = now
        # Consecutive steps with a failed request.
        self._failures = 0
        self._rendered: list[Update] = []
        self._failed: list[Request] = []
        # (requested at, rendered at, number of events) of the last update; None once `sent` has used it.
        self._last: tuple[float, float, int] | None = None

    @property
    def due(self) -> float:
        """The time at which the next update is due; infinity if there are no new events."""
        return self._earliest if self._outdated else float("inf")

    @property
    def behind(self) -> int:
        """The number of events that have not been sent to live connections yet."""
        return max(0, self._notified_seq - self.seen)

    def notified(self, seq: int) -> bool:
        """Take in that the journal has reached `seq`. Returns True if this makes an update due."""
        if seq <= self.seen:
            return False
        self._notified_seq = max(self._notified_seq, seq)
        return self._outdate()

    def polled(self, seq: int, epoch: str) -> bool:
        """Take in the journal's position, as read by polling. Returns True if this makes an update due."""
        if (seq, epoch) == (self.seen, self.epoch):
            return False
        self._notified_seq = seq
        return self._outdate()

    def begin(self, recipients: Recipients, now: float) -> list[Request]:
        """The requests for the next update of these connections: one, or after a failure one per audience."""
        self._outdated = False
        parts = [{audience: seats} for audience, seats in recipients.items()] if self._failures else []
        return [Request(self.seen, self.epoch, part, catching_up=False, asked_at=now) for part in parts or [recipients]]

    def rendered(self, request: Request, update: Update, now: float) -> None:
        """Take in the update that answers a request of this step."""
        self._rendered.append(update)
        self._last = request.asked_at, now, update.seq - request.since

    def failed(self, request: Request) -> None:
        """Take in that a request of this step has failed."""
        self._failed.append(request)

    def end(self, now: float) -> list[Request]:
        """Finish a step whose requests have all ended. Returns the failed requests whose connections must refetch."""
        rendered, failed = self._rendered, self._failed
        # Released now, because an update can be as large as a board.
        self._rendered, self._failed = [], []
        if rendered:
            # The updates have different seqs, and connections skip what they already have.
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
        """Set the earliest next update, from the times that rendering and sending the last one took, and its events."""
        if self._last is not None:
            (asked_at, rendered_at, events), self._last = self._last, None
            rendering, sending = rendered_at - asked_at, now - rendered_at
            self._earliest = asked_at + pace.seconds_between(
                rendering, sending, events=events, render_weight=self._render_weight, workers=workers
            )

    def _outdate(self) -> bool:
        before, self._outdated = self._outdated, True
        return not before
