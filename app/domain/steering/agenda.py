"""The agenda: the ordered phases of a workshop, and going from one to the next.

A workshop without phases, or whose agenda has not begun, lets participants write under every question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain import journal
from app.domain.board import order
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.events import Happened
from app.domain.models import Phase, Workshop
from app.domain.rows import Words
from app.domain.steering.events import AgendaEdited, PhaseEntered
from app.domain.steering.phases import (
    PhaseRow,
    Shown,
    all_columns,
    phases,
    present_phase,
    settle,
    settle_shown,
    shown_now,
)
from app.domain.text import one_line
from app.domain.workshops.seats import Actor, require

MAY = ("write", "comment", "vote")
MOST, LONGEST_TITLE, LONGEST_ASKED = 20, 60, 300
MOST_MINUTES, MOST_VOTES = 240, 20
_LONGEST = {"title": LONGEST_TITLE, "asked": LONGEST_ASKED}
GONE = gettext_noop("This phase has been removed from the agenda.")


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


def following(listed: Sequence[PhaseRow], present: int | None) -> PhaseRow | None:
    """The phase after the present one; the first before the agenda begins, None after the last."""
    place = next((place for place, phase in enumerate(listed) if phase.id == present), -1)
    return listed[place + 1] if place + 1 < len(listed) else None


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
    before, shown = workshop.phase_id, shown_now(session, workshop)
    _close_vote(session, workshop, now)
    workshop.phase_id = phase_id
    if phase.begun_at is None:
        phase.begun_at = now
        for column in all_columns(session, workshop):
            if phase.veiled and column.id in phase.columns:
                column.veiled = True
                session.add(column)
    workshop.timer_left, workshop.timer_ends_at = None, None
    if phase.minutes:
        workshop.timer_ends_at = now + timedelta(minutes=phase.minutes)
    session.add_all([workshop, phase])
    return _entered(session, person, before, shown, now)


def add(session: Session, person: Actor, draft: Draft, now: datetime) -> int:
    """Add a phase after the others; returns the seq. Raises Invalid, NotAllowed, Closed."""
    require(person, "steer")
    listed = phases(session, _id(person.workshop))
    if len(listed) >= MOST:
        raise Invalid("An agenda can have at most 20 phases.")
    shown = shown_now(session, person.workshop)
    phase = Phase(workshop_id=_id(person.workshop), order_key=order.between(_last_key(listed), None), title="")
    _fill(session, person.workshop, phase, draft)
    return _edited(session, person, shown, now)


def edit(session: Session, person: Actor, phase_id: int, draft: Draft, now: datetime) -> int:
    """Change a phase, also while it runs; returns the seq. Raises Invalid, NotFound, NotAllowed, Closed."""
    require(person, "steer")
    shown = shown_now(session, person.workshop)
    _fill(session, person.workshop, _find(session, person, phase_id), draft)
    return _edited(session, person, shown, now)


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
    shown = shown_now(session, person.workshop)
    low = others[place - 1].order_key if place else None
    high = others[place].order_key if place < len(others) else None
    phase.order_key = order.between(low, high)
    session.add(phase)
    return _edited(session, person, shown, now)


def remove(session: Session, person: Actor, phase_id: int, now: datetime) -> int:
    """Remove a phase; returns the seq. Raises NotFound, NotAllowed, Closed, and Conflict for the present phase and for
    a phase with votes."""
    require(person, "steer")
    phase = _find(session, person, phase_id)
    if person.workshop.phase_id == phase_id:
        raise Conflict("The workshop is in this phase. Go to another phase first.")
    if phase.votes_closed_at is not None:
        raise Conflict("People have voted in this phase, so it stays in the record.")
    shown = shown_now(session, person.workshop)
    session.delete(phase)
    return _edited(session, person, shown, now)


def end(session: Session, person: Actor, now: datetime) -> int:
    """Leave the agenda: every question is open again, as in a workshop without one; returns the seq.

    Raises NotAllowed, Closed.
    """
    require(person, "steer")
    workshop = person.workshop
    if workshop.phase_id is None:
        return workshop.seq
    shown, before = shown_now(session, workshop), workshop.phase_id
    _close_vote(session, workshop, now)
    workshop.phase_id = None
    return _entered(session, person, before, shown, now)


def create(session: Session, workshop: Workshop, drafts: Iterable[Draft]) -> None:
    """Give a new workshop its agenda. It begins when a facilitator goes to its first phase."""
    key = None
    for draft in drafts:
        key = order.between(key, None)
        _fill(session, workshop, Phase(workshop_id=_id(workshop), order_key=key, title=""), draft)


def reveal_all(session: Session, workshop: Workshop) -> None:
    """Lift every veil and end the timer, because the workshop closes: what was written belongs to its record."""
    workshop.timer_ends_at, workshop.timer_left = None, None
    for column in all_columns(session, workshop):
        column.veiled = False
        session.add(column)
    settle(session, workshop)


def _find(session: Session, person: Actor, phase_id: int) -> Phase:
    phase = session.get(Phase, phase_id)
    if phase is None or phase.workshop_id != person.workshop.id:
        raise NotFound(GONE)
    return phase


def _fill(session: Session, workshop: Workshop, phase: Phase, draft: Draft) -> None:
    known = [column.id for column in all_columns(session, workshop) if column.id is not None]
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


def _entered(session: Session, person: Actor, before: int | None, shown: Shown, now: datetime) -> int:
    """Record that the workshop went from the phase `before`, in which notes were `shown` so, to its present one."""
    changed = settle_shown(session, person.workshop, shown)
    event = PhaseEntered(before=before, after=person.workshop.phase_id, shows=changed)
    return journal.record(session, person.workshop, event, now, by=person.seat.id)


def _edited(session: Session, person: Actor, shown: Shown, now: datetime) -> int:
    """Record that the agenda, by which notes were `shown` so, was edited."""
    present = person.workshop.phase_id
    event: Happened = AgendaEdited()
    if settle_shown(session, person.workshop, shown):
        event = PhaseEntered(before=present, after=present, shows=True)
    return journal.record(session, person.workshop, event, now, by=person.seat.id)


def _close_vote(session: Session, workshop: Workshop, now: datetime) -> None:
    """End the vote of the present phase, because the workshop leaves it."""
    left = present_phase(session, workshop)
    if left is not None and "vote" in left.may and left.votes_closed_at is None:
        left.votes_closed_at = now
        session.add(left)


def _last_key(listed: Sequence[PhaseRow]) -> str | None:
    return listed[-1].order_key if listed else None


def _id(workshop: Workshop) -> int:
    assert workshop.id is not None
    return workshop.id
