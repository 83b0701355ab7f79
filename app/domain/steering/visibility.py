"""Who sees a note: one rule for every page, count, search, update and file. docs/steering.md has it as a table."""

from enum import StrEnum
from typing import Protocol

from sqlalchemy import ColumnElement, and_, literal_column
from sqlmodel import col

from app.domain.models import Column, Note


class Who(StrEnum):
    """For whom a note is rendered, counted or written to a file."""

    # Participants, the projector screen, and files.
    EVERYONE = "everyone"
    # The person who wrote the note, in what only they are sent.
    WRITER = "writer"
    # Facilitators on the board, who see what waits or is hidden, marked as such.
    FACILITATORS = "facilitators"
    # Mapping and its totals: veiled notes can be mapped, hidden ones cannot.
    MAPPERS = "mappers"


class Approval(StrEnum):
    """What a facilitator said about a note where notes are approved first."""

    NOT_NEEDED = ""
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


class NoteState(Protocol):
    """The states of a note, or of a comment."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def approval(self) -> str: ...


class ColumnState(Protocol):
    """The state of a note's column."""

    @property
    def veiled(self) -> bool: ...


_NOT_SHOWN = (Approval.WAITING, Approval.DECLINED)


def visible(note: NoteState, column: ColumnState, phase: int | None, who: Who) -> bool:
    """True if this person sees the note. `phase` is the phase in which its column will open; None if it is open."""
    if who is Who.WRITER:
        return True
    if note.withdrawn:
        return False
    if who is Who.FACILITATORS:
        return note.approval != Approval.DECLINED
    if note.hidden or note.approval in _NOT_SHOWN:
        return False
    return who is Who.MAPPERS or not (column.veiled or phase is not None)


def counted(note: NoteState, phase: int | None, who: Who) -> bool:
    """True if the number of notes that this person reads contains the note.

    Veiled notes are counted for everyone, because participants are told how many there are.
    """
    return visible(note, NO_VEIL, phase, who)


def seen_by(who: Who) -> ColumnElement[bool]:
    """`visible` as a condition in SQL, for statements that join notes with their columns. WRITER has none."""
    shown = and_(col(Note.hidden).is_(False), *(_is_not(state) for state in _NOT_SHOWN))
    on_board = col(Note.withdrawn).is_(False)
    if who is Who.FACILITATORS:
        return and_(on_board, _is_not(Approval.DECLINED))
    if who is Who.MAPPERS:
        return and_(on_board, shown)
    return and_(on_board, shown, col(Column.veiled).is_(False), col(Column.opens_in).is_(None))


def counted_for(who: Who) -> ColumnElement[bool]:
    """`counted` as a condition in SQL, for statements that join notes with their columns."""
    if who is Who.EVERYONE:
        return and_(seen_by(Who.MAPPERS), col(Column.opens_in).is_(None))
    return seen_by(who)


def _is_not(state: Approval) -> ColumnElement[bool]:
    # A literal, because a prepared statement has no values of its own.
    return col(Note.approval) != literal_column(f"'{state}'")


class _NoVeil:
    veiled = False


# The column where its veil decides nothing: for comments under a note that their readers see.
NO_VEIL = _NoVeil()
