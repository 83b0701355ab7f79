"""The columns of a workshop, as rows."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain.models import Column
from app.domain.rows import ColumnRow, columns
from app.internals.prepared_statements import PreparedQuery

_COLUMNS = PreparedQuery(
    select(*columns(Column, ColumnRow))
    .where(col(Column.workshop_id) == bindparam("workshop_id"))
    .order_by(col(Column.order_key), col(Column.id)),
    ColumnRow,
)


def of(session: Session, workshop_id: int) -> list[ColumnRow]:
    """The workshop's columns in order."""
    session.flush()
    return _COLUMNS.all(session, workshop_id=workshop_id)
