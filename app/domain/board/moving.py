"""Moving notes and stacks on the board."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.board import lookup, order, recording, stacking
from app.domain.errors import Conflict
from app.domain.events import NoteMoved
from app.domain.models import Note
from app.domain.workshops.seats import Actor, require


def move(session: Session, person: Actor, note_id: str, *, column_id: int, after: str | None, now: datetime) -> int:
    """Move a note into a column after the note `after`; '' is the top, None the end. Returns the seq.

    The leading note takes its stack along; another note leaves its stack. No note gets between the notes of a stack.
    Raises NotAllowed, Closed, NotFound, and Conflict if `after` is no longer in that column.
    """
    require(person, "move")
    note = lookup.note(session, person, note_id)
    moved = stacking.led_by(session, note)
    lookup.column(session, person, column_id)
    low, high = _gap(session, person, moved, column_id, after)
    if (
        note.column_id == column_id
        and (low is None or low < note.order_key)
        and (high is None or note.order_key < high)
        and note.stack in (None, note.id)
    ):
        return note.revision
    if len(moved) == 1:
        stacking.leave(session, person.workshop, note, now, by=person.seat.id)
    return place_all(session, person, moved, column_id, low, high, now)


def place_all(
    session: Session,
    person: Actor,
    moved: Sequence[Note],
    column_id: int,
    low: str | None,
    high: str | None,
    now: datetime,
) -> int:
    """Place notes in this order between two order keys of a column; returns the seq. None is no bound."""
    happened: list[NoteMoved] = []
    for note in moved:
        low = order.between(low, high)
        event = NoteMoved(
            note=note.id, column=column_id, before=note.column_id, before_key=note.order_key, after_key=low
        )
        note.column_id, note.order_key = column_id, low
        happened.append(event)
    return recording.record_all(session, person.workshop, moved, happened, now, by=person.seat.id)[-1]


def key_again(session: Session, note: Note, column_id: int, key: str, together: Collection[str]) -> str:
    """The order key with which a note returns to where it was: `key`, or one right behind the note or stack that is
    there now. `together` are the ids of the notes that return with it."""
    here = (Note.workshop_id == note.workshop_id, Note.column_id == column_id, col(Note.id).not_in(together))
    before = select(Note).where(*here, Note.order_key <= key)
    neighbour = session.exec(before.order_by(col(Note.order_key).desc(), col(Note.id).desc()).limit(1)).first()
    if neighbour is None:
        return key
    stack = [each.order_key for each in stacking.members(session, neighbour) if each.id not in together]
    last = max([neighbour.order_key, *stack])
    if last < key:
        return key
    behind = select(Note.order_key).where(*here, Note.order_key > last).order_by(col(Note.order_key)).limit(1)
    return order.between(last, session.exec(behind).first())


def _gap(
    session: Session, person: Actor, moved: Sequence[Note], column_id: int, after: str | None
) -> tuple[str | None, str | None]:
    """The order keys before and after the position behind note `after`, ignoring `moved` notes; None is no bound."""
    ids = [note.id for note in moved]
    others = select(Note.order_key).where(
        Note.workshop_id == person.workshop.id, Note.column_id == column_id, col(Note.id).not_in(ids)
    )
    if after is None:
        return session.exec(others.order_by(col(Note.order_key).desc()).limit(1)).first(), None
    low = None
    if after:
        neighbour = lookup.note(session, person, after)
        if neighbour.column_id != column_id or neighbour.id == ids[0]:
            raise Conflict("The board has changed. Try again.")
        # No note gets between the notes of a stack.
        stack = [each.order_key for each in stacking.members(session, neighbour) if each.id not in ids]
        low = max([neighbour.order_key, *stack])
        others = others.where(Note.order_key > low)
    return low, session.exec(others.order_by(col(Note.order_key)).limit(1)).first()
