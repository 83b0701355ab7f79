"""Deleting a workshop permanently, when its retention date has passed or an organiser asks for it."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from app.domain import journal
from app.domain.findings import removal
from app.domain.findings.asks import ballots
from app.domain.findings.asks.ask_models import Ask
from app.domain.models import (
    Coding,
    Column,
    Comment,
    DeviceCode,
    Erasure,
    Event,
    Link,
    Note,
    Phase,
    Seat,
    SeatDevice,
    Vote,
    Workshop,
)


def delete_workshop(session: Session, workshop: Workshop, now: datetime) -> None:
    """Delete everything of a workshop except its row, which the caller must have locked.

    The row stays, without any text, so that its id is never reused: open pages and caches know the workshop by its id.
    Its connections are closed, and the erasure list keeps its key. In programmes its evidence counts as withdrawn.
    """
    removal.forget_workshop(session, workshop.id, now)
    seats = select(Seat.id).where(Seat.workshop_id == workshop.id)
    session.exec(delete(DeviceCode).where(col(DeviceCode.seat_id).in_(seats)))
    ballots.delete_all(session, workshop.id)
    for table in (Vote, Comment, Phase, Ask, Coding, Note, SeatDevice, Seat, Link, Column, Event):
        session.exec(delete(table).where(col(table.workshop_id) == workshop.id))
    session.merge(Erasure(workshop_key=workshop.key, at=now))
    workshop.deleted_at = now
    workshop.code = workshop.join_token = workshop.place_id = None
    workshop.title = workshop.notice = workshop.search_text = workshop.announcement = ""
    workshop.replaced_words, workshop.imported_decisions = {}, {}
    workshop.words, workshop.speaks_for, workshop.shown_groups = {}, [], []
    session.add(workshop)
    session.flush()
    journal.raise_seq(session, workshop)
    journal.mark_erased(session)
