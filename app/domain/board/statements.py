"""The prepared statements for posting a note and rendering a board, which `notes.py` runs."""

from typing import NamedTuple

from sqlalchemy import bindparam, insert
from sqlmodel import col, func, select

from app.domain.models import Column, Note, Seat, table
from app.domain.rows import ColumnRow, NotePosition, NoteRow, TouchedNote, columns
from app.internals.prepared_statements import PreparedCommand, PreparedQuery, RowT

_SAME_ID = (col(Note.workshop_id) == bindparam("workshop_id"), col(Note.id) == bindparam("id"))
_SAME_COLUMN = (col(Note.workshop_id) == bindparam("workshop_id"), col(Note.column_id) == bindparam("column_id"))
_IN_WORKSHOP = col(Note.workshop_id) == bindparam("workshop_id")
_NOT_HIDDEN = col(Note.hidden).is_(False)
_BOARD_ORDER = (col(Note.column_id), col(Note.order_key), col(Note.id))


class BeforeAdd(NamedTuple):
    """`revision` and `seat_id` of a note with the same id, the column's id, and the key of the column's last note."""

    revision: int | None
    seat_id: int | None
    column_id: int | None
    last_key: str | None


class OwnNote(NamedTuple):
    seat_ref: str
    revision: int


class Count(NamedTuple):
    column_id: int
    facilitators: int
    everyone: int


class OwnCount(NamedTuple):
    seat_ref: str
    notes: int


def _in_order(row: type[RowT]) -> dict[bool, PreparedQuery[RowT]]:
    """All notes on a board in order, as rows of this type: for facilitators (True) and for everyone (False)."""
    query = select(*columns(Note, row)).where(_IN_WORKSHOP, col(Note.withdrawn).is_(False)).order_by(*_BOARD_ORDER)
    return {True: PreparedQuery(query, row), False: PreparedQuery(query.where(_NOT_HIDDEN), row)}


# One row and one round trip, because a post is the most frequent action.
BEFORE_ADD = PreparedQuery(
    select(
        select(Note.revision).where(*_SAME_ID).scalar_subquery().label("revision"),
        select(Note.seat_id).where(*_SAME_ID).scalar_subquery().label("seat_id"),
        select(Column.id)
        .where(col(Column.workshop_id) == bindparam("workshop_id"), col(Column.id) == bindparam("column_id"))
        .scalar_subquery()
        .label("column_id"),
        select(func.max(Note.order_key)).where(*_SAME_COLUMN).scalar_subquery().label("last_key"),
    ),
    BeforeAdd,
)
ADD = PreparedCommand(insert(table(Note)))
AT = PreparedQuery(
    select(*columns(Note, NoteRow)).where(_IN_WORKSHOP, col(Note.revision).in_(bindparam("revisions", expanding=True))),
    NoteRow,
)
ON_BOARD = _in_order(NoteRow)
POSITIONS = _in_order(NotePosition)
COLUMNS = PreparedQuery(
    select(*columns(Column, ColumnRow))
    .where(col(Column.workshop_id) == bindparam("workshop_id"))
    .order_by(col(Column.order_key), col(Column.id)),
    ColumnRow,
)
OWN = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"), Note.revision)
    .join(Seat, col(Seat.id) == col(Note.seat_id))
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .order_by(col(Note.posted_at), col(Note.id)),
    OwnNote,
)
TOUCHED = PreparedQuery(
    select(*columns(Note, NoteRow), col(Seat.ref).label("seat_ref"))
    .join(Seat, col(Seat.id) == col(Note.seat_id), isouter=True)
    .where(_IN_WORKSHOP, col(Note.id).in_(bindparam("ids", expanding=True))),
    TouchedNote,
)
COUNTS = PreparedQuery(
    select(
        col(Note.column_id),
        func.count().label("facilitators"),
        func.count().filter(_NOT_HIDDEN).label("everyone"),
    )
    .where(_IN_WORKSHOP, col(Note.withdrawn).is_(False))
    .group_by(col(Note.column_id)),
    Count,
)
OWN_COUNTS = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"), func.count().label("notes"))
    .join(Note, col(Seat.id) == col(Note.seat_id))
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .group_by(col(Seat.ref)),
    OwnCount,
)
