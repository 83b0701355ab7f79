"""What facilitators do about newcomers: pausing joining, resuming it, and admitting everyone who waits."""

from datetime import datetime

from sqlmodel import Session

from app.domain import journal
from app.domain.errors import Closed
from app.domain.events import JoiningPaused, JoiningResumed, NewcomersAdmitted
from app.domain.workshops.seats import Actor, require


def pause_joining(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Pause joining (`on`), or resume it; returns the seq. People who have joined stay. Raises NotAllowed, Closed."""
    _require(person)
    workshop = person.workshop
    if workshop.joining_paused == on:
        return workshop.seq
    workshop.joining_paused = on
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, JoiningPaused() if on else JoiningResumed(), now, by=person.seat.id)


def admit_all(session: Session, person: Actor, now: datetime) -> int:
    """Let everyone who waits to join come in at once; returns the seq. Raises NotAllowed, Closed."""
    _require(person)
    person.workshop.admitted_at = now
    session.add(person.workshop)
    session.flush()
    return journal.record(session, person.workshop, NewcomersAdmitted(), now, by=person.seat.id)


def _require(person: Actor) -> None:
    require(person, "people")
    if person.workshop.closed_at:
        raise Closed
