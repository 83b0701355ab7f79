"""Erasing on request: words, names, groups and codings of notes and comments go, and an empty place remains.

The erasure list says what was erased, so that restoring an older backup erases it again. It holds no words.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, false, or_, select

from app.domain import journal
from app.domain.board import lookup, stacking
from app.domain.board.events import CommentErased
from app.domain.errors import NotAllowed, NotFound
from app.domain.events import NoteErased
from app.domain.findings import removal
from app.domain.models import Coding, Comment, Erasure, Note, Seat, Workshop
from app.domain.records import facilitators, quarter_hours
from app.domain.records.security_log import Kind
from app.domain.workshops import deletion
from app.domain.workshops.seats import Actor, require

# What the erasure list calls a person, before the number of the seat. No id of a note has a space.
_SEAT = "seat "


def erase_note(session: Session, person: Actor, note_id: str, now: datetime, *, device: str = "") -> int:
    """Erase one note, on a facilitator's request; returns the seq. Raises NotAllowed, NotFound."""
    require(person, "hide")
    note = lookup.note(session, person, note_id)
    facilitators.record(session, Kind.NOTES_ERASED, person, device, now, notes=1)
    return _erase(session, person.workshop, [note], now, by=person.seat.id)


def erase_person(session: Session, person: Actor, seat_id: int, now: datetime, *, device: str = "") -> int:
    """Erase the notes and the name of one person of a named board, on a facilitator's request; returns the seq.

    Includes the notes that show the same name, because closing has cleared the link between seats and notes. Raises
    NotFound, and NotAllowed on other boards: there, facilitators never learn who wrote what.
    """
    require(person, "people")
    if person.workshop.naming != "named":
        raise NotAllowed("On this board, only the writer’s own device can permanently delete all of its notes.")
    seat = session.exec(select(Seat).where(Seat.id == seat_id, Seat.workshop_id == person.workshop.id)).first()
    if seat is None:
        raise NotFound
    here = person.workshop.id
    named = col(Note.shown_name) == seat.name if seat.name else false()
    found = session.exec(select(Note).where(Note.workshop_id == here, or_(col(Note.seat_id) == seat.id, named))).all()
    named = col(Comment.shown_name) == seat.name if seat.name else false()
    written = (Comment.workshop_id == here, or_(col(Comment.seat_id) == seat.id, named))
    comments = session.exec(select(Comment).where(*written)).all()
    facilitators.record(session, Kind.NOTES_ERASED, person, device, now, notes=len(found))
    _forget_name(session, person.workshop, seat, now)
    _erase_comments(session, person.workshop, comments, now)
    return _erase(session, person.workshop, found, now, by=person.seat.id)


def erase_own(session: Session, person: Actor, now: datetime) -> int:
    """Erase all notes of the person's own seat; returns the seq. After closing, no note is known to be theirs."""
    found = session.exec(select(Note).where(Note.seat_id == person.seat.id)).all()
    _erase_comments(
        session, person.workshop, session.exec(select(Comment).where(Comment.seat_id == person.seat.id)).all(), now
    )
    return _erase(session, person.workshop, found, now)


def own_count(session: Session, person: Actor) -> int:
    """The number of notes that `erase_own` would erase."""
    return len(session.exec(select(Note.id).where(Note.seat_id == person.seat.id)).all())


def listed(session: Session) -> list[tuple[str, str, datetime]]:
    """The erasure list as (workshop key, note id, "seat NUMBER" or "", time)."""
    return [(row.workshop_key, row.note_id, row.at) for row in session.exec(select(Erasure))]


def apply(session: Session, more: Iterable[tuple[str, str, datetime]], now: datetime) -> None:
    """Add `more` to the erasure list, and erase everything on the list that is there again."""
    for key, note_id, at in more:
        session.merge(Erasure(workshop_key=key, note_id=note_id, at=at))
    session.flush()
    for key, note_id, _at in listed(session):
        present = (Workshop.key == key, col(Workshop.deleted_at).is_(None))
        workshop = session.exec(select(Workshop).where(*present).with_for_update()).first()
        if workshop is not None and not note_id:
            deletion.delete_workshop(session, workshop, now)
        elif workshop is not None and note_id.startswith(_SEAT):
            seat = session.get(Seat, int(note_id.removeprefix(_SEAT)))
            if seat is not None and seat.workshop_id == workshop.id and seat.name:
                _forget_name(session, workshop, seat, now)
        elif workshop is not None:
            note, comment = (session.get(model, (workshop.id, note_id)) for model in (Note, Comment))
            _erase(session, workshop, [note] if isinstance(note, Note) and note.text else [], now)
            _erase_comments(session, workshop, [comment] if isinstance(comment, Comment) and comment.text else [], now)


def _list(session: Session, workshop: Workshop, erased: str, now: datetime) -> None:
    # The list outlasts the workshop, and a writer may have erased their own note. Its exact time could identify them.
    session.merge(Erasure(workshop_key=workshop.key, note_id=erased, at=quarter_hours.quarter(now)))


def _forget_name(session: Session, workshop: Workshop, seat: Seat, now: datetime) -> None:
    seat.name = None
    session.add(seat)
    _list(session, workshop, f"{_SEAT}{seat.id}", now)
    session.flush()
    journal.mark_erased(session)


def _erase_comments(session: Session, workshop: Workshop, found: Sequence[Comment], now: datetime) -> None:
    if not found:
        return
    journal.record_all(session, workshop, [CommentErased(comment=comment.id) for comment in found], now)
    for comment in found:
        comment.text, comment.shown_name, comment.speaks_for, comment.seat_id, comment.lang = "", None, None, None, None
        comment.withdrawn = True
        session.add(comment)
        _list(session, workshop, comment.id, now)
    # The fragments of their notes show them.
    workshop.render_version += 1
    session.add(workshop)
    session.flush()
    journal.mark_erased(session)


def _erase(session: Session, workshop: Workshop, found: Sequence[Note], now: datetime, *, by: int | None = None) -> int:
    ids = [note.id for note in found]
    if ids:
        under = (Comment.workshop_id == workshop.id, col(Comment.note_id).in_(ids), Comment.text != "")
        _erase_comments(session, workshop, session.exec(select(Comment).where(*under)).all(), now)
    for start in range(0, len(ids), journal.AT_ONCE):
        batch = col(Coding.note_id).in_(ids[start : start + journal.AT_ONCE])
        session.exec(delete(Coding).where(col(Coding.workshop_id) == workshop.id, batch))
    for note in found:
        stacking.leave(session, workshop, note, now)
    happened = [NoteErased(note=note.id, column=note.column_id) for note in found]
    for note, seq in zip(found, journal.record_all(session, workshop, happened, now, by=by), strict=True):
        note.text, note.shown_name, note.speaks_for, note.seat_id, note.lang = "", None, None, None, None
        note.withdrawn, note.revision = True, seq
        session.add(note)
        _list(session, workshop, note.id, now)
    session.flush()
    if found:
        removal.forget_notes(session, workshop.id, ids, now)
        journal.mark_erased(session)
    return journal.position(session, workshop.id)[0]
