"""The timer of a workshop. The server's clock decides; browsers count down to the time that it names."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from app.domain import journal
from app.domain.errors import Conflict, Invalid
from app.domain.models import Workshop
from app.domain.rows import AnyWorkshop
from app.domain.steering.events import TimerSet
from app.domain.workshops.seats import Actor, require

LONGEST = timedelta(hours=8)


def mark(workshop: AnyWorkshop) -> str:
    """A word that changes whenever the timer does. A page sends the one that it shows with every change."""
    if workshop.timer_ends_at is not None:
        return f"until-{_milliseconds(workshop.timer_ends_at)}"
    return "off" if workshop.timer_left is None else f"left-{workshop.timer_left}"


def stored(workshop: AnyWorkshop) -> tuple[int | None, int | None]:
    """The timer as events hold it: when it ends, in milliseconds UTC, and the seconds that are left while paused."""
    ends_at = workshop.timer_ends_at
    return (_milliseconds(ends_at) if ends_at is not None else None), workshop.timer_left


def restored(ends_at: int | None, left: int | None) -> tuple[datetime | None, int | None]:
    """The timer that `stored` returned, as the workshop's row holds it."""
    return (datetime.fromtimestamp(ends_at / 1000, UTC) if ends_at is not None else None), left


def put_back(session: Session, person: Actor, event: TimerSet, now: datetime) -> int:
    """Give the timer the state before this event; returns the seq. Raises NotAllowed, Closed."""
    require(person, "steer")
    return _record(session, person, (*restored(event.before_ends_at, event.before_left), event.before_freezes), now)


def start(session: Session, person: Actor, seconds: int, *, seen: str, now: datetime) -> int:
    """Start a timer of so many seconds, in place of another one; returns the seq.

    Raises Invalid and what `change` raises.
    """
    if not 1 <= seconds <= LONGEST.total_seconds():
        raise Invalid("Enter between 1 and 240 minutes.")
    return _set(session, person, ends_at=now + timedelta(seconds=seconds), left=None, seen=seen, now=now)


def pause(session: Session, person: Actor, *, on: bool, seen: str, now: datetime) -> int:
    """Pause the timer (`on`), or let it run again; returns the seq. Raises what `change` raises."""
    workshop = person.workshop
    if on and workshop.timer_ends_at is not None:
        return _set(session, person, ends_at=None, left=_left(workshop, now), seen=seen, now=now)
    if not on and workshop.timer_left is not None:
        ends_at = now + timedelta(seconds=workshop.timer_left)
        return _set(session, person, ends_at=ends_at, left=None, seen=seen, now=now)
    require(person, "steer")
    return workshop.seq


def change(session: Session, person: Actor, seconds: int, *, seen: str, now: datetime) -> int:
    """Lengthen (or, below 0, shorten) the time that is left, never below 0; returns the seq.

    After the end, minutes are added to the present moment. Raises NotAllowed, Closed, and Conflict if a colleague has
    changed the timer since `seen`, the mark on the person's page.
    """
    workshop = person.workshop
    left = max(0, min(_left(workshop, now) + seconds, int(LONGEST.total_seconds())))
    if workshop.timer_left is not None:
        return _set(session, person, ends_at=None, left=left, seen=seen, now=now)
    if workshop.timer_ends_at is None:
        require(person, "steer")
        return workshop.seq
    # The fraction of the second stays, so that all clocks keep their beat.
    running = max(workshop.timer_ends_at, now) + timedelta(seconds=seconds)
    return _set(session, person, ends_at=max(running, now), left=None, seen=seen, now=now)


def stop(session: Session, person: Actor, *, seen: str, now: datetime) -> int:
    """Remove the timer, and with it a freeze; returns the seq. Raises what `change` raises."""
    return _set(session, person, ends_at=None, left=None, seen=seen, now=now)


def freeze_at_end(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Choose whether the end of the timer stops people from writing; returns the seq. Raises NotAllowed, Closed."""
    require(person, "steer")
    workshop = person.workshop
    if workshop.timer_freezes == on:
        return workshop.seq
    return _record(session, person, (workshop.timer_ends_at, workshop.timer_left, on), now)


def _set(
    session: Session, person: Actor, *, ends_at: datetime | None, left: int | None, seen: str, now: datetime
) -> int:
    require(person, "steer")
    workshop = person.workshop
    if (workshop.timer_ends_at, workshop.timer_left) == (ends_at, left):
        return workshop.seq
    if seen != mark(workshop):
        raise Conflict("A colleague has just changed the timer. Look at it, then press again.")
    return _record(session, person, (ends_at, left, workshop.timer_freezes), now)


def _record(session: Session, person: Actor, state: tuple[datetime | None, int | None, bool], now: datetime) -> int:
    """Give the timer this state: when it ends, the seconds that are left while it is paused, and if it freezes."""
    workshop = person.workshop
    before_ends_at, before_left = stored(workshop)
    before_freezes = workshop.timer_freezes
    workshop.timer_ends_at, workshop.timer_left, workshop.timer_freezes = state
    session.add(workshop)
    session.flush()
    ends_at, left = stored(workshop)
    event = TimerSet(ends_at, left, workshop.timer_freezes, before_ends_at, before_left, before_freezes)
    return journal.record(session, workshop, event, now, by=person.seat.id)


def _left(workshop: Workshop, now: datetime) -> int:
    """The whole seconds that are left."""
    if workshop.timer_left is not None:
        return workshop.timer_left
    return max(0, round((workshop.timer_ends_at - now).total_seconds())) if workshop.timer_ends_at else 0


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
