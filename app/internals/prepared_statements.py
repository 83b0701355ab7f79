"""Prepared statements: compiled once by SQLAlchemy, then executed on the driver's own connection.

Only for what a post and a rendering execute. One statement costs 110 µs through `Session.exec`, 16 µs through
`Connection.execute` and 3 µs on the driver; a post executes eight. In a session that keeps no driver connection, and
where another version of SQLAlchemy compiles differently, the same statement goes through `Connection.execute`.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import BindParameter, Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement, Executable, visitors
from sqlmodel import Session

log = logging.getLogger("commonboard.internals")


# A `NamedTuple` whose fields are the columns of a statement, in their order.
RowT = TypeVar("RowT", bound=tuple[Any, ...])


class CompiledStatements:
    """Every statement as it was compiled for one database, whichever session executes it."""

    def __init__(self) -> None:
        self._compiled: dict[_Statement, _Compiled | None] = {}

    def get(self, statement: "_Statement", dialect: Dialect, names: Iterable[str]) -> "_Compiled | None":
        """This statement, compiled when it is first asked for; None where it cannot be prepared."""
        if statement not in self._compiled:
            try:
                self._compiled[statement] = _Compiled(statement, dialect, list(names))
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                if None not in self._compiled.values():
                    log.warning("this version of SQLAlchemy compiles differently: statements are slow", exc_info=error)
                self._compiled[statement] = None
        return self._compiled[statement]


class DriverSession(Session):
    """A database session on one connection, which it keeps, with the statements `compiled` for its database."""

    def __init__(self, connection: Connection, compiled: CompiledStatements) -> None:
        super().__init__(connection, expire_on_commit=False)
        self.dialect = connection.dialect
        self.driver: Any = connection.connection.dbapi_connection
        self.compiled = compiled


class _Statement:
    """A statement with a `bindparam` for every value; an expanding one is given a list.

    What waits in the session is not flushed first.
    """

    def __init__(self, clause: Executable) -> None:
        self.clause = clause
        self.lists = frozenset(
            bind.key
            for bind in visitors.iterate(cast(ClauseElement, clause))
            if isinstance(bind, BindParameter) and bind.expanding
        )

    def _prepared(self, session: Session, values: Mapping[str, Any]) -> "_Compiled | None":
        """This statement as the session's driver takes it; None if it has to go through SQLAlchemy."""
        if not isinstance(session, DriverSession):
            return None
        return session.compiled.get(self, session.dialect, values)

    def _usual(self, session: Session, values: Mapping[str, Any]) -> Any:
        """The statement through SQLAlchemy's public API."""
        values = {name: list(value) if name in self.lists else value for name, value in values.items()}
        return session.connection().execute(self.clause, values)


class PreparedCommand(_Statement):
    """A statement that answers nothing."""

    def run(self, session: Session, **values: Any) -> None:
        """Execute it. Raises the DBAPIError that SQLAlchemy would raise."""
        prepared = self._prepared(session, values)
        if prepared is None:
            self._usual(session, values)
        else:
            _execute(session, prepared, values)


class PreparedQuery(_Statement, Generic[RowT]):
    """A statement whose answer is rows of one type, which has the names of its columns."""

    def __init__(self, clause: Executable, row: type[RowT]) -> None:
        found: Any = row
        columns = tuple(column.key for column in _columns(clause))
        if columns != found._fields:
            raise TypeError(f"{row.__name__} has the fields {found._fields}, its statement the columns {columns}")
        super().__init__(clause)
        self._make: Callable[[Iterable[Any]], RowT] = found._make

    def all(self, session: Session, **values: Any) -> list[RowT]:
        """Every row. Raises the DBAPIError that SQLAlchemy would raise."""
        prepared = self._prepared(session, values)
        if prepared is None:
            return list(map(self._make, self._usual(session, values)))
        return list(map(self._make, prepared.read(_execute(session, prepared, values).fetchall())))

    def first(self, session: Session, **values: Any) -> RowT | None:
        """The first row, or None. Raises the DBAPIError that SQLAlchemy would raise."""
        prepared = self._prepared(session, values)
        if prepared is None:
            found = self._usual(session, values).first()
        else:
            cursor = _execute(session, prepared, values)
            found = cursor.fetchone()
            cursor.close()
            if found is not None:
                (found,) = prepared.read([found])
        return None if found is None else self._make(found)

    def only(self, session: Session, **values: Any) -> RowT:
        """The row of a statement that always has one. Raises LookupError where it has none."""
        found = self.first(session, **values)
        if found is None:
            raise LookupError("a statement that always has a row had none")
        return found


class _Compiled:
    """A statement for one kind of database: its text for each length of its lists, and what converts values."""

    def __init__(self, statement: _Statement, dialect: Dialect, names: list[str]) -> None:
        clause: Any = statement.clause
        self._compiled: Any = clause.compile(dialect=dialect, column_keys=names)
        self._names = frozenset(names)
        self._lists = sorted(statement.lists)
        self._constants = {name: value for name, value in self._compiled.params.items() if name not in self._names}
        self._texts: dict[tuple[int, ...], _Text] = {}
        found = {name: _impl(bind, dialect).bind_processor(dialect) for name, bind in self._compiled.binds.items()}
        self._processors = {name: process for name, process in found.items() if process is not None}
        readers = [_impl(column, dialect).result_processor(dialect, None) for column in _columns(clause)]
        self._readers = [(at, read) for at, read in enumerate(readers) if read is not None]
        # Fails here, where it is noticed, if SQLAlchemy names things in another way than `bound` expects.
        self.bound(dict.fromkeys(names) | dict.fromkeys(self._lists, ()))

    def bound(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The SQL and these values as the driver takes them."""
        given = {**self._constants, **values}
        for name, process in self._processors.items():
            if name not in self._lists:
                given[name] = process(given[name])
        sizes = []
        for name in self._lists:
            process = self._processors.get(name)
            items = [process(item) for item in values[name]] if process else list(values[name])
            # A longer list than there are items, so that few texts serve all lengths; nothing is IN (NULL).
            size = 1 << (len(items) - 1).bit_length() if items else 1
            given[name] = items + (items[-1:] or [None]) * (size - len(items))
            sizes.append(size)
        text = self._texts.get(tuple(sizes)) or self._text(tuple(sizes))
        for name, places in text.expanded:
            given.update(zip(places, given.pop(name), strict=True))
        return text.sql, given if text.order is None else [given[name] for name in text.order]

    def read(self, rows: list[Any]) -> list[Any]:
        """What the driver found, converted to the types of the columns."""
        if not self._readers:
            return rows
        read = []
        for row in rows:
            values = list(row)
            for at, reader in self._readers:
                values[at] = reader(values[at])
            read.append(values)
        return read

    def _text(self, sizes: tuple[int, ...]) -> "_Text":
        lists = {name: [None] * size for name, size in zip(self._lists, sizes, strict=True)}
        state = self._compiled.construct_expanded_state(dict.fromkeys(self._names) | lists)
        text = self._texts[sizes] = _Text(state)
        return text


class _Text:
    """The SQL of one statement for lists of certain lengths."""

    def __init__(self, state: Any) -> None:
        self.sql: str = state.statement
        self.order: list[str] | None = None if state.positiontup is None else list(state.positiontup)
        self.expanded: list[tuple[str, list[str]]] = list(state.parameter_expansion.items())


def as_sqlalchemy_error(session: DriverSession, error: Any, sql: str | None = None) -> DBAPIError:
    """What SQLAlchemy would raise for an error of its driver; a connection that is lost is not used again."""
    lost = session.dialect.is_disconnect(error, session.driver, None)
    if lost:
        session.connection().invalidate(error)
    kind = session.dialect.loaded_dbapi.Error
    made = DBAPIError.instance(sql, None, error, kind, connection_invalidated=lost, dialect=session.dialect)
    assert isinstance(made, DBAPIError)
    return made


def _execute(session: Session, prepared: _Compiled, values: Mapping[str, Any]) -> Any:
    assert isinstance(session, DriverSession)
    if not session.in_transaction():
        session.connection()
    sql, parameters = prepared.bound(values)
    cursor = session.driver.cursor()
    try:
        cursor.execute(sql, parameters)
    except session.dialect.loaded_dbapi.Error as error:
        raise as_sqlalchemy_error(session, error, sql) from error
    return cursor


def _columns(clause: Executable) -> list[Any]:
    """What comes back: the columns of a SELECT, or those that are RETURNING."""
    return list(getattr(clause, "exported_columns", ()))


def _impl(bind: Any, dialect: Dialect) -> Any:
    return bind.type.dialect_impl(dialect)
