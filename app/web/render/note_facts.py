"""What notes show besides their rows: their votes, their stacks, and their comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.board import comment_rows, stacking, vote_counts
from app.domain.board.comment_rows import CommentRow
from app.domain.rows import AnyNote
from app.domain.steering.agenda import PhaseRow
from app.domain.steering.state import Steering
from app.domain.steering.visibility import NO_VEIL, Who, visible
from app.domain.workshops import groups

# Up to this many notes, what belongs to them is read for these alone; for more, for the whole board.
FEW = 200


@dataclass(frozen=True)
class NoteFacts:
    """What a note shows besides its row: its votes once they are closed, and the phase in which it can get one."""

    votes: int = 0
    ballot: PhaseRow | None = None
    # The number of notes in the stack that it leads.
    stacked: int = 0
    # The comments under it that its readers see, and whether they can write one now.
    comments: Sequence[CommentRow] = ()
    can_comment: bool = False


_NONE = NoteFacts()


def note_facts(
    session: Session, steering: Steering, shown: Sequence[AnyNote], who: Who, *, acts: bool, votes: bool
) -> dict[str, dict[str, Any]]:
    """The facts about these notes for their template, by note id, for these readers.

    `acts` is True for a view whose readers can act at all, `votes` for one whose readers can vote.
    """
    workshop = steering.workshop
    sizes = stacking.sizes(session, workshop.id, [note.id for note in shown if note.stack == note.id])
    totals = vote_counts.totals(session, workshop.id) if steering.phases else {}
    voting = steering.voting if votes else None
    ids = [note.id for note in shown]
    # Without an agenda there are no comments, except in a record that was imported.
    commented = bool(steering.phases or workshop.closed_at)
    comments = comment_rows.under(session, workshop.id, ids if len(ids) <= FEW else None) if commented else {}

    def facts(note: AnyNote) -> NoteFacts:
        if not (steering.phases or note.stack or comments):
            return _NONE
        leads = note.stack in (None, note.id)
        open_here = voting is not None and (not voting.columns or note.column_id in voting.columns)
        return NoteFacts(
            totals.get(note.id, 0),
            voting if leads and open_here else None,
            sizes.get(note.id, 0),
            [
                comment._replace(speaks_for=groups.shown(workshop, comment.speaks_for))
                for comment in comments.get(note.id, ())
                if visible(comment, NO_VEIL, None, who)
            ],
            acts and steering.commenting(note.column_id),
        )

    return {note.id: {"facts": facts(note)} for note in shown}
