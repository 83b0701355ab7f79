"""Hiding many notes at once when someone floods a board, the list of what is hidden, and showing these notes again.

Facilitators choose by time or by group and never by seat, so that nothing says which notes one person wrote.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain.board import lookup, notes, stacking
from app.domain.errors import Invalid
from app.domain.events import NoteHidden
from app.domain.models import Event, Note
from app.domain.workshops import groups
from app.domain.workshops.seats import Actor, require


class Hidden(NamedTuple):
    """Notes that one action hid together; `show_again` with `seqs` shows them.

    `at` is the time of the action. It is None for a note that was moved, mapped or imported since it was hidden.
    """

    at: datetime | None
    seqs: range
    notes: list[Note]


def hide_since(session: Session, person: Actor, note_id: str, now: datetime) -> range:
    """Hide every note posted since the minute in which this one was posted; returns the seqs of the hidden notes.

    Raises NotAllowed, and NotFound for an unknown note.
    """
    require(person, "hide")
    first = lookup.note(session, person, note_id).posted_at.replace(second=0, microsecond=0)
    return set_hidden(session, person, [col(Note.hidden).is_(False), col(Note.posted_at) >= first], now)


def hide_group(session: Session, person: Actor, group: str, now: datetime) -> range:
    """Hide every note of this group; returns the seqs of the hidden notes.

    Raises NotAllowed, and Invalid for a group that is not shown, because it could be one person.
    """
    require(person, "hide")
    if groups.shown(person.workshop, group) is None:
        raise Invalid("Too few people chose this group. Hiding its notes could show who wrote them.")
    return set_hidden(session, person, [col(Note.hidden).is_(False), col(Note.speaks_for) == group], now)


def show_again(session: Session, person: Actor, seqs: range, now: datetime) -> range:
    """Show the notes again that were hidden under these seqs, except those that changed since; returns their new seqs.

    Raises NotAllowed.
    """
    require(person, "hide")
    untouched = [col(Note.revision) >= seqs.start, col(Note.revision) < seqs.stop, col(Note.hidden).is_(True)]
    return set_hidden(session, person, untouched, now, hidden=False)


def hidden(session: Session, person: Actor) -> list[Hidden]:
    """The notes that are hidden now, grouped by the action that hid them, latest first. Raises NotAllowed.

    One action has one time in the journal. Closing an anonymous board reduces times to the quarter hour, and then
    actions of the same quarter count as one.
    """
    require(person, "hide")
    last_event = (col(Event.workshop_id) == Note.workshop_id) & (col(Event.seq) == Note.revision)
    query = (
        select(Note, Event)
        .join(Event, last_event, isouter=True)
        .where(Note.workshop_id == person.workshop.id, col(Note.hidden).is_(True), col(Note.withdrawn).is_(False))
        .order_by(col(Note.revision).desc())
    )

    def action(row: tuple[Note, Event | None]) -> tuple[datetime | None, int]:
        note, event = row
        return (event.at, 0) if event and event.kind == NoteHidden.__name__ else (None, note.revision)

    listed = []
    for (at, _single), rows in groupby(session.exec(query), action):
        found = [note for note, _event in rows]
        listed.append(Hidden(at, range(found[-1].revision, found[0].revision + 1), found))
    return listed


def set_hidden(session: Session, person: Actor, which: Iterable[Any], now: datetime, *, hidden: bool = True) -> range:
    """Hide (`hidden`) or show the workshop's notes that meet these conditions; returns the seqs of the events."""
    on_board = (col(Note.workshop_id) == person.workshop.id, col(Note.withdrawn).is_(False))
    found = list(session.exec(select(Note).where(*on_board, *which).order_by(col(Note.revision))))
    for note in found:
        stacking.leave(session, person.workshop, note, now, by=person.seat.id)
    return notes.set_hidden(session, person, found, hidden=hidden, now=now)
