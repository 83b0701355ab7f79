"""What a facilitator steers: closing, reopening, and whether names are shown."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.errors import Conflict, Invalid
from app.domain.events import NamingChosen, WorkshopClosed, WorkshopReopened
from app.domain.models import Note
from app.domain.workshops.drafts import NAMING
from app.domain.workshops.seats import Actor, require


def close(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Close the workshop, or reopen it; returns the seq.

    Closing erases for good which seat wrote which note, and the words of notes their writers had deleted.
    """
    require(person, "close")
    workshop = person.workshop
    if (workshop.closed_at is not None) == on:
        return workshop.seq
    workshop.closed_at = now if on else None
    session.add(workshop)
    session.flush()
    if not on:
        return journal.record(session, workshop, WorkshopReopened(), now)
    ours = col(Note.workshop_id) == workshop.id
    session.exec(update(Note).where(ours).values(seat_id=None))
    session.exec(update(Note).where(ours, col(Note.withdrawn).is_(True)).values(text="", shown_name=None))
    journal.erased(session)
    return journal.record(session, workshop, WorkshopClosed(), now)


def choose_naming(session: Session, person: Actor, naming: str, now: datetime) -> int:
    """Anonymous, named, or each chooses: possible only until the first note, for what was promised must hold."""
    require(person, "name")
    workshop = person.workshop
    if naming not in NAMING:
        raise Invalid
    if naming == workshop.naming:
        return workshop.seq
    if session.exec(select(func.count()).select_from(Note).where(Note.workshop_id == workshop.id)).one():
        raise Conflict("Notes have been posted, so whether names are shown can no longer change.")
    event = NamingChosen(before=workshop.naming, after=naming)
    workshop.naming = naming
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, event, now)
