"""Statements of the hot path: written in SQLAlchemy, compiled once for each database, and handed to its driver.

Of what a statement costs through `Session.exec` the database's own part is a fiftieth, of what it costs through
`Connection.execute` a fifth (110, 16 and 3 µs); a post is eight of them. Answers are rows to be read: named tuples with
the attributes of the model they were selected from. Nothing that waits in the session is flushed first.
"""

import re
from collections import namedtuple
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session

# A longer list is not written down once and for all.
FEW = 20
# Where SQLAlchemy leaves room for the items of a list.
_LIST = re.compile(r"__\[POSTCOMPILE_(\w+?)(?:~~[^\]]*)?\]")


class Statement:
    """One statement, with a `bindparam` for every value; an expanding one is given a list."""

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}

    def all(self, session: Session, **values: Any) -> list[Any]:
        """Every row."""
        compiled, cursor = self._run(session, values)
        return compiled.rows(cursor.fetchall())

    def first(self, session: Session, **values: Any) -> Any:
        """The first row, or None."""
        compiled, cursor = self._run(session, values)
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else compiled.row(found)

    def one(self, session: Session, **values: Any) -> Any:
        """The only value of the only row."""
        (value,) = self.first(session, **values)
        return value

    def run(self, session: Session, **values: Any) -> None:
        """Do it; there is no answer."""
        self._run(session, values)

    def _run(self, session: Session, values: dict[str, Any]) -> tuple["_Compiled", Any]:
        dialect, driver = _driver(session)
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._clause, dialect, list(values))
        sql, parameters = compiled.bound(values)
        cursor = driver.cursor()
        try:
            cursor.execute(sql, parameters)
        except dialect.loaded_dbapi.Error as error:
            raise as_usual(session, error, sql) from error
        return compiled, cursor


class _Compiled:
    """A statement as one driver takes it."""

    def __init__(self, clause: ClauseElement, dialect: Dialect, names: list[str]) -> None:
        compiled = clause.compile(dialect=dialect, column_keys=names)
        self._sql = str(compiled)
        self._lists = _LIST.findall(self._sql)
        # For each number of items, if there are few.
        self._texts: dict[tuple[int, ...], str] = {}
        self._order: list[str] | None = getattr(compiled, "positiontup", None)
        self._constants = {name: value for name, value in compiled.params.items() if name not in names}
        processors = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()  # ty: ignore[missing-attribute]
        }
        self._processors = {name: process for name, process in processors.items() if process is not None}
        # What comes back: the columns of a SELECT, or those that are RETURNING.
        columns = list(getattr(clause, "exported_columns", ()))
        self._row = namedtuple("Row", [column.key for column in columns])._make
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._readers = [(at, read) for at, read in enumerate(readers) if read is not None]

    def bound(self, values: dict[str, Any]) -> tuple[str, Any]:
        """The text and these values as the driver takes them."""
        if self._constants:
            values = self._constants | values
        for name, process in self._processors.items():
            values[name] = process(values[name])
        if self._lists:
            return self._with_lists(values)
        return self._sql, values if self._order is None else [values[name] for name in self._order]

    def _with_lists(self, values: dict[str, Any]) -> tuple[str, Any]:
        """A value of its own for each item of each list; an empty list is a NULL, which nothing is in."""
        items = {name: list(values[name]) or [None] for name in self._lists}
        numbers = tuple(map(len, items.values()))
        text = self._texts.get(numbers)
        if text is None:
            text = self._text({name: len(found) for name, found in items.items()})
            if sum(numbers) <= FEW:
                self._texts[numbers] = text
        if self._order is None:
            return text, values | {f"{name}_{at}": item for name in items for at, item in enumerate(items[name])}
        return text, [item for name in self._order for item in items.get(name, (values[name],))]

    def _text(self, numbers: dict[str, int]) -> str:
        def marks(found: re.Match[str]) -> str:
            name = found[1]
            named = self._order is None
            return ", ".join(f"%({name}_{at})s" if named else "?" for at in range(numbers[name]))

        return _LIST.sub(marks, self._sql)

    def rows(self, found: list[Any]) -> list[Any]:
        """What the driver found as rows of ours."""
        return list(map(self.row if self._readers else self._row, found))

    def row(self, found: Any) -> Any:
        """What the driver found as a row of ours."""
        if not self._readers:
            return self._row(found)
        read = list(found)
        for at, reader in self._readers:
            read[at] = reader(read[at])
        return self._row(read)


def as_usual(session: Session, error: Any, sql: str | None = None) -> Exception:
    """What SQLAlchemy makes of an error of its driver's; a line that was lost is not used again."""
    dialect, driver = _driver(session)
    lost = dialect.is_disconnect(error, driver, None)
    if lost:
        session.connection().invalidate(error)
    kind = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, kind, connection_invalidated=lost, dialect=dialect)


def _driver(session: Session) -> tuple[Dialect, Any]:
    """The driver's connection that this session's transaction runs on: whoever keeps a session for long says so."""
    if (kept := session.info.get("driver")) is not None:
        return kept
    connection = session.connection()
    return connection.dialect, connection.connection.dbapi_connection
