"""Moving notes and stacks on the board."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.board import order, stacking
from app.domain.board.finding import column_of, find
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
    note = find(session, person, note_id)
    moved = stacking.led_by(session, note)
    column_of(session, person, column_id)
    low, high = _gap(session, person, moved, column_id, after)
    if (
        note.column_id == column_id
        and (low is None or low < note.order_key)
        and (high is None or note.order_key < high)
        and note.stack in (None, note.id)
    ):
        return note.revision
    if len(moved) == 1:
        stacking.leave(session, person.workshop, note, now)
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
    for seq, note in zip(
        journal.record_all(session, person.workshop, happened, now, by=person.seat.id), moved, strict=True
    ):
        note.revision = seq
        session.add(note)
    return moved[-1].revision


def place(session: Session, person: Actor, note: Note, column_id: int, key: str, now: datetime) -> int:
    """Put one note under a question at this order key; returns its seq. The caller keeps stacks together."""
    event = NoteMoved(note.id, column_id, note.column_id, note.order_key, key)
    note.column_id, note.order_key = column_id, key
    note.revision = journal.record(session, person.workshop, event, now, by=person.seat.id)
    session.add(note)
    return note.revision


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
        neighbour = find(session, person, after)
        if neighbour.column_id != column_id or neighbour.id == ids[0]:
            raise Conflict("The board has changed. Try again.")
        # No note gets between the notes of a stack.
        stack = [each.order_key for each in stacking.members(session, neighbour) if each.id not in ids]
        low = max([neighbour.order_key, *stack])
        others = others.where(Note.order_key > low)
    return low, session.exec(others.order_by(col(Note.order_key)).limit(1)).first()
