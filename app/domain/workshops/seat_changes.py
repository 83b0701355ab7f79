"""Which seats have changed in what only they see of themselves, besides their notes."""

from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain.models import Seat
from app.internals.prepared_statements import PreparedQuery


class _Ref(NamedTuple):
    seat_ref: str


_CHANGED = PreparedQuery(
    select(col(Seat.ref).label("seat_ref")).where(
        col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.revision) > bindparam("since")
    ),
    _Ref,
)


def changed_since(session: Session, workshop_id: int, since: int) -> set[str]:
    """The references of the seats whose `revision` is after this seq."""
    return {row.seat_ref for row in _CHANGED.all(session, workshop_id=workshop_id, since=since)}
