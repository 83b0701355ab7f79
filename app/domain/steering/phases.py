"""The phases of a workshop as they are stored, and what the present one changes on the board."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain.models import Column, Phase, Workshop
from app.domain.rows import AnyWorkshop, Words, columns
from app.internals.prepared_statements import PreparedQuery


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


def present_phase(session: Session, workshop: AnyWorkshop) -> Phase | None:
    """The phase in which the workshop is; None without an agenda, before it begins, and once the workshop is closed."""
    return session.get(Phase, workshop.phase_id) if workshop.phase_id and not workshop.closed_at else None


def settle(session: Session, workshop: Workshop) -> None:
    """Bring `Column.open` and `Column.opens_in` of every column up to date with the agenda and the present phase.

    A column that no phase opens stays readable, and people can write there in every phase that lets them write and
    names no column.
    """
    session.flush()
    listed = phases(session, workshop.id or 0) if workshop.phase_id and not workshop.closed_at else []
    present = next((phase for phase in listed if phase.id == workshop.phase_id), None)
    for column in all_columns(session, workshop):
        opening = [phase for phase in listed if column.id in phase.columns]
        begun = not opening or any(phase.begun_at for phase in opening)
        column.opens_in = None if begun else opening[0].id
        column.open = present is None or ("write" in present.may and column.id in (present.columns or [column.id]))
        session.add(column)
    session.flush()


def settle_shown(session: Session, workshop: Workshop, before: "Shown") -> bool:
    """Settle the columns; returns whether other notes are shown than before, or notes show something else."""
    session.add(workshop)
    settle(session, workshop)
    changed = before != shown_now(session, workshop)
    if changed:
        workshop.render_version += 1
        session.add(workshop)
        session.flush()
    return changed


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
        [(column.veiled, column.opens_in) for column in all_columns(session, workshop)],
        (votes.id, votes.columns, votes.votes, votes.votes_per_note) if votes else None,
        now.columns if now and "comment" in now.may else None,
        [phase.id for phase in phases(session, workshop.id or 0) if phase.votes_closed_at],
    )


def all_columns(session: Session, workshop: Workshop) -> list[Column]:
    """The columns of a workshop, in order, as objects that can be changed."""
    query = select(Column).where(Column.workshop_id == workshop.id).order_by(col(Column.order_key), col(Column.id))
    return list(session.exec(query))
