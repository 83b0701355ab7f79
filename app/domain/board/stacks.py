"""Stacks: putting notes together, naming a stack, taking notes out. Every action sets a state.

A stack is mapped and voted for as one note, and counted as its notes.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.domain.board import lookup, moving, stacking
from app.domain.errors import Conflict, Invalid
from app.domain.mapping import codings
from app.domain.models import Note
from app.domain.steering.visibility import NO_VEIL, Who, visible
from app.domain.text import one_line
from app.domain.workshops.seats import Actor, require

LONGEST_NAME, MOST_NOTES = 60, 200


def put_together(session: Session, person: Actor, note_ids: Sequence[str], onto: str, now: datetime) -> int:
    """Put notes at the end of the stack of the note `onto`; returns the seq. A leading note brings its stack.

    The notes get the elements of the stack, and the stack theirs. Raises NotAllowed, Closed, NotFound, Invalid for too
    many notes, and Conflict for notes that participants do not see for another reason than a veil.
    """
    require(person, "move")
    target = lookup.note(session, person, onto)
    stack = stacking.members(session, target)
    there = {note.id for note in stack}
    coming: dict[str, Note] = {}
    for note_id in note_ids:
        for note in stacking.led_by(session, lookup.note(session, person, note_id)):
            if note.id not in there:
                coming[note.id] = note
    if not coming:
        return person.workshop.seq
    if len(stack) + len(coming) > MOST_NOTES:
        raise Invalid("A stack can have at most 200 notes.")
    if not all(visible(note, NO_VEIL, None, Who.EVERYONE) for note in [*stack, *coming.values()]):
        raise Conflict("Show or approve these notes before you put them in a stack.")
    leading = stack[0]
    before = stacking.was(each for note in [leading, *coming.values()] for each in stacking.members(session, note))
    names = [note.stack_name for note in [leading, *coming.values()] if note.stack_name]
    left = [note for note in coming.values() if note.stack is not None]
    changed = {note.id: note for each in left for note in stacking.part(session, each)}
    leading.stack_name = names[0] if names else ""
    for note in [leading, *coming.values()]:
        note.stack = leading.id
        session.add(note)
    session.flush()
    low, high = stack[-1].order_key, stacking.next_key(session, stack[-1], list(coming))
    moving.place_all(session, person, list(coming.values()), leading.column_id, low, high, now)
    others = {leading.id: leading} | coming | changed
    stacking.record(session, person.workshop, list(others.values()), before, now, by=person.seat.id)
    return codings.share(session, person, stacking.members(session, leading), now)


def name(session: Session, person: Actor, note_id: str, words: str, now: datetime) -> int:
    """Name the stack of a note, or take its name away (""); returns the seq. Raises NotAllowed, Closed, NotFound."""
    require(person, "move")
    note = lookup.note(session, person, note_id)
    words = one_line(words, LONGEST_NAME) if words.strip() else ""
    leading = stacking.members(session, note)[0]
    if leading.stack is None or leading.stack_name == words:
        return person.workshop.seq
    before = stacking.was([leading])
    leading.stack_name = words
    stacking.record(session, person.workshop, [leading], before, now, by=person.seat.id)
    return leading.revision


def take_out(session: Session, person: Actor, note_id: str, now: datetime) -> int:
    """Take one note out of its stack; returns the seq. It stays in its place, after the rest of the stack.

    Raises NotAllowed, Closed, NotFound.
    """
    require(person, "move")
    note = lookup.note(session, person, note_id)
    if note.stack is None:
        return person.workshop.seq
    rest = [each for each in stacking.members(session, note) if each.id != note.id]
    stacking.leave(session, person.workshop, note, now, by=person.seat.id)
    return moving.move(session, person, note.id, column_id=note.column_id, after=rest[-1].id, now=now)


def take_apart(session: Session, person: Actor, note_id: str, now: datetime) -> int:
    """Make every note of a stack a note of its own again; returns the seq. Raises NotAllowed, Closed, NotFound."""
    require(person, "move")
    note = lookup.note(session, person, note_id)
    if note.stack is None:
        return person.workshop.seq
    apart = stacking.members(session, note)
    before = stacking.was(apart)
    for each in apart:
        each.stack, each.stack_name = None, ""
    stacking.record(session, person.workshop, apart, before, now, by=person.seat.id)
    return apart[-1].revision
