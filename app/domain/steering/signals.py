"""What participants say without words: a raised hand, and *I'm ready*. No event names the seat; its row says it."""

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, exists, select

from app.domain import journal
from app.domain.errors import Closed, NotAllowed
from app.domain.models import Note, Seat, Workshop
from app.domain.rows import AnyWorkshop
from app.domain.steering import replaced_words
from app.domain.steering.events import SignalChanged, SignalsCleared, SignalsRestored
from app.domain.workshops.participating import PARTICIPATES
from app.domain.workshops.seats import Actor, require
from app.internals.prepared_statements import PreparedQuery


class Signals(NamedTuple):
    """How many hands are raised, longest first in `names`, and how many people are ready.

    `names` holds only people whose names facilitators read anyway; see `read`.
    """

    hands: int
    ready: int
    names: list[str]


class _Signal(NamedTuple):
    name: str | None
    hand_at: datetime | None
    ready: bool
    showed_name: bool


_IN_WORKSHOP = col(Seat.workshop_id) == bindparam("workshop_id")
_SIGNALS = col(Seat.hand_at).is_not(None) | col(Seat.ready)
_SHOWED_NAME = exists(select(Note.id).where(col(Note.seat_id) == col(Seat.id), col(Note.shown_name).is_not(None)))
_ALL = PreparedQuery(
    select(col(Seat.name), col(Seat.hand_at), col(Seat.ready), _SHOWED_NAME.label("showed_name"))
    .where(_IN_WORKSHOP, _SIGNALS, PARTICIPATES)
    .order_by(col(Seat.hand_at), col(Seat.id)),
    _Signal,
)


def raise_hand(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Raise this participant's hand (`on`), or lower it; returns the seq. Raises NotAllowed for the team, Closed."""
    _participant(person)
    if (person.seat.hand_at is not None) == on:
        return person.workshop.seq
    person.seat.hand_at = now if on else None
    return _record(session, person, now)


def say_ready(session: Session, person: Actor, *, on: bool, now: datetime) -> int:
    """Say that this participant is ready (`on`), or not; returns the seq. Raises NotAllowed for the team, Closed."""
    _participant(person)
    if person.seat.ready == on:
        return person.workshop.seq
    person.seat.ready = on
    return _record(session, person, now)


def lower_all(session: Session, person: Actor, now: datetime) -> int:
    """Lower every hand, and take back every *I'm ready*; returns the seq. Raises NotAllowed, Closed."""
    require(person, "steer")
    lowered = session.exec(select(Seat).where(Seat.workshop_id == person.workshop.id, _SIGNALS)).all()
    if not lowered:
        return person.workshop.seq
    seq = journal.record(session, person.workshop, SignalsCleared(), now, by=person.seat.id)
    signals = {str(seat.id): [seat.hand_at.isoformat() if seat.hand_at else "", seat.ready] for seat in lowered}
    replaced_words.keep(session, person.workshop, seq, json.dumps(signals))
    clear(session, person.workshop, seq, hands=True)
    return seq


def put_back(session: Session, person: Actor, cleared: int, now: datetime) -> int:
    """Restore what `lower_all` took back by the event with the seq `cleared`; returns the seq.

    A hand that was raised again since keeps its own time. Raises NotAllowed, Closed.
    """
    require(person, "steer")
    signals = json.loads(replaced_words.replaced_by(person.workshop, cleared) or "{}")
    seq = journal.record(session, person.workshop, SignalsRestored(), now, by=person.seat.id)
    whose = col(Seat.id).in_([int(number) for number in signals])
    for seat in session.exec(select(Seat).where(Seat.workshop_id == person.workshop.id, whose)):
        hand_at, ready = signals[str(seat.id)]
        seat.hand_at = seat.hand_at or (datetime.fromisoformat(hand_at) if hand_at else None)
        seat.ready, seat.revision = seat.ready or ready, seq
        session.add(seat)
    session.flush()
    return seq


def clear(session: Session, workshop: Workshop, seq: int, *, hands: bool) -> None:
    """Take back every *I'm ready*, and lower all `hands` too. `seq` is that of the event for which this is done."""
    changes = {"ready": False, "revision": seq} | ({"hand_at": None} if hands else {})
    which = _SIGNALS if hands else col(Seat.ready)
    session.exec(update(Seat).where(col(Seat.workshop_id) == workshop.id, which).values(**changes))


def read(session: Session, workshop: AnyWorkshop) -> Signals:
    """The raised hands and the people who are ready, without the team.

    On a named board, the names of those whose hands are up; where people choose, only of those who have shown their
    name with a note; on an anonymous board, none.
    """
    rows = _ALL.all(session, workshop_id=workshop.id)
    raised = [row for row in rows if row.hand_at is not None]
    told = [row for row in raised if workshop.naming == "named" or (workshop.naming == "choice" and row.showed_name)]
    return Signals(len(raised), sum(row.ready for row in rows), [row.name for row in told if row.name])


def _participant(person: Actor) -> None:
    if person.role is not None:
        raise NotAllowed("Only participants raise their hand.")
    if person.workshop.closed_at:
        raise Closed


def _record(session: Session, person: Actor, now: datetime) -> int:
    seq = journal.record(session, person.workshop, SignalChanged(), now)
    person.seat.revision = seq
    session.add(person.seat)
    session.flush()
    return seq
