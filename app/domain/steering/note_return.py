"""Undoing what one action did to notes: places and stacks, and with them hiding, approval and shared elements.

The notes of a stack return together or not at all.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from sqlmodel import Session

from app.domain.board import lookup, moving, order, recording, stacking
from app.domain.board.events import AboutComment, StackChanged
from app.domain.errors import NotFound
from app.domain.events import AboutNote, Happened, NoteMoved
from app.domain.journal import Recorded
from app.domain.mapping import codings
from app.domain.models import Note
from app.domain.steering import replaced_words, undoing_events
from app.domain.steering.changed_since import Coded
from app.domain.workshops.seats import Actor


def together(session: Session, person: Actor, rows: Sequence[Recorded]) -> list[list[Recorded]]:
    """The events of an action in groups that are undone as a whole, each in the given order.

    A stack is known by the id of its leading note, so notes that share one before, after, or now are linked.
    """
    linked: dict[str, str] = {}

    def root(name: str) -> str:
        while linked.setdefault(name, name) != name:
            name = linked[name]
        return name

    def name_of(row: Recorded) -> str:
        event = row.event
        if isinstance(event, AboutNote) and not isinstance(event, AboutComment):
            return event.note
        return f"{row.seq}"

    for row in rows:
        stacks: set[str | None] = set()
        if isinstance(row.event, StackChanged):
            stacks = {row.event.before, row.event.after}
        note = session.get(Note, (person.workshop.id, name_of(row)))
        for stack in stacks | {note.stack if note is not None else None}:
            if stack is not None:
                linked[root(name_of(row))] = root(stack)
    groups: dict[str, list[Recorded]] = {}
    for row in rows:
        groups.setdefault(root(name_of(row)), []).append(row)
    return list(groups.values())


def put_back(session: Session, person: Actor, rows: Sequence[Recorded], now: datetime) -> bool:
    """Undo a group of events, latest first; False, without a change, if things are not as these events left them.

    Raises NotAllowed and Closed.
    """
    places = [row for row in rows if isinstance(row.event, NoteMoved | StackChanged)]
    coded = [row.event for row in rows if isinstance(row.event, Coded)]
    others = [row for row in rows if not isinstance(row.event, NoteMoved | StackChanged | Coded)]
    if not all(undoing_events.stands(session, person, row.event) for row in others):
        return False
    if not _as_left(session, person, [row.event for row in places]):
        return False
    if not all(undoing_events.restore(session, person, row.seq, row.event, now) for row in others):
        return False
    if coded:
        codings.put_back(session, person, coded, now)
    if places:
        _return(session, person, list(reversed(places)), now)
    return True


def _as_left(session: Session, person: Actor, events: Iterable[Happened]) -> bool:
    """True if each note is where the latest of these events about it left it, and the question before still exists."""
    seen: set[tuple[type[Happened], str]] = set()
    for event in events:
        assert isinstance(event, NoteMoved | StackChanged)
        try:
            note = undoing_events.note_of(session, person, event)
            if isinstance(event, NoteMoved):
                lookup.column(session, person, event.before)
        except NotFound:
            return False
        if (type(event), note.id) in seen:
            continue
        seen.add((type(event), note.id))
        if isinstance(event, NoteMoved):
            if (note.column_id, note.order_key) != (event.column, event.after_key):
                return False
        # A version before this one did not store the place.
        elif note.stack != event.after or not event.before_key:
            return False
    return True


def _return(session: Session, person: Actor, rows: Sequence[Recorded], now: datetime) -> None:
    """Give notes the places and stacks that they had before the first of these events, which are oldest first."""
    stacks, keys, columns = dict[str, tuple[str | None, str]](), dict[str, str](), dict[str, int]()
    for row in rows:
        if isinstance(row.event, StackChanged):
            name = replaced_words.replaced_by(person.workshop, row.seq)
            stacks.setdefault(row.event.note, (row.event.before, name))
            keys.setdefault(row.event.note, row.event.before_key)
    for event in (row.event for row in rows if isinstance(row.event, NoteMoved)):
        columns.setdefault(event.note, event.before)
        # A note that left a stack may have got another place before it was moved.
        keys.setdefault(event.note, event.before_key)
    found = {note_id: session.get_one(Note, (person.workshop.id, note_id)) for note_id in keys}
    stacks_again = {stack for stack, _name in stacks.values()} | {note.stack for note in found.values()}
    around = {each.id: each for each in stacking.of(session, person.workshop, stacks_again)} | found
    before = stacking.was(around.values())
    was_in = {note.id: note.column_id for note in around.values()}
    for note in found.values():
        note.column_id, note.order_key = columns.get(note.id, note.column_id), keys[note.id]
        note.stack, note.stack_name = stacks.get(note.id, (note.stack, note.stack_name))
        session.add(note)
    session.flush()
    coming = set(found)
    for note in sorted(found.values(), key=lambda note: (note.order_key, note.id)):
        if note.stack in (None, note.id):
            note.order_key = moving.key_again(session, note, note.column_id, note.order_key, coming)
            coming.discard(note.id)
            session.add(note)
            session.flush()
    for leading in {note.stack for note in found.values()} - {None}:
        _close_up(session, session.get_one(Note, (person.workshop.id, leading)))
    changed = [note for note in around.values() if note.stack != before[note.id].stack or note.id in stacks]
    stacking.record(session, person.workshop, changed, before, now, by=person.seat.id)
    moved = [
        note for note in around.values() if (note.column_id, note.order_key) != (was_in[note.id], before[note.id].key)
    ]
    happened = [
        NoteMoved(note.id, note.column_id, was_in[note.id], before[note.id].key, note.order_key) for note in moved
    ]
    recording.record_all(session, person.workshop, moved, happened, now, by=person.seat.id)
    session.flush()


def _close_up(session: Session, leading: Note) -> None:
    """Place the notes of a stack one after the other behind its leading note, if another note is among them."""
    rest = [each for each in stacking.members(session, leading) if each is not leading]
    high = stacking.next_key(session, leading, [each.id for each in rest])
    bounds = [leading.order_key, *(each.order_key for each in rest), *([high] if high is not None else [])]
    if all(low < above for low, above in pairwise(bounds)):
        return
    low = leading.order_key
    for each in rest:
        low = each.order_key = order.between(low, high)
        session.add(each)
    session.flush()
