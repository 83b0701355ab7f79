"""Comments and votes in a record: reading them from a workshop, and bringing them into a new one.

Files have what everyone sees: the totals of closed votes, and the comments that are not hidden.
"""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from app.domain.board import comment_rows, notes
from app.domain.models import Comment, Phase, Vote, Workshop
from app.domain.records import quarter_hours
from app.domain.steering import agenda
from app.domain.steering.visibility import NO_VEIL, Who, visible
from app.domain.text import many_lines, one_line
from app.domain.workshops import groups
from app.exports.facts import CommentFacts, NoteFacts, PhaseFacts, VoteFacts


def comments(session: Session, workshop: Workshop, in_order: Sequence[str]) -> list[CommentFacts]:
    """The comments that everyone sees under these notes, oldest first; everyone sees the notes themselves."""
    under = comment_rows.under(session, workshop.id)
    return [
        CommentFacts(
            id=row.id,
            note=note_id,
            text=row.text,
            lang=row.lang,
            speaks_for=groups.shown(workshop, row.speaks_for),
            shown_name=row.shown_name,
            posted_at=quarter_hours.told(workshop, row.posted_at),
            edited_at=row.edited_at and quarter_hours.told(workshop, row.edited_at),
        )
        for note_id in in_order
        for row in under.get(note_id, ())
        if visible(row, NO_VEIL, None, Who.EVERYONE)
    ]


def votes(session: Session, workshop: Workshop, in_order: Sequence[str]) -> list[VoteFacts]:
    """The totals of these notes in closed votes, by phase and in the order of the notes."""
    places = {note_id: place for place, note_id in enumerate(in_order)}
    numbers = {phase.id: number for number, phase in enumerate(agenda.phases(session, workshop.id), 1)}
    totals = (
        select(Vote.phase_id, Vote.note_id, func.sum(Vote.votes))
        .join(Phase, col(Phase.id) == col(Vote.phase_id))
        .where(Vote.workshop_id == workshop.id, col(Phase.votes_closed_at).is_not(None))
        .group_by(col(Vote.phase_id), col(Vote.note_id))
    )
    found = [
        VoteFacts(numbers[phase], note_id, given)
        for phase, note_id, given in session.exec(totals)
        if given and note_id in places
    ]
    return sorted(found, key=lambda vote: (vote.phase, places[vote.note]))


def bring_in(session: Session, workshop: Workshop, said: Sequence[CommentFacts], given: Sequence[VoteFacts]) -> None:
    """Add the comments and votes of a record to a new workshop that has its notes and phases."""
    workshop_id = workshop.id
    phases = [phase.id for phase in agenda.phases(session, workshop_id)]
    session.add_all(
        Vote(workshop_id=workshop_id, phase_id=phases[vote.phase - 1], note_id=vote.note, votes=vote.votes)
        for vote in given
    )
    session.add_all(
        Comment(
            workshop_id=workshop_id,
            id=comment.id,
            note_id=comment.note,
            text=many_lines(comment.text, notes.LONGEST),
            lang=comment.lang,
            speaks_for=comment.speaks_for and one_line(comment.speaks_for, 500),
            # A file may contain names, but an anonymous workshop stores none.
            shown_name=None
            if workshop.naming == "anonymous"
            else comment.shown_name and one_line(comment.shown_name, 500),
            posted_at=quarter_hours.told(workshop, comment.posted_at),
            edited_at=comment.edited_at and quarter_hours.told(workshop, comment.edited_at),
        )
        for comment in said
    )
    session.flush()


def contradictions(
    written: Sequence[NoteFacts],
    phases: Sequence[PhaseFacts],
    said: Sequence[CommentFacts],
    given: Sequence[VoteFacts],
) -> Iterable[str]:
    """What a record says about stacks, comments and votes that cannot be true."""
    by_id = {note.id: note for note in written}
    stacks: dict[str, list[NoteFacts]] = {}
    for note in sorted(written, key=lambda note: (note.column, note.place)):
        if note.stack is not None:
            stacks.setdefault(note.stack, []).append(note)
        if note.stack_name and note.stack != note.id:
            yield f"note {note.id} names a stack that it does not lead"
    for leading, inside in stacks.items():
        first, last = inside[0], inside[-1]
        if len(inside) < 2 or first.id != leading or first.column != last.column:
            yield f"the stack of note {leading} is not led by its first note"
        elif last.place - first.place != len(inside) - 1:
            yield f"the stack of note {leading} is not in one place"
    if len({comment.id for comment in said}) < len(said):
        yield "two comments have the same id"
    if any(comment.note not in by_id for comment in said):
        yield "a comment is on a note that does not exist"
    if len({(vote.phase, vote.note) for vote in given}) < len(given):
        yield "the votes for one note appear twice"
    for vote in given:
        if vote.note not in by_id:
            yield "there are votes for a note that does not exist"
        if vote.phase > len(phases) or phases[vote.phase - 1].votes_closed_at is None:
            yield f"there are votes in phase {vote.phase}, which has no closed vote"
