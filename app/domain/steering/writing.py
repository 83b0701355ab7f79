"""Whether a person may write at this moment: locks, the present phase, the timer, and approval."""

from datetime import datetime, timedelta
from typing import Protocol

from app.domain.errors import Closed, gettext_noop
from app.domain.steering.visibility import Approval

# A note that was on its way when the time ran out still arrives. The server's clock alone decides.
GRACE = timedelta(seconds=30)
BOARD_LOCKED = gettext_noop("The facilitator has locked the board. Your text is still here.")
COLUMN_LOCKED = gettext_noop("The facilitator has locked this question. Your text is still here.")
NOT_OPEN = gettext_noop("This question is not open at the moment. Your text is still here.")
TIME_UP = gettext_noop("The time is up. Your text is still here.")
MUTED = gettext_noop("The facilitator has stopped your posts. Your text is still here.")


class _Workshop(Protocol):
    @property
    def naming(self) -> str: ...
    @property
    def locked(self) -> bool: ...
    @property
    def approve_first(self) -> bool: ...
    @property
    def timer_ends_at(self) -> datetime | None: ...
    @property
    def timer_freezes(self) -> bool: ...


class _Seat(Protocol):
    @property
    def muted(self) -> bool: ...


class Writer(Protocol):
    """A seat that wants to write. `role` is None for a participant."""

    @property
    def workshop(self) -> _Workshop: ...
    @property
    def seat(self) -> _Seat: ...
    @property
    def role(self) -> str | None: ...


def approval_of(person: Writer, locked: bool, is_open: bool, now: datetime) -> Approval:
    """The approval that the person's words begin with in a column with these states. The team needs none.

    Raises Closed, with the reason, if participants cannot write there now: the column is `locked` or not open, the
    board is locked, the time is up, or the person's posts are stopped.
    """
    if person.role is not None:
        return Approval.NOT_NEEDED
    if person.workshop.locked:
        raise Closed(BOARD_LOCKED)
    if locked:
        raise Closed(COLUMN_LOCKED)
    if not is_open:
        raise Closed(NOT_OPEN)
    if frozen(person.workshop, now):
        raise Closed(TIME_UP)
    if person.seat.muted:
        # One note that waits would show on an anonymous board who wrote it.
        if person.workshop.naming != "named":
            raise Closed(MUTED)
        return Approval.WAITING
    return Approval.WAITING if person.workshop.approve_first else Approval.NOT_NEEDED


def frozen(workshop: _Workshop, now: datetime) -> bool:
    """True once the timer of a workshop that freezes has ended and GRACE has passed."""
    return workshop.timer_freezes and workshop.timer_ends_at is not None and now > workshop.timer_ends_at + GRACE
