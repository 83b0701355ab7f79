"""Locks of the board and of questions, the veil over answers, and approving notes first. Every action sets a state."""

from datetime import datetime

from sqlmodel import Session

from app.domain import journal
from app.domain.board import lookup
from app.domain.events import Happened
from app.domain.steering.events import (
    AnswersRevealed,
    AnswersVeiled,
    ApprovalEnded,
    ApprovalRequired,
    BoardLocked,
    BoardUnlocked,
    ColumnLocked,
    ColumnUnlocked,
)
from app.domain.workshops.seats import Actor, require


def lock_board(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Stop participants from writing anywhere (`on`), or let them; returns the seq. Raises NotAllowed, Closed."""
    require(person, "steer")
    if person.workshop.locked == on:
        return person.workshop.seq
    person.workshop.locked = on
    return _record(session, person, BoardLocked() if on else BoardUnlocked(), now)


def lock_column(session: Session, person: Actor, column_id: int, *, on: bool, now: datetime) -> int:
    """Stop participants from writing under one question (`on`), or let them; returns the seq.

    Raises NotFound, NotAllowed, Closed.
    """
    require(person, "steer")
    column = lookup.column(session, person, column_id)
    if column.locked == on:
        return person.workshop.seq
    column.locked = on
    session.add(column)
    return _record(session, person, ColumnLocked(column_id) if on else ColumnUnlocked(column_id), now)


def veil(session: Session, person: Actor, column_id: int, *, on: bool, now: datetime) -> int:
    """Show the notes of a question only to their writers (`on`), or reveal them to everyone; returns the seq.

    Raises NotFound, NotAllowed, Closed.
    """
    require(person, "steer")
    column = lookup.column(session, person, column_id)
    if column.veiled == on:
        return person.workshop.seq
    column.veiled = on
    session.add(column)
    return _record(session, person, AnswersVeiled(column_id) if on else AnswersRevealed(column_id), now)


def approve_first(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Have new notes wait for a facilitator's approval (`on`), or appear at once; returns the seq.

    Notes that wait already go on waiting. Raises NotAllowed, Closed.
    """
    require(person, "steer")
    if person.workshop.approve_first == on:
        return person.workshop.seq
    person.workshop.approve_first = on
    return _record(session, person, ApprovalRequired() if on else ApprovalEnded(), now)


def _record(session: Session, person: Actor, event: Happened, now: datetime) -> int:
    session.add(person.workshop)
    session.flush()
    return journal.record(session, person.workshop, event, now, by=person.seat.id)
