"""What notes and the phase panel show of votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.board import notes, stacking, vote_counts
from app.domain.board.vote_counts import Progress, Ranked
from app.domain.rows import AnyNote, AnyWorkshop
from app.domain.steering import state
from app.domain.steering.agenda import PhaseRow
from app.domain.steering.state import Steering


@dataclass(frozen=True)
class Results:
    """The vote of the present phase. `ranked` is None until the vote is closed. `columns` has the columns by id."""

    progress: Progress
    ranked: list[Ranked] | None
    columns: dict[int, Any]


def results(session: Session, steering: Steering) -> Results | None:
    """The vote of the present phase; None if it has none."""
    phase = steering.present
    if phase is None or "vote" not in phase.may:
        return None
    workshop_id = steering.workshop.id or 0
    closed = phase.votes_closed_at is not None
    return Results(
        vote_counts.progress(session, workshop_id, phase.id),
        vote_counts.ranked(session, workshop_id, phase.id) if closed else None,
        {column.id: column for column in notes.columns(session, workshop_id)} if closed else {},
    )


@dataclass(frozen=True)
class NoteFacts:
    """What a note shows besides its row: its votes once they are closed, and the phase in which it can get one."""

    votes: int = 0
    ballot: PhaseRow | None = None
    # The number of notes in the stack that it leads.
    stacked: int = 0


_NONE = NoteFacts()


def note_facts(
    session: Session, workshop: AnyWorkshop, shown: Sequence[AnyNote], *, to_voters: bool
) -> dict[str, dict[str, Any]]:
    """The facts about these notes for their template, by note id. `to_voters` is True for people who may vote."""
    steering = state.read(session, workshop)
    sizes = stacking.sizes(session, workshop.id or 0, [note.id for note in shown if note.stack == note.id])
    totals = vote_counts.totals(session, workshop.id or 0) if steering.phases else {}
    voting = steering.voting if to_voters else None

    def facts(note: AnyNote) -> NoteFacts:
        if not (totals or voting or note.stack):
            return _NONE
        leads = note.stack in (None, note.id)
        open_here = voting is not None and (not voting.columns or note.column_id in voting.columns)
        return NoteFacts(totals.get(note.id, 0), voting if leads and open_here else None, sizes.get(note.id, 0))

    return {note.id: {"facts": facts(note)} for note in shown}
