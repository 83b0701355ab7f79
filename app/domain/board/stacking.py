"""The notes of a stack, and leaving one.

All notes of a stack are in one column, one after the other and led by the first. Either all are hidden or none is, and
none is withdrawn, declined or waiting: a note that becomes so leaves its stack.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from app.domain.board import order, recording
from app.domain.board.events import StackChanged
from app.domain.models import Note, Workshop
from app.domain.steering import replaced_words
from app.internals.prepared_statements import PreparedQuery


class _Size(NamedTuple):
    stack: str
    notes: int


_SIZES = PreparedQuery(
    select(col(Note.stack).label("stack"), func.count().label("notes"))
    .where(
        col(Note.workshop_id) == bindparam("workshop_id"),
        col(Note.stack).in_(bindparam("leading", expanding=True)),
    )
    .group_by(col(Note.stack)),
    _Size,
)


class Was(NamedTuple):
    """What a change of its stack may change of a note."""

    stack: str | None
    name: str
    key: str


def was(found: Iterable[Note]) -> dict[str, Was]:
    """The present state of these notes, by their ids, for `record` after a change."""
    return {note.id: Was(note.stack, note.stack_name, note.order_key) for note in found}


def members(session: Session, note: Note) -> list[Note]:
    """The notes of this note's stack in their order, the leading one first; the note alone without a stack."""
    if note.stack is None:
        return [note]
    together = (Note.workshop_id == note.workshop_id, Note.stack == note.stack)
    return list(session.exec(select(Note).where(*together).order_by(col(Note.order_key), col(Note.id))))


def of(session: Session, workshop: Workshop, leading: Collection[str | None]) -> list[Note]:
    """The notes of these stacks, in no particular order."""
    return list(session.exec(select(Note).where(Note.workshop_id == workshop.id, col(Note.stack).in_(leading))))


def led_by(session: Session, note: Note) -> list[Note]:
    """The notes that an action on this note moves or hides: its stack if it leads one, otherwise the note alone."""
    return members(session, note) if note.stack == note.id else [note]


def sizes(session: Session, workshop_id: int, leading: Sequence[str]) -> dict[str, int]:
    """The number of notes of each stack, by the id of its leading note."""
    if not leading:
        return {}
    return {row.stack: row.notes for row in _SIZES.all(session, workshop_id=workshop_id, leading=leading)}


def under_others(session: Session, workshop_id: int) -> set[int]:
    """The revisions of the notes that are in a stack and do not lead it."""
    inside = (Note.workshop_id == workshop_id, col(Note.stack).is_not(None), col(Note.stack) != col(Note.id))
    return set(session.exec(select(Note.revision).where(*inside)))


def leave(session: Session, workshop: Workshop, note: Note, now: datetime, *, by: int | None = None) -> None:
    """Take a note out of its stack, if it is in one. The next note leads the rest; a last one stands alone again.

    A note from the middle gets its place after the rest. The caller records its own event about the note. `by` is the
    seat of the facilitator whose action this belongs to, if any.
    """
    if note.stack is None:
        return
    before = was(members(session, note))
    record(session, workshop, [*part(session, note), note], before, now, by=by)


def part(session: Session, note: Note) -> list[Note]:
    """`leave` without recording: returns the other notes that changed."""
    if note.stack is None:
        return []
    others = [each for each in members(session, note) if each.id != note.id]
    led, name = note.stack == note.id, note.stack_name
    note.stack, note.stack_name = None, ""
    if note.order_key < others[-1].order_key and not led:
        note.order_key = order.between(others[-1].order_key, next_key(session, others[-1]))
    session.add(note)
    if len(others) == 1:
        others[0].stack, others[0].stack_name = None, ""
    elif led:
        others[0].stack_name = name
        for each in others:
            each.stack = others[0].id
    else:
        # The leading note shows how many notes there are.
        others = others[:1]
    session.add_all(others)
    session.flush()
    return others


def next_key(session: Session, note: Note, leaving_out: Sequence[str] = ()) -> str | None:
    """The order key of the next note in this note's column, leaving out the notes with these ids; None at the end."""
    after = select(Note.order_key).where(
        Note.workshop_id == note.workshop_id,
        Note.column_id == note.column_id,
        Note.order_key > note.order_key,
        col(Note.id).not_in(leaving_out),
    )
    return session.exec(after.order_by(col(Note.order_key)).limit(1)).first()


def record(
    session: Session,
    workshop: Workshop,
    changed: Sequence[Note],
    before: Mapping[str, Was],
    now: datetime,
    *,
    by: int | None = None,
) -> None:
    """Record that these notes show another stack than `before`, which has all of them."""
    happened = [
        StackChanged(note.id, note.column_id, before[note.id].stack, note.stack, before[note.id].key)
        for note in changed
    ]
    for seq, note in zip(recording.record_all(session, workshop, changed, happened, now, by=by), changed, strict=True):
        replaced_words.keep(session, workshop, seq, before[note.id].name)
    session.flush()
