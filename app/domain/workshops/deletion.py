"""Deleting a workshop for good, when its time is over or somebody asks for it."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from app.domain import journal
from app.domain.models import Coding, Column, Event, Link, Note, Rejoin, Seat, Workshop


def delete_workshop(session: Session, workshop: Workshop, now: datetime) -> None:
    """Everything of this workshop goes: notes, codings, people, links, questions and what happened.

    Its row stays without a word, for what counts by its number (screens, kept drawings) must never meet another's. Hold
    the row. Whoever is there is cut off.
    """
    assert workshop.id is not None
    seats = select(Seat.id).where(Seat.workshop_id == workshop.id)
    session.exec(delete(Rejoin).where(col(Rejoin.seat_id).in_(seats)))
    for table in (Coding, Note, Seat, Link, Column, Event):
        session.exec(delete(table).where(col(table.workshop_id) == workshop.id))
    workshop.deleted_at = now
    workshop.code = workshop.place_id = None
    workshop.title = workshop.notice = workshop.search_text = ""
    workshop.words, workshop.speaks_for = {}, []
    session.add(workshop)
    session.flush()
    journal.move_on(session, workshop)
    journal.erased(session)
