"""What people were promised after a backup was made. A restore reads it from the database that it replaces.

A date of deletion that was changed is shown to everyone who opens the workshop, and a person may have taken back the
consent to be quoted.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, inspect, select
from sqlmodel import Session, SQLModel, update

from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.models import Programme
from app.domain.models import Workshop, table

# What the keys of a row are, which no other installation has, and what was promised about it.
_DATE = ("keep_until", "retention")
_PROMISED: tuple[tuple[type[SQLModel], tuple[str, ...]], ...] = (
    (Workshop, (*_DATE, "promised_until")),
    (Programme, _DATE),
    (Interview, (*_DATE, "consent")),
)
Promises = Sequence[tuple[type[SQLModel], tuple[str, ...], dict[str, Any]]]


def read(connection: Connection) -> Promises:
    """Read them from a database of this version or an older one, which has fewer tables and columns."""
    there = inspect(connection)
    found = []
    for model, names in _PROMISED:
        owner = table(model)
        if not there.has_table(owner.name) or not _columns(there, owner).issuperset(names):
            continue
        values = [owner.c[name] for name in names]
        for row in connection.execute(_keyed(model, select(*_keys(model), *values))):
            count = len(_keys(model))
            found.append((model, tuple(row[:count]), dict(zip(names, row[count:], strict=True))))
    return found


def keep(session: Session, promises: Promises) -> None:
    """Keep them in a restored database."""
    programmes = dict(session.connection().execute(select(table(Programme).c.key, table(Programme).c.id)).all())
    for model, key, values in promises:
        owner = table(model)
        if model is not Interview:
            session.exec(update(model).where(owner.c.key == key[0]).values(values))
        elif key[0] in programmes:
            mine = (owner.c.programme_id == programmes[key[0]], owner.c.id == key[1])
            session.exec(update(model).where(*mine).values(values))
    session.flush()


def _columns(there: Any, owner: Table) -> set[str]:
    return {each["name"] for each in there.get_columns(owner.name)}


def _keys(model: type[SQLModel]) -> list[ColumnElement[Any]]:
    return [table(Programme).c.key, table(Interview).c.id] if model is Interview else [table(model).c.key]


def _keyed(model: type[SQLModel], query: Any) -> Any:
    if model is not Interview:
        return query
    return query.where(table(Interview).c.programme_id == table(Programme).c.id)
