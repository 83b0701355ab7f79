"""The agenda: the ordered phases of a workshop, and going from one to the next.

A workshop without phases, or whose agenda has not begun, lets participants write under every question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.board import order
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.events import Happened
from app.domain.models import Column, Phase, Workshop
from app.domain.rows import AnyWorkshop, Words, columns
from app.domain.steering import timer
from app.domain.steering.events import AgendaEdited, PhaseEntered
from app.domain.text import one_line
from app.domain.workshops.seats import Actor, require
from app.internals.prepared_statements import PreparedQuery

MAY = ("write", "comment", "vote")
MOST, LONGEST_TITLE, LONGEST_ASKED = 20, 60, 300
MOST_MINUTES, MOST_VOTES = 240, 20
_LONGEST = {"title": LONGEST_TITLE, "asked": LONGEST_ASKED}
GONE = gettext_noop("This phase has been removed from the agenda.")


class PhaseRow(NamedTuple):
    """A phase as its pages render it."""

    id: int
    order_key: str
    title: str
    asked: str
    words: Words
    may: list[str]
    columns: list[int]
    veiled: bool
    minutes: int | None
    votes: int
    votes_per_note: int
    begun_at: datetime | None
    votes_closed_at: datetime | None


@dataclass(frozen=True)
class Draft:
    """What a person enters about a phase. `columns` are ids, `minutes` is None without a time limit."""

    title: str
    asked: str = ""
    may: Sequence[str] = ()
    columns: Sequence[int] = ()
    veiled: bool = False
    minutes: int | None = None
    votes: int = 5
    votes_per_note: int = 1
    words: Words = field(default_factory=dict)


_PHASES = PreparedQuery(
    select(*columns(Phase, PhaseRow))
    .where(col(Phase.workshop_id) == bindparam("workshop_id"))
    .order_by(col(Phase.order_key), col(Phase.id)),
    PhaseRow,
)


def phases(session: Session, workshop_id: int) -> list[PhaseRow]:
    """The phases of a workshop, in order; empty without an agenda."""
    session.flush()
    return _PHASES.all(session, workshop_id=workshop_id)


def following(listed: Sequence[PhaseRow], present: int | None) -> PhaseRow | None:
    """The phase after the present one; the first before the agenda begins, None after the last."""
    place = next((place for place, phase in enumerate(listed) if phase.id == present), -1)
    return listed[place + 1] if place + 1 < len(listed) else None


def present_phase(session: Session, workshop: AnyWorkshop) -> Phase | None:
    """The phase in which the workshop is; None without an agenda, before it begins, and once the workshop is closed."""
    return session.get(Phase, workshop.phase_id) if workshop.phase_id and not workshop.closed_at else None


def enter(session: Session, person: Actor, phase_id: int, *, seen: int | None, now: datetime) -> int:
    """Go to a phase; returns the seq. `seen` is the phase that the person's page showed as the present one.

    Two people who press *Next* at once name the same phase, so the agenda moves one step. The first time, a phase
    with veiled answers veils its questions. Going to a phase starts its timer. Raises NotFound, NotAllowed, Closed, and
    Conflict if a colleague has gone to a third phase since.
    """
    require(person, "steer")
    workshop = person.workshop
    phase = _find(session, person, phase_id)
    if workshop.phase_id == phase_id:
        return workshop.seq
    if workshop.phase_id != seen:
        raise Conflict("A colleague has just gone to another phase. Look at the agenda, then press again.")
    before, shown = workshop.phase_id, shown_states(session, workshop)
    left = session.get(Phase, before) if before else None
    votes_closed = left is not None and "vote" in left.may and left.votes_closed_at is None
    if left is not None and votes_closed:
        left.votes_closed_at = now
        session.add(left)
    workshop.phase_id = phase_id
    begun, veiled = phase.begun_at is None, list[int]()
    if begun:
        phase.begun_at = now
        for column in columns_of(session, workshop):
            if phase.veiled and column.id in phase.columns and not column.veiled:
                column.veiled = True
                veiled.append(column.id)
                session.add(column)
    timed = timer.stored(workshop)
    workshop.timer_left, workshop.timer_ends_at = None, None
    if phase.minutes:
        workshop.timer_ends_at = now + timedelta(minutes=phase.minutes)
    session.add_all([workshop, phase])
    settle(session, workshop)
    changed = shown != shown_states(session, workshop)
    if changed:
        workshop.render_version += 1
        session.add(workshop)
        session.flush()
    event = PhaseEntered(before, phase_id, changed, begun, veiled, votes_closed, *timed)
    return journal.record(session, workshop, event, now, by=person.seat.id)


def add(session: Session, person: Actor, draft: Draft, now: datetime) -> int:
    """Add a phase after the others; returns the seq. Raises Invalid, NotAllowed, Closed."""
    require(person, "steer")
    listed = phases(session, _id(person.workshop))
    if len(listed) >= MOST:
        raise Invalid("An agenda can have at most 20 phases.")
    phase = Phase(workshop_id=_id(person.workshop), order_key=order.between(_last_key(listed), None), title="")
    _fill(session, person.workshop, phase, draft)
    return _edited(session, person, now)


def edit(session: Session, person: Actor, phase_id: int, draft: Draft, now: datetime) -> int:
    """Change a phase, also while it runs; returns the seq. Raises Invalid, NotFound, NotAllowed, Closed."""
    require(person, "steer")
    _fill(session, person.workshop, _find(session, person, phase_id), draft)
    return _edited(session, person, now)


def move(session: Session, person: Actor, phase_id: int, *, before: int | None, now: datetime) -> int:
    """Move a phase before the phase `before`, or to the end (None); returns the seq.

    Raises NotFound, NotAllowed, Closed.
    """
    require(person, "steer")
    phase = _find(session, person, phase_id)
    others = [other for other in phases(session, _id(person.workshop)) if other.id != phase_id]
    place = len(others) if before is None else next((n for n, other in enumerate(others) if other.id == before), None)
    if place is None:
        if before == phase_id:
            return person.workshop.seq
        raise NotFound(GONE)
    low = others[place - 1].order_key if place else None
    high = others[place].order_key if place < len(others) else None
    phase.order_key = order.between(low, high)
    session.add(phase)
    return _edited(session, person, now)


def remove(session: Session, person: Actor, phase_id: int, now: datetime) -> int:
    """Remove a phase; returns the seq. Raises NotFound, NotAllowed, Closed, and Conflict for the present phase and for
    a phase with votes."""
    require(person, "steer")
    phase = _find(session, person, phase_id)
    if person.workshop.phase_id == phase_id:
        raise Conflict("The workshop is in this phase. Go to another phase first.")
    if phase.votes_closed_at is not None:
        raise Conflict("People have voted in this phase, so it stays in the record.")
    session.delete(phase)
    return _edited(session, person, now)


def end(session: Session, person: Actor, now: datetime) -> int:
    """Leave the agenda: every question is open again, as in a workshop without one; returns the seq.

    Raises NotAllowed, Closed.
    """
    require(person, "steer")
    workshop = person.workshop
    if workshop.phase_id is None:
        return workshop.seq
    shown, before = shown_states(session, workshop), workshop.phase_id
    workshop.phase_id = None
    settle(session, workshop)
    changed = shown != shown_states(session, workshop)
    event = PhaseEntered(before, None, changed, False, [], False, *timer.stored(workshop))
    return journal.record(session, workshop, event, now, by=person.seat.id)


def create(session: Session, workshop: Workshop, drafts: Iterable[Draft]) -> None:
    """Give a new workshop its agenda. It begins when a facilitator goes to its first phase."""
    key = None
    for draft in drafts:
        key = order.between(key, None)
        _fill(session, workshop, Phase(workshop_id=_id(workshop), order_key=key, title=""), draft)


def settle(session: Session, workshop: Workshop) -> None:
    """Bring `Column.open` and `Column.opens_in` of every column up to date with the agenda and the present phase.

    A column that no phase opens stays readable, and people can write there in every phase that lets them write and
    names no column.
    """
    session.flush()
    listed = phases(session, _id(workshop)) if workshop.phase_id and not workshop.closed_at else []
    present = next((phase for phase in listed if phase.id == workshop.phase_id), None)
    for column in columns_of(session, workshop):
        opening = [phase for phase in listed if column.id in phase.columns]
        begun = not opening or any(phase.begun_at for phase in opening)
        column.opens_in = None if begun else opening[0].id
        column.open = present is None or ("write" in present.may and column.id in (present.columns or [column.id]))
        session.add(column)
    session.flush()


def reveal_all(session: Session, workshop: Workshop) -> None:
    """Lift every veil and end the timer, because the workshop closes: what was written belongs to its record."""
    workshop.timer_ends_at, workshop.timer_left = None, None
    for column in columns_of(session, workshop):
        column.veiled = False
        session.add(column)
    settle(session, workshop)


def _find(session: Session, person: Actor, phase_id: int) -> Phase:
    phase = session.get(Phase, phase_id)
    if phase is None or phase.workshop_id != person.workshop.id:
        raise NotFound(GONE)
    return phase


def _fill(session: Session, workshop: Workshop, phase: Phase, draft: Draft) -> None:
    known = [column.id for column in columns_of(session, workshop) if column.id is not None]
    title = one_line(draft.title, LONGEST_TITLE)
    if not title:
        raise Invalid("Enter a title for the phase.", field="title")
    if draft.minutes is not None and not 1 <= draft.minutes <= MOST_MINUTES:
        raise Invalid("Enter between 1 and 240 minutes, or leave the field empty.", field="minutes")
    if not 1 <= draft.votes <= MOST_VOTES or not 1 <= draft.votes_per_note <= draft.votes:
        raise Invalid("Enter between 1 and 20 votes. The limit for one note cannot be higher.", field="votes")
    phase.title, phase.asked = title, one_line(draft.asked, LONGEST_ASKED)
    phase.may = [act for act in MAY if act in draft.may]
    phase.columns = [number for number in known if number in draft.columns]
    phase.veiled, phase.minutes = draft.veiled, draft.minutes
    phase.votes, phase.votes_per_note = draft.votes, draft.votes_per_note
    phase.words = {
        tag: {name: one_line(other.get(name, ""), most) for name, most in _LONGEST.items()}
        for tag, other in draft.words.items()
        if any(other.values())
    }
    session.add(phase)
    session.flush()


def _edited(session: Session, person: Actor, now: datetime) -> int:
    workshop = person.workshop
    shown = shown_states(session, workshop)
    settle(session, workshop)
    events: list[Happened] = [AgendaEdited()]
    if shown != shown_states(session, workshop):
        # Notes that were prepared under a question appeared, or disappeared.
        workshop.render_version += 1
        session.add(workshop)
        session.flush()
        events = [PhaseEntered(before=workshop.phase_id, after=workshop.phase_id, shows=True)]
    return journal.record_all(session, workshop, events, now, by=person.seat.id)[-1]


def shown_states(session: Session, workshop: Workshop) -> list[tuple[bool, int | None]]:
    """What decides which notes participants see."""
    return [(column.veiled, column.opens_in) for column in columns_of(session, workshop)]


def columns_of(session: Session, workshop: Workshop) -> list[Column]:
    """The workshop's columns in order, as objects that can be changed."""
    query = select(Column).where(Column.workshop_id == workshop.id).order_by(col(Column.order_key), col(Column.id))
    return list(session.exec(query))


def _last_key(listed: Sequence[PhaseRow]) -> str | None:
    return listed[-1].order_key if listed else None


def _id(workshop: Workshop) -> int:
    assert workshop.id is not None
    return workshop.id
