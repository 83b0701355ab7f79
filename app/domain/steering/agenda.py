"""The agenda: the ordered phases of a workshop, and going from one to the next.

A workshop without phases, or whose agenda has not begun, lets participants write under every question.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, exists, select

from app.domain import journal
from app.domain.errors import Conflict, NotFound, gettext_noop
from app.domain.models import Column, Note, Phase, Seat, Workshop
from app.domain.rows import AnyWorkshop, Words, columns
from app.domain.steering import signals, timer
from app.domain.steering.events import PhaseEntered
from app.domain.steering.visibility import Who, counted_for
from app.domain.workshops.participating import ON_TEAM
from app.domain.workshops.seats import Actor, require
from app.internals.prepared_statements import PreparedQuery

# What participants may do in a phase besides reading, with the names that pages and files show.
Act = Literal["write", "comment", "vote", "rate"]
MAY: Mapping[str, str] = {
    "write": gettext_noop("Write"),
    "comment": gettext_noop("Comment"),
    "vote": gettext_noop("Vote"),
    "rate": gettext_noop("Rate"),
}
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
    ask_id: int | None
    begun_at: datetime | None
    votes_closed_at: datetime | None


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
    phase = find_phase(session, person, phase_id)
    if workshop.phase_id == phase_id:
        return workshop.seq
    if workshop.phase_id != seen:
        raise Conflict("A colleague has just gone to another phase. Look at the agenda, then press again.")
    was = before(session, workshop)
    votes_closed = _close_vote(session, workshop, now)
    workshop.phase_id = phase_id
    begun, veiled = phase.begun_at is None, list[int]()
    if begun:
        phase.begun_at = now
        for column in columns_of(session, workshop):
            if phase.veiled and column.id in phase.columns and not column.veiled:
                column.veiled = True
                veiled.append(column.id)
                session.add(column)
    workshop.timer_left, workshop.timer_ends_at = None, None
    if phase.minutes:
        workshop.timer_ends_at = now + timedelta(minutes=phase.minutes)
    session.add_all([workshop, phase])
    return entered(session, person, was, now, begun=begun, veiled=veiled, votes_closed=votes_closed)


def end(session: Session, person: Actor, now: datetime) -> int:
    """Leave the agenda: every question is open again, as in a workshop without one; returns the seq.

    Raises NotAllowed, Closed.
    """
    require(person, "steer")
    workshop = person.workshop
    if workshop.phase_id is None:
        return workshop.seq
    was = before(session, workshop)
    votes_closed = _close_vote(session, workshop, now)
    workshop.phase_id = None
    return entered(session, person, was, now, votes_closed=votes_closed)


def settle(session: Session, workshop: Workshop) -> None:
    """Bring `Column.open` and `Column.opens_in` of every column up to date with the agenda and the present phase.

    A column that no phase opens stays readable, and people can write there in every phase that lets them write and
    names no column. A readable column in which participants have written stays readable too, because others have read
    what is there.
    """
    session.flush()
    listed = phases(session, workshop.id) if workshop.phase_id and not workshop.closed_at else []
    present = next((phase for phase in listed if phase.id == workshop.phase_id), None)
    written = _written_in(session, workshop.id) if listed else set()
    for column in columns_of(session, workshop):
        opening = [phase for phase in listed if column.id in phase.columns]
        begun = not opening or any(phase.begun_at for phase in opening)
        was_read = column.opens_in is None and column.id in written
        column.opens_in = None if begun or was_read else opening[0].id
        column.open = present is None or ("write" in present.may and column.id in (present.columns or [column.id]))
        session.add(column)
    session.flush()


def _written_in(session: Session, workshop_id: int) -> set[int]:
    """The columns with notes of participants that others see or see counted, also what the team posted for
    someone."""
    by_participants = col(Note.posted_by).is_not(None) | ~exists(
        select(Seat.id).where(col(Seat.id) == col(Note.seat_id), ON_TEAM)
    )
    query = select(Note.column_id).join(Column, col(Column.id) == col(Note.column_id)).distinct()
    return set(session.exec(query.where(Note.workshop_id == workshop_id, counted_for(Who.EVERYONE), by_participants)))


def reveal_all(session: Session, workshop: Workshop) -> None:
    """Lift every veil, and end the timer and everything that asks for attention, because the workshop closes: what was
    written belongs to its record."""
    workshop.timer_ends_at, workshop.timer_left = None, None
    workshop.spotlight, workshop.brought_to, workshop.announcement = None, None, ""
    workshop.replaced_words = {}
    signals.clear(session, workshop, workshop.seq, hands=True)
    for column in columns_of(session, workshop):
        column.veiled = False
        session.add(column)
    settle(session, workshop)


def find_phase(session: Session, person: Actor, phase_id: int) -> Phase:
    phase = session.get(Phase, phase_id)
    if phase is None or phase.workshop_id != person.workshop.id:
        raise NotFound(GONE)
    return phase


class Shown(NamedTuple):
    """What decides which notes participants see, and what notes show of votes and comments."""

    columns: list[tuple[bool, int | None]]
    voting: tuple[int | None, list[int], int, int] | None
    commenting: list[int] | None
    voted: list[int]


def shown_now(session: Session, workshop: Workshop) -> Shown:
    """The present state of what notes depend on."""
    session.flush()
    now = present_phase(session, workshop)
    votes = now if now and "vote" in now.may and now.votes_closed_at is None else None
    return Shown(
        [(column.veiled, column.opens_in) for column in columns_of(session, workshop)],
        (votes.id, votes.columns, votes.votes, votes.votes_per_note) if votes else None,
        now.columns if now and "comment" in now.may else None,
        [phase.id for phase in phases(session, workshop.id) if phase.votes_closed_at],
    )


class Before(NamedTuple):
    """A workshop before it goes to another phase: its phase, `shown_now`, and `timer.stored`."""

    phase_id: int | None
    shown: Shown
    timer: tuple[int | None, int | None]


def before(session: Session, workshop: Workshop) -> Before:
    """What `entered` has to know about the workshop before it changes."""
    return Before(workshop.phase_id, shown_now(session, workshop), timer.stored(workshop))


def entered(session: Session, person: Actor, was: Before, now: datetime, **facts: Any) -> int:
    """Record that the workshop went to its present phase; returns the seq. `facts` are further fields of the event."""
    changed = settle_shown(session, person.workshop, was.shown)
    columns = zip(columns_of(session, person.workshop), was.shown.columns, strict=True)
    event = PhaseEntered(
        before=was.phase_id,
        after=person.workshop.phase_id,
        shows=changed,
        opened=[column.id for column, (_, waited) in columns if waited and column.opens_in is None],
        before_ends_at=was.timer[0],
        before_left=was.timer[1],
        **facts,
    )
    seq = journal.record(session, person.workshop, event, now, by=person.seat.id)
    # People were ready for this.
    signals.clear(session, person.workshop, seq, hands=False)
    return seq


def settle_shown(session: Session, workshop: Workshop, before: Shown) -> bool:
    """Settle the columns; returns whether other notes are shown than before, or notes show something else."""
    session.add(workshop)
    settle(session, workshop)
    changed = before != shown_now(session, workshop)
    if changed:
        workshop.render_version += 1
        session.add(workshop)
        session.flush()
    return changed


def _close_vote(session: Session, workshop: Workshop, now: datetime) -> bool:
    """End the vote of the present phase, because the workshop leaves it; returns whether there was one."""
    left = present_phase(session, workshop)
    if left is None or "vote" not in left.may or left.votes_closed_at is not None:
        return False
    left.votes_closed_at = now
    session.add(left)
    return True


def columns_of(session: Session, workshop: Workshop) -> list[Column]:
    query = select(Column).where(Column.workshop_id == workshop.id).order_by(col(Column.order_key), col(Column.id))
    return list(session.exec(query))
