"""Comments under notes: one level, in phases that let people comment, and moderated like notes.

Every action sets a state. Each change raises the revision of the note, whose fragment shows the comments, and that of
the writer's seat.
"""

from datetime import datetime

from sqlmodel import Session

from app.domain.board import lookup, notes, recording
from app.domain.board.events import (
    AboutComment,
    CommentAdded,
    CommentApproved,
    CommentDeclined,
    CommentEdited,
    CommentHeld,
    CommentHidden,
    CommentRestored,
    CommentReturned,
    CommentWithdrawn,
)
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound, gettext_noop
from app.domain.models import Column, Comment, Note, Seat
from app.domain.steering import agenda, writing
from app.domain.steering.approval import REASONS
from app.domain.steering.visibility import Approval, Who, visible
from app.domain.text import many_lines
from app.domain.workshops.seats import Actor, require

NOT_NOW = gettext_noop("You cannot comment at the moment. Your text is still here.")
GONE = gettext_noop("This comment is no longer on the board.")
OTHER_WORDS = gettext_noop("Your first comment is saved, and these words are different. Post them as a second comment.")


def add(
    session: Session,
    person: Actor,
    note_id: str,
    *,
    comment_id: str,
    text: str,
    show_name: bool = False,
    promised: str | None = None,
    now: datetime,
) -> int:
    """Comment on a note; returns the note's seq. Repeating an id with the same words changes nothing.

    `promised` is as in `notes.add`. Raises Closed where people cannot comment now, Invalid, NotFound for a note that
    the person does not see, and Conflict for an id that another seat has used.
    """
    if not notes.NOTE_ID.fullmatch(comment_id):
        raise Invalid("Your browser did not send this comment correctly. Reload the page and try again.")
    earlier = session.get(Comment, (person.workshop.id, comment_id))
    if earlier is not None:
        if earlier.seat_id is None or earlier.seat_id != person.seat.id:
            raise Conflict
        if many_lines(text, notes.LONGEST) != earlier.text:
            raise Invalid(OTHER_WORDS)
        return session.get_one(Note, (person.workshop.id, earlier.note_id)).revision
    require(person, "add")
    note = lookup.note(session, person, note_id)
    comment = Comment(
        workshop_id=note.workshop_id,
        id=comment_id,
        note_id=note.id,
        text=many_lines(text, notes.LONGEST),
        speaks_for=person.seat.speaks_for,
        shown_name=notes.name_shown(person, show_name, promised),
        seat_id=person.seat.id,
        posted_at=now,
        approval=_approval_of(session, person, note, now),
    )
    session.add(comment)
    return _happened(session, person, comment, CommentAdded, now)


def edit(session: Session, person: Actor, comment_id: str, *, text: str, now: datetime) -> int:
    """Change the text of a comment of the person's own; returns the note's seq.

    Where approval comes first, changed words wait for it again. Raises Closed, Invalid, NotFound and NotAllowed.
    """
    comment = own(session, person, comment_id)
    text = many_lines(text, notes.LONGEST)
    note = session.get_one(Note, (comment.workshop_id, comment.note_id))
    if comment.text == text:
        return note.revision
    comment.approval, comment.declined_for = _approval_of(session, person, note, now), None
    comment.text, comment.edited_at = text, now
    return _happened(session, person, comment, CommentEdited, now)


def withdraw(session: Session, person: Actor, comment_id: str, *, on: bool, now: datetime) -> int:
    """Delete a comment of the person's own (`on`), or bring it back; returns the note's seq.

    Raises Closed, NotFound and NotAllowed.
    """
    comment = own(session, person, comment_id)
    if comment.withdrawn == on:
        return session.get_one(Note, (comment.workshop_id, comment.note_id)).revision
    comment.withdrawn = on
    return _happened(session, person, comment, CommentWithdrawn if on else CommentReturned, now)


def hide(session: Session, person: Actor, comment_id: str, *, on: bool, now: datetime) -> int:
    """Hide a comment from everyone except facilitators and its writer (`on`), or restore it; returns the note's seq.

    Raises NotAllowed and NotFound.
    """
    require(person, "hide")
    comment = find(session, person, comment_id)
    if comment.hidden == on:
        return session.get_one(Note, (comment.workshop_id, comment.note_id)).revision
    comment.hidden = on
    return _happened(session, person, comment, CommentHidden if on else CommentRestored, now, by=person.seat.id)


def decide(session: Session, person: Actor, comment_id: str, decision: str, reason: str, now: datetime) -> int:
    """Carry out a decision about a comment, as `approval.decide` does about a note; returns the note's seq.

    Raises Invalid for another decision or reason, Conflict for a comment to be declined that does not wait any more,
    NotAllowed, NotFound and Closed.
    """
    comment = _to_decide(session, person, comment_id)
    if decision not in _DECISIONS or (decision == "decline" and reason not in REASONS):
        raise Invalid("Choose one of the reasons.")
    wanted = _DECISIONS[decision]
    declined_for = reason if wanted is Approval.DECLINED else None
    unneeded = wanted is Approval.APPROVED and comment.approval == Approval.NOT_NEEDED
    if unneeded or (comment.approval, comment.declined_for) == (wanted, declined_for):
        return session.get_one(Note, (comment.workshop_id, comment.note_id)).revision
    if wanted is Approval.DECLINED and comment.approval != Approval.WAITING:
        raise Conflict("A colleague has already decided about this comment.")
    return _decided(session, person, comment, wanted, declined_for, now)


_DECISIONS = {"approve": Approval.APPROVED, "decline": Approval.DECLINED, "hold": Approval.WAITING}


def put_back(session: Session, person: Actor, comment_id: str, approval: str, reason: str | None, now: datetime) -> int:
    """Give a comment the approval that it had before a decision, and the reason if it was declined; returns the seq.

    Raises NotAllowed, NotFound, Closed.
    """
    return _decided(session, person, _to_decide(session, person, comment_id), approval, reason, now)


def find(session: Session, person: Actor, comment_id: str) -> Comment:
    """A comment that this seat may see, under a note that it may see. Raises NotFound for any other."""
    comment = session.get(Comment, (person.workshop.id, comment_id))
    if comment is None:
        raise NotFound(GONE)
    if comment.seat_id is not None and comment.seat_id == person.seat.id:
        return comment
    note = lookup.note(session, person, comment.note_id)
    column = session.get_one(Column, note.column_id)
    who = Who.FACILITATORS if person.facilitates else Who.EVERYONE
    if not visible(comment, column, column.opens_in, who):
        raise NotFound(GONE)
    return comment


def own(session: Session, person: Actor, comment_id: str) -> Comment:
    """A comment of this person's own, to be changed. Raises Closed, NotFound and NotAllowed."""
    comment = find(session, person, comment_id)
    if person.workshop.closed_at:
        raise Closed
    if comment.seat_id is None or comment.seat_id != person.seat.id:
        raise NotAllowed("Only the person who wrote a comment can change it.")
    return comment


def _to_decide(session: Session, person: Actor, comment_id: str) -> Comment:
    """A comment that this facilitator may decide about; a declined one is found too, so that it can be taken back."""
    require(person, "steer")
    comment = session.get(Comment, (person.workshop.id, comment_id))
    if comment is None or comment.withdrawn:
        raise NotFound(GONE)
    lookup.note(session, person, comment.note_id)
    return comment


def _decided(
    session: Session, person: Actor, comment: Comment, approval: str, reason: str | None, now: datetime
) -> int:
    before: dict[str, str | None] = {"before": comment.approval, "reason": comment.declined_for}
    comment.approval, comment.declined_for = approval, reason
    by = person.seat.id
    if approval == Approval.DECLINED:
        return _happened(session, person, comment, CommentDeclined, now, by=by, reason=reason)
    kind = CommentHeld if approval == Approval.WAITING else CommentApproved
    return _happened(session, person, comment, kind, now, by=by, **before)


def _approval_of(session: Session, person: Actor, note: Note, now: datetime) -> Approval:
    """The approval that a comment on this note begins with. Raises Closed if the person cannot comment there now."""
    phase = agenda.present_phase(session, person.workshop)
    column = session.get_one(Column, note.column_id)
    if phase is None or "comment" not in phase.may or (phase.columns and column.id not in phase.columns):
        raise Closed(NOT_NOW)
    return writing.approval_of(person, column.locked, True, now)


def _happened(
    session: Session,
    person: Actor,
    comment: Comment,
    kind: type[AboutComment],
    now: datetime,
    *,
    by: int | None = None,
    **more: str | None,
) -> int:
    note = session.get_one(Note, (comment.workshop_id, comment.note_id))
    event = kind(note=note.id, column=note.column_id, comment=comment.id, **more)
    recording.record(session, person.workshop, note, event, now, by=by)
    session.add(comment)
    writer = session.get(Seat, comment.seat_id) if comment.seat_id is not None else None
    if writer is not None:
        writer.revision = note.revision
        session.add(writer)
    session.flush()
    return note.revision
