"""Approving notes before participants see them, and declining them with a reason that their writer reads."""

from collections import Counter
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.domain.board import lookup, recording, stacking
from app.domain.errors import Conflict, Invalid, gettext_noop
from app.domain.events import AboutNote
from app.domain.models import Comment, Note, Workshop
from app.domain.steering.events import NoteApproved, NoteDeclined, NoteHeld
from app.domain.steering.visibility import Approval
from app.domain.workshops.seats import Actor, require

# What the writer reads, by key.
REASONS = {
    "repeated": gettext_noop("Someone has already written this."),
    "elsewhere": gettext_noop("This does not answer the question."),
    "private": gettext_noop("This could show who a person is."),
    "unkind": gettext_noop("This could hurt someone."),
}


def decide(session: Session, person: Actor, note_id: str, decision: str, reason: str, now: datetime) -> int:
    """Carry out a decision about a note: `approve`, `decline` for a reason, or `hold`; returns the note's seq.

    Raises Invalid for another decision, and what that decision raises.
    """
    if decision == "decline":
        return decline(session, person, note_id, reason, now)
    if decision not in _DECISIONS:
        raise Invalid
    return _DECISIONS[decision](session, person, note_id, now)


def approve(session: Session, person: Actor, note_id: str, now: datetime) -> int:
    """Show a waiting note to everyone; returns its seq. Raises NotAllowed, NotFound, Closed."""
    note = _find(session, person, note_id)
    if note.approval in (Approval.NOT_NEEDED, Approval.APPROVED):
        return note.revision
    event = NoteApproved(note=note.id, column=note.column_id, before=note.approval, reason=note.declined_for)
    note.approval, note.declined_for = Approval.APPROVED, None
    return _record(session, person, note, event, now)


def decline(session: Session, person: Actor, note_id: str, reason: str, now: datetime) -> int:
    """Decline a waiting note for a reason, a key of REASONS; returns its seq.

    Raises Invalid for another reason, Conflict for a note that does not wait any more, NotAllowed, NotFound, Closed.
    """
    note = _find(session, person, note_id)
    if reason not in REASONS:
        raise Invalid("Choose one of the reasons.")
    if (note.approval, note.declined_for) == (Approval.DECLINED, reason):
        return note.revision
    if note.approval != Approval.WAITING:
        raise Conflict("A colleague has already decided about this note.")
    stacking.leave(session, person.workshop, note, now, by=person.seat.id)
    note.approval, note.declined_for = Approval.DECLINED, reason
    return _record(session, person, note, NoteDeclined(note=note.id, column=note.column_id, reason=reason), now)


def hold(session: Session, person: Actor, note_id: str, now: datetime) -> int:
    """Have an approved or declined note wait again; returns its seq. Raises NotAllowed, NotFound, Closed."""
    note = _find(session, person, note_id)
    if note.approval == Approval.WAITING:
        return note.revision
    event = NoteHeld(note=note.id, column=note.column_id, before=note.approval, reason=note.declined_for)
    stacking.leave(session, person.workshop, note, now, by=person.seat.id)
    note.approval, note.declined_for = Approval.WAITING, None
    return _record(session, person, note, event, now)


def put_back(session: Session, person: Actor, note_id: str, approval: str, reason: str | None, now: datetime) -> int:
    """Give a note the approval that it had before a decision, and the reason if it was declined; returns its seq.

    Raises NotAllowed, NotFound, Closed.
    """
    note = _find(session, person, note_id)
    event: AboutNote = NoteApproved(note.id, note.column_id, note.approval, note.declined_for)
    if approval == Approval.WAITING:
        event = NoteHeld(note.id, note.column_id, note.approval, note.declined_for)
    elif approval == Approval.DECLINED and reason is not None:
        event = NoteDeclined(note.id, note.column_id, reason)
    note.approval, note.declined_for = approval, reason
    return _record(session, person, note, event, now)


_DECISIONS = {"approve": approve, "hold": hold}


def waiting(session: Session, workshop_id: int) -> int:
    """The number of notes and comments on the facilitators' board that wait for approval."""
    notes_wait = (Note.workshop_id == workshop_id, Note.approval == Approval.WAITING, col(Note.withdrawn).is_(False))
    # A comment under a note that facilitators do not see waits with it.
    comments_wait = (
        Comment.workshop_id == workshop_id,
        Comment.approval == Approval.WAITING,
        col(Comment.withdrawn).is_(False),
        col(Note.withdrawn).is_(False),
        Note.approval != Approval.DECLINED,
    )
    about = (col(Note.workshop_id) == col(Comment.workshop_id)) & (col(Note.id) == col(Comment.note_id))
    count = select(func.count())
    return (
        session.exec(count.select_from(Note).where(*notes_wait)).one()
        + session.exec(count.select_from(Comment).join(Note, about).where(*comments_wait)).one()
    )


def decisions(session: Session, workshop_id: int) -> Counter[str]:
    """The numbers of approved and of declined notes: `approved`, and each key of REASONS.

    In a workshop that was imported, the numbers of its record count too.
    """
    query = (
        select(Note.approval, Note.declined_for, func.count())
        .where(Note.workshop_id == workshop_id, col(Note.approval).in_((Approval.APPROVED, Approval.DECLINED)))
        .group_by(col(Note.approval), col(Note.declined_for))
    )
    counted = Counter({reason or approval: count for approval, reason, count in session.exec(query)})
    imported = session.exec(select(Workshop.imported_decisions).where(Workshop.id == workshop_id)).one()
    return counted + Counter(imported)


def _find(session: Session, person: Actor, note_id: str) -> Note:
    """A note that this facilitator may decide about; a declined one is found too, so that it can be taken back."""
    require(person, "steer")
    note = session.get(Note, (person.workshop.id, note_id))
    if note is None or note.withdrawn:
        return lookup.note(session, person, note_id)
    return note


def _record(session: Session, person: Actor, note: Note, event: AboutNote, now: datetime) -> int:
    return recording.record(session, person.workshop, note, event, now, by=person.seat.id)
