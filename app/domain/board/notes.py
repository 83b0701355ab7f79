"""Sticky notes: add, edit, move, withdraw, hide. Every act sets a state, so doing it twice changes nothing."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.board import order
from app.domain.board import statements as statements
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.events import (
    AboutNote,
    NoteAdded,
    NoteEdited,
    NoteHidden,
    NoteMoved,
    NoteRestored,
    NoteReturned,
    NoteWithdrawn,
)
from app.domain.models import Column, Note
from app.domain.rows import AnyNote, ColumnRow, NoteRow, PlacedNote, TouchedNote
from app.domain.text import many_lines
from app.domain.workshops.seats import Actor, Poster, require

LONGEST = 2000
NO_COLUMN = gettext_noop("That question is no longer here.")
COLOURS = ("sun", "sky", "leaf", "rose", "plain")
_NOTE_ID = re.compile(r"[0-9a-z]{16,40}")


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
    now: datetime,
) -> int:
    """Post a note at the end of a column; returns the seq. The same id from the same seat again changes nothing.

    `promised` is how names were dealt with where it was written, if that is known: it is never shown with a name that
    its writer was not told of. Raises Closed, Invalid, NotFound for a column of another workshop, Conflict for an id
    that somebody else has used.
    """
    if not _NOTE_ID.fullmatch(note_id):
        raise Invalid("This note came without a proper number. Reload the page and try again.")
    place = {"workshop_id": person.workshop.id, "column_id": column_id}
    there = statements.THERE.only(session, **place, id=note_id)
    if there.revision is not None:
        if there.seat_id is None or there.seat_id != person.seat.id:
            raise Conflict
        return there.revision
    require(person, "add")
    text = many_lines(text, LONGEST)
    if there.column_id is None:
        raise NotFound(NO_COLUMN)
    shown_name = _shown_name(person, show_name, promised)
    seq = journal.record(session, person.workshop, NoteAdded(note=note_id, column=column_id), now)
    statements.ADD.run(
        session,
        **place,
        id=note_id,
        order_key=order.between(there.last_key, None),
        text=text,
        colour=colour if colour in COLOURS else COLOURS[0],
        lang=lang,
        speaks_for=person.seat.speaks_for,
        shown_name=shown_name,
        seat_id=person.seat.id,
        posted_at=now,
        hidden=False,
        withdrawn=False,
        revision=seq,
    )
    return seq


def edit(session: Session, person: Actor, note_id: str, *, text: str, colour: str | None = None, now: datetime) -> int:
    """Change the words of one's own note; returns the seq."""
    note = find(session, person, note_id)
    require(person, "edit", note)
    text = many_lines(text, LONGEST)
    colour = colour if colour in COLOURS else note.colour
    if (note.text, note.colour) == (text, colour):
        return note.revision
    note.text, note.colour, note.edited_at = text, colour, now
    return _happened(session, person, note, NoteEdited(note=note_id, column=note.column_id), now)


def move(session: Session, person: Actor, note_id: str, *, column_id: int, after: str | None, now: datetime) -> int:
    """Put a note into a column after another note: '' is the top, None the end; returns the seq."""
    require(person, "move")
    note = find(session, person, note_id)
    column_of(session, person, column_id)
    low, high = _gap(session, person, note, column_id, after)
    if (
        note.column_id == column_id
        and (low is None or low < note.order_key)
        and (high is None or note.order_key < high)
    ):
        return note.revision
    event = NoteMoved(
        note=note_id,
        column=column_id,
        before=note.column_id,
        before_key=note.order_key,
        after_key=order.between(low, high),
    )
    note.column_id, note.order_key = column_id, event.after_key
    return _happened(session, person, note, event, now)


def withdraw(session: Session, person: Actor, note_id: str, *, on: bool, now: datetime) -> int:
    """Delete one's own note, or bring it back; returns the seq."""
    note = find(session, person, note_id)
    require(person, "withdraw", note)
    if note.withdrawn == on:
        return note.revision
    note.withdrawn = on
    event = NoteWithdrawn if on else NoteReturned
    return _happened(session, person, note, event(note=note_id, column=note.column_id), now)


def hide(session: Session, person: Actor, note_id: str, *, on: bool, now: datetime) -> int:
    """Hide a note from everyone but facilitators and its writer, or restore it; returns the seq."""
    require(person, "hide")
    note = find(session, person, note_id)
    if note.hidden == on:
        return note.revision
    note.hidden = on
    event = NoteHidden if on else NoteRestored
    return _happened(session, person, note, event(note=note_id, column=note.column_id), now)


def find(session: Session, person: Actor, note_id: str) -> Note:
    """A note this seat can know of; raises NotFound for any other."""
    note = session.get(Note, (person.workshop.id, note_id))
    own = note is not None and note.seat_id is not None and note.seat_id == person.seat.id
    if note is None or not (own or visible(note, facilitates=person.facilitates)):
        raise NotFound("That note is no longer here.")
    return note


def visible(note: AnyNote, *, facilitates: bool) -> bool:
    """Whether a note is on the board of those who facilitate, or of everybody."""
    return not note.withdrawn and (facilitates or not note.hidden)


def columns(session: Session, workshop_id: int) -> list[ColumnRow]:
    """The discussion questions in order."""
    session.flush()
    return statements.COLUMNS.all(session, workshop_id=workshop_id)


def column_of(session: Session, person: Actor, column_id: int) -> Column:
    """One of this workshop's columns, or NotFound."""
    column = session.get(Column, column_id)
    if column is None or column.workshop_id != person.workshop.id:
        raise NotFound(NO_COLUMN)
    return column


def on_board(session: Session, workshop_id: int, *, facilitates: bool) -> list[NoteRow]:
    """The notes that are to be seen, in column and then board order."""
    return statements.ON_BOARD[facilitates].all(session, workshop_id=workshop_id)


def places(session: Session, workshop_id: int, *, facilitates: bool) -> list[PlacedNote]:
    """`on_board` without the words."""
    return statements.PLACES[facilitates].all(session, workshop_id=workshop_id)


def revisions(session: Session, workshop_id: int, *, facilitates: bool) -> dict[int, list[int]]:
    """`on_board` as the revisions of the notes of each column: within a workshop no two notes have the same one, for
    each is the seq of what happened last to one note. Columns without any are left out."""
    found: dict[int, list[int]] = {}
    for note in places(session, workshop_id, facilitates=facilitates):
        found.setdefault(note.column_id, []).append(note.revision)
    return found


def at(session: Session, workshop_id: int, revisions: Sequence[int]) -> list[NoteRow]:
    """The notes that are at these revisions, in whatever state they are."""
    return statements.AT.all(session, workshop_id=workshop_id, revisions=revisions)


def touched(session: Session, workshop_id: int, ids: Sequence[str]) -> list[TouchedNote]:
    """These notes in whatever state they are, in board order, each with the `seat_ref` of its writer."""
    return sorted(statements.TOUCHED.all(session, workshop_id=workshop_id, ids=ids), key=_on_board_order)


def counts(session: Session, workshop_id: int) -> dict[int, tuple[int, int]]:
    """By column id, how many notes everybody sees and how many facilitators do; columns without any are left out."""
    return {row.column_id: (row.seen, row.steered) for row in statements.COUNTS.all(session, workshop_id=workshop_id)}


def own(session: Session, workshop_id: int, refs: Iterable[str]) -> dict[str, list[int]]:
    """The revisions of each of these seats' notes, oldest first: for that seat's slip and nobody else."""
    found: dict[str, list[int]] = {}
    for row in statements.OWN.all(session, workshop_id=workshop_id, refs=list(refs)):
        found.setdefault(row.seat_ref, []).append(row.revision)
    return found


def own_counts(session: Session, workshop_id: int, refs: Iterable[str]) -> dict[str, int]:
    """How many notes each of these seats has written; seats that have written none are left out."""
    return {
        row.seat_ref: row.notes for row in statements.OWN_COUNTS.all(session, workshop_id=workshop_id, refs=list(refs))
    }


def _on_board_order(note: TouchedNote) -> tuple[int, str, str]:
    return note.column_id, note.order_key, note.id


def _happened(session: Session, person: Actor, note: Note, event: AboutNote, now: datetime) -> int:
    note.revision = journal.record(session, person.workshop, event, now)
    session.add(note)
    return note.revision


def _shown_name(person: Actor | Poster, wanted: bool, promised: str | None) -> str | None:
    def shows(naming: str) -> bool:
        return naming == "named" or (naming == "choice" and wanted)

    if not person.seat.name or not shows(person.workshop.naming):
        return None
    if promised is not None and not shows(promised):
        raise Invalid(
            "Names are shown now, and were not when you wrote this. Post it again if it may stand beside your name."
        )
    return person.seat.name


def _gap(
    session: Session, person: Actor, note: Note, column_id: int, after: str | None
) -> tuple[str | None, str | None]:
    """The order keys on both sides of the place after note `after`, looking past the note itself."""
    others = select(Note.order_key).where(
        Note.workshop_id == person.workshop.id, Note.column_id == column_id, Note.id != note.id
    )
    if after is None:
        return session.exec(others.order_by(col(Note.order_key).desc()).limit(1)).first(), None
    low = None
    if after:
        neighbour = find(session, person, after)
        if neighbour.column_id != column_id or neighbour.id == note.id:
            raise Conflict("The board has changed. Please try again.")
        low = neighbour.order_key
        others = others.where(Note.order_key > low)
    return low, session.exec(others.order_by(col(Note.order_key)).limit(1)).first()
