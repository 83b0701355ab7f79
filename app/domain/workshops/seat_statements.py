"""The statements that find a workshop by its key and a seat by its secret.

They are built once, because building one costs as much as running it.
"""

from typing import Any

from sqlalchemy import Select, bindparam, case
from sqlmodel import col, select

from app.domain.models import Link, Seat, SeatDevice, Workshop
from app.domain.rows import PostingRow, PostingSeat, PostingWorkshop, SeatRow, WorkshopRow, columns
from app.internals.prepared_statements import PreparedQuery, RowT

_THIS_WORKSHOP = (col(Workshop.key) == bindparam("key"), col(Workshop.deleted_at).is_(None))
WORKSHOP = select(Workshop).where(*_THIS_WORKSHOP)
HELD = WORKSHOP.with_for_update()
_ROLE = case((col(Link.revoked_at).is_(None), col(Link.role))).label("role")
_LINK = col(Link.id) == col(Seat.link_id)
_IN_WORKSHOP = col(Seat.workshop_id) == bindparam("workshop_id")
_DEVICE = col(SeatDevice.seat_id) == col(Seat.id)
# By the device's workshop, because its index begins with it.
_BY_SECRET = (
    col(SeatDevice.workshop_id) == bindparam("workshop_id"),
    col(SeatDevice.secret_hash) == bindparam("secret_hash"),
)
SEAT = select(Seat, _ROLE).join(SeatDevice, _DEVICE).join(Link, _LINK, isouter=True).where(*_BY_SECRET)


def _seats(row: type[RowT]) -> "Select[Any]":
    return select(*columns(Seat, row, but=("role",)), _ROLE).join(Link, _LINK, isouter=True)


WORKSHOP_ROW = PreparedQuery(select(*columns(Workshop, WorkshopRow)).where(*_THIS_WORKSHOP), WorkshopRow)
SEAT_ROW = PreparedQuery(_seats(SeatRow).join(SeatDevice, _DEVICE).where(*_BY_SECRET), SeatRow)
# Only the columns that a post needs, in one statement.
POSTING = PreparedQuery(
    select(
        *columns(Workshop, PostingWorkshop),
        col(Seat.id).label("seat_id"),
        *columns(Seat, PostingSeat, but=("id", "role")),
        _ROLE,
    )
    .select_from(Workshop)
    .join(
        SeatDevice,
        (col(SeatDevice.workshop_id) == col(Workshop.id)) & (col(SeatDevice.secret_hash) == bindparam("secret_hash")),
        isouter=True,
    )
    .join(Seat, _DEVICE, isouter=True)
    .join(Link, _LINK, isouter=True)
    .where(*_THIS_WORKSHOP)
    .with_for_update(of=Workshop),
    PostingRow,
)
THESE_SEATS = PreparedQuery(
    _seats(SeatRow).where(_IN_WORKSHOP, col(Seat.ref).in_(bindparam("refs", expanding=True))), SeatRow
)
