"""Sticky notes: add, edit, move, withdraw, hide. Every action sets a state, so repeating it changes nothing."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.board import lookup, order, recording, stacking
from app.domain.board.moving import move as move
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.events import (
    NoteAdded,
    NoteEdited,
    NoteHidden,
    NoteRestored,
    NoteReturned,
    NoteWithdrawn,
)
from app.domain.models import Column, Note, table
from app.domain.steering import writing
from app.domain.text import is_visible, many_lines
from app.domain.workshops.seats import Actor, Poster, require
from app.internals.prepared_statements import PreparedCommand, PreparedQuery

LONGEST = 2000
OTHER_WORDS = gettext_noop(
    "Your first note is saved, and these words are different. To add them as a second note, post them again."
)
COLOURS = ("sun", "sky", "leaf", "rose", "plain")
NOTE_ID = re.compile(r"[0-9a-z]{16,40}")


class _BeforeAdd(NamedTuple):
    """What posting a note needs to know first.

    `revision` and `seat_id` of a note with the same id, and the column's id, its lock, whether the present phase lets
    people write there, and the key of its last note. They are None where there is no such note or column.
    """

    revision: int | None
    seat_id: int | None
    column_id: int | None
    locked: bool | None
    open: bool | None
    last_key: str | None


_SAME_ID = (col(Note.workshop_id) == bindparam("workshop_id"), col(Note.id) == bindparam("id"))
_SAME_COLUMN = (col(Note.workshop_id) == bindparam("workshop_id"), col(Note.column_id) == bindparam("column_id"))
_THIS_COLUMN = (col(Column.workshop_id) == bindparam("workshop_id"), col(Column.id) == bindparam("column_id"))
# One row and one round trip, because a post is the most frequent action.
_NEEDED_FIRST: list[Any] = [
    select(Note.revision).where(*_SAME_ID).scalar_subquery().label("revision"),
    select(Note.seat_id).where(*_SAME_ID).scalar_subquery().label("seat_id"),
    select(Column.id).where(*_THIS_COLUMN).scalar_subquery().label("column_id"),
    select(Column.locked).where(*_THIS_COLUMN).scalar_subquery().label("locked"),
    select(Column.open).where(*_THIS_COLUMN).scalar_subquery().label("open"),
    select(func.max(Note.order_key)).where(*_SAME_COLUMN).scalar_subquery().label("last_key"),
]
_BEFORE_ADD = PreparedQuery(select(*_NEEDED_FIRST), _BeforeAdd)
ADD = PreparedCommand(insert(table(Note)))


def add(
    session: Session,
    person: Actor | Poster,
    *,
    note_id: str,
    column_id: int,
    text: str,
    colour: str = "sun",
    lang: str | None = None,
    show_name: bool = False,
    promised: str | None = None,
    posted_by: str | None = None,
    group: str | None = None,
    partner: str | None = None,
    now: datetime,
) -> int:
    """Post a note at the end of a column; returns the note's seq. Repeating an id with the same words changes nothing.

    `promised` is the naming (a value of `drafts.NAMING`) that the writer's page showed, or None if it is unknown. The
    writer's name appears only if both the workshop and `promised` show it. `posted_by` names the member of the team who
    posts it for another person, of the group `group`. `partner` is stored as `Note.partner`. Raises Closed, also while
    the question is locked or its time is up, Invalid, also for an id that this seat has used for other words, NotFound
    for a column of another workshop, and Conflict for an id that another seat has used.
    """
    if not NOTE_ID.fullmatch(note_id):
        raise Invalid("Your browser did not send this note correctly. Reload the page and try again.")
    column = {"workshop_id": person.workshop.id, "column_id": column_id}
    before = _BEFORE_ADD.only(session, **column, id=note_id)
    if before.revision is not None:
        if before.seat_id is None or before.seat_id != person.seat.id:
            raise Conflict
        _same_words(session, person, note_id, text)
        return before.revision
    require(person, "add")
    text = many_lines(text, LONGEST)
    if before.column_id is None:
        raise NotFound(lookup.NO_COLUMN)
    approval = writing.approval_of(person, bool(before.locked), bool(before.open), now)
    shown_name = None if posted_by else name_shown(person, show_name, promised)
    by = person.seat.id if posted_by else None
    seq = journal.record(session, person.workshop, NoteAdded(note=note_id, column=column_id), now, by=by)
    ADD.run(
        session,
        **column,
        id=note_id,
        order_key=order.between(before.last_key, None),
        text=text,
        colour=colour if colour in COLOURS else COLOURS[0],
        lang=lang,
        speaks_for=group if posted_by else person.seat.speaks_for,
        shown_name=shown_name,
        seat_id=person.seat.id,
        posted_at=now,
        hidden=False,
        withdrawn=False,
        revision=seq,
        approval=approval,
        stack_name="",
        posted_by=posted_by,
        partner=partner,
    )
    return seq


def edit(session: Session, person: Actor, note_id: str, *, text: str, colour: str | None = None, now: datetime) -> int:
    """Change the text and colour of a note of the person's own; returns its seq.

    Where notes are approved first, changed words wait for approval again, also those of a note that was declined.
    Raises Closed, also while the question is locked, Invalid, NotFound, and NotAllowed for another writer's note.
    """
    note = lookup.note(session, person, note_id)
    require(person, "edit", note)
    text = many_lines(text, LONGEST)
    colour = colour if colour in COLOURS else note.colour
    if (note.text, note.colour) == (text, colour):
        return note.revision
    column = lookup.column(session, person, note.column_id)
    approval = writing.approval_of(person, column.locked, column.open, now)
    if note.text != text:
        if approval:
            stacking.leave(session, person.workshop, note, now)
        note.approval, note.declined_for = approval, None
    note.text, note.colour, note.edited_at = text, colour, now
    return recording.record(session, person.workshop, note, NoteEdited(note=note_id, column=note.column_id), now)


def withdraw(session: Session, person: Actor, note_id: str, *, on: bool, now: datetime) -> int:
    """Delete a note of the person's own (`on`), or bring it back; returns its seq.

    Raises Closed, NotFound, and NotAllowed for another writer's note.
    """
    note = lookup.note(session, person, note_id)
    require(person, "withdraw", note)
    if note.withdrawn == on:
        return note.revision
    stacking.leave(session, person.workshop, note, now)
    note.withdrawn = on
    event = NoteWithdrawn if on else NoteReturned
    return recording.record(session, person.workshop, note, event(note=note_id, column=note.column_id), now)


def hide(session: Session, person: Actor, note_id: str, *, on: bool, now: datetime) -> int:
    """Hide a note from everyone except facilitators and its writer (`on`), or restore it; returns its seq.

    With the leading note of a stack, the whole stack is hidden or restored; another note leaves its stack.
    """
    require(person, "hide")
    note = lookup.note(session, person, note_id)
    if note.hidden == on:
        return note.revision
    affected = stacking.led_by(session, note)
    if len(affected) == 1:
        stacking.leave(session, person.workshop, note, now, by=person.seat.id)
    return set_hidden(session, person, affected, hidden=on, now=now)[-1]


def set_hidden(session: Session, person: Actor, found: Sequence[Note], *, hidden: bool, now: datetime) -> range:
    """Hide (`hidden`) or restore these notes on behalf of a facilitator; returns the seqs."""
    kind = NoteHidden if hidden else NoteRestored
    for note in found:
        note.hidden = hidden
    events = [kind(note=note.id, column=note.column_id) for note in found]
    return recording.record_all(session, person.workshop, found, events, now, by=person.seat.id)


def _same_words(session: Session, person: Actor | Poster, note_id: str, text: str) -> None:
    """Check that a note has these words. Raises Invalid if not: they are stored nowhere, so no one may call them saved.

    A late repetition of a note that its writer has edited since is refused too, because the first words are not stored.
    """
    stored = session.exec(select(Note.text).where(Note.workshop_id == person.workshop.id, Note.id == note_id)).one()
    if is_visible(text) and many_lines(text, len(text)) != stored:
        raise Invalid(OTHER_WORDS)


def name_shown(person: Actor | Poster, wanted: bool, promised: str | None) -> str | None:
    """The name that a note or comment of this person shows, if any.

    `wanted` is the person's choice, `promised` what their page said about names. Raises Invalid if it promised less.
    """

    def shows(naming: str) -> bool:
        return naming == "named" or (naming == "choice" and wanted)

    if not person.seat.name or not shows(person.workshop.naming):
        return None
    if promised is not None and not shows(promised):
        raise Invalid(
            "Names are now shown. They were not shown when you wrote this. If your name may be shown, post it again."
        )
    return person.seat.name
