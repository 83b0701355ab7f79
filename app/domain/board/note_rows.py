"""Notes as pages and files show them: the notes of a board, their order, and their counts."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.domain.models import Column, Note, Seat
from app.domain.rows import NotePosition, NoteRow, TouchedNote, columns
from app.domain.steering.visibility import Who, counted_for, seen_by
from app.internals.prepared_statements import PreparedQuery, RowT

_IN_WORKSHOP = col(Note.workshop_id) == bindparam("workshop_id")
_COLUMN = col(Column.id) == col(Note.column_id)
_BOARD_ORDER = (col(Note.column_id), col(Note.order_key), col(Note.id))


class _OwnNote(NamedTuple):
    seat_ref: str
    revision: int


class _Count(NamedTuple):
    column_id: int
    facilitators: int
    everyone: int


class _NewestCount(NamedTuple):
    notes: int


class _OwnCount(NamedTuple):
    seat_ref: str
    notes: int


def _in_order(row: type[RowT]) -> dict[Who, PreparedQuery[RowT]]:
    """All notes that each audience sees, in board order, as rows of this type."""
    query = select(*columns(Note, row)).join(Column, _COLUMN).where(_IN_WORKSHOP).order_by(*_BOARD_ORDER)
    return {who: PreparedQuery(query.where(seen_by(who)), row) for who in Who if who is not Who.WRITER}


_AT = PreparedQuery(
    select(*columns(Note, NoteRow)).where(_IN_WORKSHOP, col(Note.revision).in_(bindparam("revisions", expanding=True))),
    NoteRow,
)
_ON_BOARD = _in_order(NoteRow)
_POSITIONS = _in_order(NotePosition)
# Of a stack, only the leading note.
_LEADS = col(Note.stack).is_(None) | (col(Note.stack) == col(Note.id))
_SHOWN = (_IN_WORKSHOP, seen_by(Who.EVERYONE), _LEADS)
_LATEST_SHOWN = (
    select(*columns(Note, NoteRow))
    .join(Column, _COLUMN)
    .where(*_SHOWN)
    .order_by(col(Note.posted_at).desc(), col(Note.order_key).desc(), col(Note.id))
    .limit(bindparam("most"))
)
_NEWEST = PreparedQuery(_LATEST_SHOWN, NoteRow)
_NEWEST_IN = PreparedQuery(_LATEST_SHOWN.where(col(Note.column_id) == bindparam("column_id")), NoteRow)
_NUMBER_SHOWN = select(func.count().label("notes")).select_from(Note).join(Column, _COLUMN).where(*_SHOWN)
_NEWEST_COUNT = PreparedQuery(_NUMBER_SHOWN, _NewestCount)
_NEWEST_COUNT_IN = PreparedQuery(_NUMBER_SHOWN.where(col(Note.column_id) == bindparam("column_id")), _NewestCount)
_OWN = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"), Note.revision)
    .join(Seat, col(Seat.id) == col(Note.seat_id))
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .order_by(col(Note.posted_at), col(Note.id)),
    _OwnNote,
)
_BY_SAME_SEAT = aliased(Note)
_TOUCHED = PreparedQuery(
    select(
        *columns(Note, NoteRow),
        col(Seat.ref).label("seat_ref"),
        select(func.count())
        .where(col(_BY_SAME_SEAT.seat_id) == col(Note.seat_id))
        .correlate(Note)
        .scalar_subquery()
        .label("own"),
    )
    .join(Seat, col(Seat.id) == col(Note.seat_id), isouter=True)
    .where(_IN_WORKSHOP, col(Note.id).in_(bindparam("ids", expanding=True))),
    TouchedNote,
)
_COUNTS = PreparedQuery(
    select(
        col(Note.column_id),
        func.count().filter(counted_for(Who.FACILITATORS)).label("facilitators"),
        func.count().filter(counted_for(Who.EVERYONE)).label("everyone"),
    )
    .join(Column, _COLUMN)
    .where(_IN_WORKSHOP, col(Note.withdrawn).is_(False))
    .group_by(col(Note.column_id)),
    _Count,
)
_OWN_COUNTS = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"), func.count().label("notes"))
    .join(Note, col(Seat.id) == col(Note.seat_id))
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .group_by(col(Seat.ref)),
    _OwnCount,
)


def on_board(session: Session, workshop_id: int, who: Who) -> list[NoteRow]:
    """The notes that these people see, sorted by column id and then board order. WRITER has no board."""
    return _ON_BOARD[who].all(session, workshop_id=workshop_id)


def newest(session: Session, workshop_id: int, most: int, column_id: int | None = None) -> list[NoteRow]:
    """The last `most` notes that everyone sees, newest first, of one column or of all; of a stack, the leading note."""
    if column_id is None:
        return _NEWEST.all(session, workshop_id=workshop_id, most=most)
    return _NEWEST_IN.all(session, workshop_id=workshop_id, most=most, column_id=column_id)


def newest_count(session: Session, workshop_id: int, column_id: int | None = None) -> int:
    """The number of notes among which `newest` chooses."""
    if column_id is None:
        return _NEWEST_COUNT.only(session, workshop_id=workshop_id).notes
    return _NEWEST_COUNT_IN.only(session, workshop_id=workshop_id, column_id=column_id).notes


def positions(session: Session, workshop_id: int, who: Who) -> list[NotePosition]:
    """The notes of `on_board` without their text."""
    return _POSITIONS[who].all(session, workshop_id=workshop_id)


def revisions(session: Session, workshop_id: int, who: Who) -> dict[int, list[int]]:
    """The revisions of the notes of `on_board` in board order, by column id. Empty columns are left out.

    A revision is the seq of a note's last event, so no two notes of a workshop have the same one.
    """
    by_column: dict[int, list[int]] = {}
    for note in positions(session, workshop_id, who):
        by_column.setdefault(note.column_id, []).append(note.revision)
    return by_column


def at(session: Session, workshop_id: int, revisions: Sequence[int]) -> list[NoteRow]:
    """The notes whose revision is one of these, also hidden and withdrawn ones, in no particular order."""
    return _AT.all(session, workshop_id=workshop_id, revisions=revisions)


def touched(session: Session, workshop_id: int, ids: Sequence[str]) -> list[TouchedNote]:
    """The notes with these ids, also hidden and withdrawn ones, in board order, each with its writer's `seat_ref`."""
    return sorted(_TOUCHED.all(session, workshop_id=workshop_id, ids=ids), key=_on_board_order)


def counts(session: Session, workshop_id: int) -> dict[int, dict[Who, int]]:
    """By column id, the number of notes that everyone is told and that facilitators see. Empty columns are left out.

    For everyone, it includes veiled notes, and no note of a column that has not opened yet.
    """
    rows = _COUNTS.all(session, workshop_id=workshop_id)
    return {row.column_id: {Who.EVERYONE: row.everyone, Who.FACILITATORS: row.facilitators} for row in rows}


def own(session: Session, workshop_id: int, refs: Iterable[str]) -> dict[str, list[int]]:
    """By seat reference, the revisions of the seat's own notes, oldest first, for that seat's private fragment only."""
    by_seat: dict[str, list[int]] = {}
    for row in _OWN.all(session, workshop_id=workshop_id, refs=list(refs)):
        by_seat.setdefault(row.seat_ref, []).append(row.revision)
    return by_seat


def own_counts(session: Session, workshop_id: int, refs: Iterable[str]) -> dict[str, int]:
    """The number of notes that each of these seats has written, by seat reference; seats with none are left out."""
    return {row.seat_ref: row.notes for row in _OWN_COUNTS.all(session, workshop_id=workshop_id, refs=list(refs))}


def _on_board_order(note: TouchedNote) -> tuple[int, str, str]:
    return note.column_id, note.order_key, note.id
