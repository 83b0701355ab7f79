"""The prepared statements for posting a note and rendering a board, which `notes.py` runs."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from app.domain.models import Column, Note, Seat, table
from app.domain.rows import ColumnRow, NotePosition, NoteRow, TouchedNote, columns
from app.domain.steering.visibility import Who, counted_for, seen_by
from app.internals.prepared_statements import PreparedCommand, PreparedQuery, RowT

_SAME_ID = (col(Note.workshop_id) == bindparam("workshop_id"), col(Note.id) == bindparam("id"))
_SAME_COLUMN = (col(Note.workshop_id) == bindparam("workshop_id"), col(Note.column_id) == bindparam("column_id"))
_IN_WORKSHOP = col(Note.workshop_id) == bindparam("workshop_id")
_COLUMN = col(Column.id) == col(Note.column_id)
_THIS_COLUMN = (col(Column.workshop_id) == bindparam("workshop_id"), col(Column.id) == bindparam("column_id"))
_BOARD_ORDER = (col(Note.column_id), col(Note.order_key), col(Note.id))


class BeforeAdd(NamedTuple):
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


class OwnNote(NamedTuple):
    seat_ref: str
    revision: int


class Count(NamedTuple):
    column_id: int
    facilitators: int
    everyone: int


class NewestCount(NamedTuple):
    notes: int


class OwnCount(NamedTuple):
    seat_ref: str
    notes: int


def _in_order(row: type[RowT]) -> dict[Who, PreparedQuery[RowT]]:
    """All notes that each audience sees, in board order, as rows of this type."""
    query = select(*columns(Note, row)).join(Column, _COLUMN).where(_IN_WORKSHOP).order_by(*_BOARD_ORDER)
    return {who: PreparedQuery(query.where(seen_by(who)), row) for who in Who if who is not Who.WRITER}


# One row and one round trip, because a post is the most frequent action.
_BEFORE_ADD: list[Any] = [
    select(Note.revision).where(*_SAME_ID).scalar_subquery().label("revision"),
    select(Note.seat_id).where(*_SAME_ID).scalar_subquery().label("seat_id"),
    select(Column.id).where(*_THIS_COLUMN).scalar_subquery().label("column_id"),
    select(Column.locked).where(*_THIS_COLUMN).scalar_subquery().label("locked"),
    select(Column.open).where(*_THIS_COLUMN).scalar_subquery().label("open"),
    select(func.max(Note.order_key)).where(*_SAME_COLUMN).scalar_subquery().label("last_key"),
]
BEFORE_ADD = PreparedQuery(select(*_BEFORE_ADD), BeforeAdd)
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
# Of a stack, only the leading note.
_LEADS = col(Note.stack).is_(None) | (col(Note.stack) == col(Note.id))
_SHOWN = (_IN_WORKSHOP, seen_by(Who.EVERYONE), _LEADS)
_NEWEST = (
    select(*columns(Note, NoteRow))
    .join(Column, _COLUMN)
    .where(*_SHOWN)
    .order_by(col(Note.posted_at).desc(), col(Note.order_key).desc(), col(Note.id))
    .limit(bindparam("most"))
)
NEWEST = PreparedQuery(_NEWEST, NoteRow)
NEWEST_IN = PreparedQuery(_NEWEST.where(col(Note.column_id) == bindparam("column_id")), NoteRow)
_NEWEST_COUNT = select(func.count().label("notes")).select_from(Note).join(Column, _COLUMN).where(*_SHOWN)
NEWEST_COUNT = PreparedQuery(_NEWEST_COUNT, NewestCount)
NEWEST_COUNT_IN = PreparedQuery(_NEWEST_COUNT.where(col(Note.column_id) == bindparam("column_id")), NewestCount)
OWN = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"), Note.revision)
    .join(Seat, col(Seat.id) == col(Note.seat_id))
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .order_by(col(Note.posted_at), col(Note.id)),
    OwnNote,
)
_BY_SAME_SEAT = aliased(Note)
TOUCHED = PreparedQuery(
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
COUNTS = PreparedQuery(
    select(
        col(Note.column_id),
        func.count().filter(counted_for(Who.FACILITATORS)).label("facilitators"),
        func.count().filter(counted_for(Who.EVERYONE)).label("everyone"),
    )
    .join(Column, _COLUMN)
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
