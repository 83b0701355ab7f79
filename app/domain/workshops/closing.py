"""Closing and reopening a workshop, and choosing whether names are shown."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.board import votes
from app.domain.errors import Conflict, Invalid
from app.domain.events import NamingChosen, WorkshopClosed, WorkshopReopened
from app.domain.findings.asks import asks
from app.domain.models import Comment, Note, Workshop
from app.domain.records import quarter_hours
from app.domain.steering import agenda
from app.domain.workshops.drafts import NAMING
from app.domain.workshops.seats import Actor, require


def close(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Close the workshop (`on`), or reopen it; returns the seq. Raises NotAllowed.

    Closing permanently erases who wrote what and who voted, the text that its writers had deleted and, where writers
    were promised anonymity, exact times. It ends votes, ratings and the timer, shows
    the results of ratings, and reveals veiled answers.
    """
    require(person, "close")
    workshop = person.workshop
    if (workshop.closed_at is not None) == on:
        return workshop.seq
    if not on:
        workshop.closed_at = None
        session.add(workshop)
        agenda.settle(session, workshop)
        return journal.record(session, workshop, WorkshopReopened(), now, by=person.seat.id)
    return close_open(session, workshop, now, by=person.seat.id)


def close_open(session: Session, workshop: Workshop, now: datetime, *, by: int | None = None) -> int:
    """Close a workshop that is open, on behalf of the facilitator with the seat `by` or of the server; returns the seq.

    Where writers were promised anonymity, every stored time is reduced to its quarter of an hour.
    """
    workshop.closed_at = now
    # Every note shows its time.
    workshop.render_version += 1
    session.add(workshop)
    session.flush()
    votes.settle(session, workshop, now)
    asks.settle(session, workshop, now)
    agenda.reveal_all(session, workshop)
    in_workshop = col(Note.workshop_id) == workshop.id
    session.exec(update(Note).where(in_workshop).values(seat_id=None))
    session.exec(update(Note).where(in_workshop, col(Note.withdrawn).is_(True)).values(text="", shown_name=None))
    comments = col(Comment.workshop_id) == workshop.id
    session.exec(update(Comment).where(comments).values(seat_id=None))
    session.exec(update(Comment).where(comments, col(Comment.withdrawn).is_(True)).values(text="", shown_name=None))
    journal.mark_erased(session)
    seq = journal.record(session, workshop, WorkshopClosed(), now, by=by)
    if quarter_hours.protects_writers(workshop):
        quarter_hours.reduce_times(session, workshop.id)
    return seq


def choose_naming(session: Session, person: Actor, naming: str, now: datetime) -> int:
    """Set whether names are shown (a value of NAMING); returns the seq.

    Raises Conflict once a note has been posted, because its writer relied on the old choice; Invalid, NotAllowed.
    """
    require(person, "name")
    workshop = person.workshop
    if naming not in NAMING:
        raise Invalid
    if naming == workshop.naming:
        return workshop.seq
    if session.exec(select(func.count()).select_from(Note).where(Note.workshop_id == workshop.id)).one():
        raise Conflict("You cannot change this after the first note.")
    event = NamingChosen(before=workshop.naming, after=naming)
    workshop.naming = naming
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, event, now, by=person.seat.id)
