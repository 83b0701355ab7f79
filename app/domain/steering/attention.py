"""Attention: one note on every screen, everyone at one question, and a message. Every action sets a state."""

from datetime import datetime

from sqlmodel import Session

from app.domain import journal
from app.domain.board import lookup, note_rows
from app.domain.errors import Conflict, Invalid, gettext_noop
from app.domain.events import Happened
from app.domain.models import Column
from app.domain.rows import AnyWorkshop, NoteRow
from app.domain.steering import replaced_words
from app.domain.steering.events import AnnouncementChanged, BringingUndone, EveryoneBrought, SpotlightChanged
from app.domain.steering.visibility import Who, visible
from app.domain.text import one_line
from app.domain.workshops.seats import Actor, require

LONGEST_ANNOUNCEMENT = 200
UNSEEN = gettext_noop("Participants do not see this note now, so it cannot be shown on every screen.")


def spotlight(session: Session, person: Actor, note_id: str, *, on: bool, now: datetime) -> int:
    """Show a note on every screen (`on`) in place of another, or stop showing it; returns the seq.

    It stays the note to show while participants do not see it, and is shown again when they do. Raises NotFound,
    NotAllowed, Closed, and Conflict for a note that participants do not see.
    """
    require(person, "steer")
    workshop = person.workshop
    if (workshop.spotlight == note_id) == on:
        return workshop.seq
    if on:
        note = lookup.note(session, person, note_id)
        column = session.get_one(Column, note.column_id)
        if not visible(note, column, column.opens_in, Who.EVERYONE):
            raise Conflict(UNSEEN)
    before, workshop.spotlight = workshop.spotlight, note_id if on else None
    return _record(session, person, SpotlightChanged(before=before, after=workshop.spotlight), now)


def bring_everyone(session: Session, person: Actor, column_id: int, now: datetime) -> int:
    """Show a question to everyone who is not writing; returns the seq. Each call brings them again.

    Raises NotFound, NotAllowed, Closed.
    """
    require(person, "steer")
    workshop = person.workshop
    event = EveryoneBrought(column_id, workshop.brought_to, workshop.brought_seq)
    workshop.brought_to = lookup.column(session, person, column_id).id
    seq = _record(session, person, event, now)
    workshop.brought_seq = seq
    session.add(workshop)
    return seq


def undo_bringing(session: Session, person: Actor, brought: EveryoneBrought, now: datetime) -> int:
    """Let those go back to their question who are still where this event brought them; returns the seq.

    Pages see that the seq of the press is an earlier one. Raises NotAllowed, Closed.
    """
    require(person, "steer")
    person.workshop.brought_to, person.workshop.brought_seq = brought.before, brought.before_seq
    return _record(session, person, BringingUndone(brought.column), now)


def announce(session: Session, person: Actor, text: str, now: datetime) -> int:
    """Show a line of text on every page, in place of another; "" removes it. Returns the seq.

    Raises Invalid for more than LONGEST_ANNOUNCEMENT characters, NotAllowed, Closed.
    """
    require(person, "steer")
    text = one_line(text, LONGEST_ANNOUNCEMENT + 1)
    if len(text) > LONGEST_ANNOUNCEMENT:
        raise Invalid("This message is too long. Shorten it to 200 characters.", field="text")
    if person.workshop.announcement == text:
        return person.workshop.seq
    before, person.workshop.announcement = person.workshop.announcement, text
    seq = _record(session, person, AnnouncementChanged(), now)
    replaced_words.keep(session, person.workshop, seq, before)
    return seq


def shown_note(session: Session, workshop: AnyWorkshop) -> NoteRow | None:
    """The note that every screen shows; None for none, and while participants do not see it."""
    if not workshop.spotlight or workshop.closed_at:
        return None
    session.flush()
    note = next(iter(note_rows.touched(session, workshop.id, [workshop.spotlight])), None)
    column = session.get(Column, note.column_id) if note else None
    if note is None or column is None or not visible(note, column, column.opens_in, Who.EVERYONE):
        return None
    return note


def _record(session: Session, person: Actor, event: Happened, now: datetime) -> int:
    session.add(person.workshop)
    session.flush()
    return journal.record(session, person.workshop, event, now, by=person.seat.id)
