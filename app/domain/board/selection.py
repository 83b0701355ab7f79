"""Hiding, showing or moving several notes that a facilitator selected, as one action."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.board import lookup, moving, notes, stacking
from app.domain.errors import Invalid, NotFound
from app.domain.models import Note
from app.domain.workshops.seats import Actor, require

MOST_NOTES = 500


def hide(session: Session, person: Actor, note_ids: Sequence[str], *, on: bool, now: datetime) -> int:
    """Hide these notes (`on`), or show them again; returns the seq. A leading note takes its stack along.

    Notes that have left the board meanwhile are left out. Raises NotAllowed, Invalid for too many notes, and NotFound
    if none is there any more.
    """
    require(person, "hide")
    turned = [note for note in _apart(session, person, note_ids, now, turned=on) if note.hidden != on]
    return notes.set_hidden(session, person, turned, hidden=on, now=now)[-1] if turned else person.workshop.seq


def move(session: Session, person: Actor, note_ids: Sequence[str], column_id: int, now: datetime) -> int:
    """Move these notes to the end of a column, in this order; returns the seq. A leading note takes its stack along.

    Notes that have left the board meanwhile are left out. Raises NotAllowed, Closed, Invalid for too many notes, and
    NotFound for another workshop's column, and if no note is there any more.
    """
    require(person, "move")
    lookup.column(session, person, column_id)
    moved = _apart(session, person, note_ids, now)
    ids = [note.id for note in moved]
    here = (Note.workshop_id == person.workshop.id, Note.column_id == column_id)
    latest = select(Note.id).where(*here).order_by(col(Note.order_key).desc(), col(Note.id).desc()).limit(len(ids))
    if list(session.exec(latest))[::-1] == ids:
        return person.workshop.seq
    others = select(Note.order_key).where(*here, col(Note.id).not_in(ids)).order_by(col(Note.order_key).desc()).limit(1)
    return moving.place_all(session, person, moved, column_id, session.exec(others).first(), None, now)


def _apart(
    session: Session, person: Actor, note_ids: Sequence[str], now: datetime, *, turned: bool | None = None
) -> list[Note]:
    """These notes and the stacks that they lead. Other notes have left their stacks.

    `turned` is the state of hiding that is wanted: a note that has it already stays in its stack.
    """
    if len(note_ids) > MOST_NOTES:
        raise Invalid("You can select at most 500 notes.")
    found: dict[str, Note] = {}
    for note_id in note_ids:
        try:
            note = lookup.note(session, person, note_id)
        except NotFound:
            continue
        found |= {each.id: each for each in stacking.led_by(session, note)}
    if not found:
        raise NotFound(lookup.NO_NOTE)
    for note in found.values():
        if note.stack is not None and note.stack not in found and note.hidden != turned:
            stacking.leave(session, person.workshop, note, now, by=person.seat.id)
    return list(found.values())
