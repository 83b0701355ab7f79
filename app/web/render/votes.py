"""A vote as the facilitators' panel and the projector screen show it."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.board import vote_counts
from app.domain.board.vote_counts import Progress, Ranked
from app.domain.rows import ColumnRow
from app.domain.steering.agenda import PhaseRow
from app.domain.steering.state import Steering
from app.domain.workshops import column_rows


@dataclass(frozen=True)
class Vote:
    """The vote of a phase. `ranked` is None until the vote is closed. `columns` has the workshop's columns by id."""

    phase: PhaseRow
    progress: Progress
    ranked: list[Ranked] | None
    columns: dict[int, ColumnRow]


def present_vote(session: Session, steering: Steering) -> Vote | None:
    """The vote of the present phase, open or closed; None if it has none."""
    phase = steering.present
    return _vote(session, steering, phase) if phase is not None and "vote" in phase.may else None


def latest_vote(session: Session, steering: Steering) -> Vote | None:
    """The open vote, or the last one that was closed; None without any."""
    closed = [phase for phase in steering.phases if "vote" in phase.may and phase.votes_closed_at]
    phase = steering.voting or max(closed, key=lambda one: one.votes_closed_at, default=None)
    return _vote(session, steering, phase) if phase is not None else None


def _vote(session: Session, steering: Steering, phase: PhaseRow) -> Vote:
    workshop_id = steering.workshop.id
    closed = phase.votes_closed_at is not None
    return Vote(
        phase,
        vote_counts.progress(session, workshop_id, phase.id),
        vote_counts.ranked(session, workshop_id, phase.id) if closed else None,
        {column.id: column for column in column_rows.of(session, workshop_id)} if closed else {},
    )
