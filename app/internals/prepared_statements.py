"""Prepared statements: compiled once by SQLAlchemy, then executed on the driver's own connection.

Use them only for posting and rendering. One statement costs 110 µs through `Session.exec`, 16 µs through
`Connection.execute` and 3 µs on the driver, and a post executes eight. The fallback is `Connection.execute`: in a
session that keeps no driver connection, and with a version of SQLAlchemy that compiles differently.
"""

import logging
import weakref
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
    """The compiled statements for one database, shared by all its sessions."""

    def __init__(self) -> None:
        self._compiled: dict[_Statement, _Compiled | None] = {}

    def get(self, statement: "_Statement", dialect: Dialect, names: Iterable[str]) -> "_Compiled | None":
        """The compiled statement, which is compiled on its first use; None if it cannot be prepared."""
        if statement not in self._compiled:
            try:
                self._compiled[statement] = _Compiled(statement, dialect, list(names))
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                if None not in self._compiled.values():
                    log.warning("this version of SQLAlchemy compiles differently: statements are slow", exc_info=error)
                self._compiled[statement] = None
        return self._compiled[statement]

    def compile_queries(self, dialect: Dialect) -> None:
        """Compile every query of the imported modules, which takes about a millisecond for each."""
        for query in list(_queries):
            self.get(query, dialect, query.names)


class DriverSession(Session):
    """A database session that keeps one connection, and uses the statements `compiled` for its database."""

    def __init__(self, connection: Connection, compiled: CompiledStatements) -> None:
        super().__init__(connection, expire_on_commit=False)
        self.dialect = connection.dialect
        self.driver: Any = connection.connection.dbapi_connection
        self.compiled = compiled


class _Statement:
    """A statement with a `bindparam` for every value; an expanding one takes a list.

    Executing it does not flush the session first.
    """

    def __init__(self, clause: Executable) -> None:
        self.clause = clause
        binds = [bind for bind in visitors.iterate(cast(ClauseElement, clause)) if isinstance(bind, BindParameter)]
        self.names = frozenset(bind.key for bind in binds if bind.required)
        self.lists = frozenset(bind.key for bind in binds if bind.expanding)

    def _prepared(self, session: Session, values: Mapping[str, Any]) -> "_Compiled | None":
        """The statement compiled for the session's driver; None if SQLAlchemy must execute it."""
        if not isinstance(session, DriverSession):
            return None
        return session.compiled.get(self, session.dialect, values)

    def _usual(self, session: Session, values: Mapping[str, Any]) -> Any:
        """The statement through SQLAlchemy's public API."""
        values = {name: list(value) if name in self.lists else value for name, value in values.items()}
        return session.connection().execute(self.clause, values)


class PreparedCommand(_Statement):
    """A statement that returns no rows."""

    def run(self, session: Session, **values: Any) -> None:
        """Execute it. Raises the DBAPIError that SQLAlchemy would raise."""
        prepared = self._prepared(session, values)
        if prepared is None:
            self._usual(session, values)
        else:
            _execute(session, prepared, values)


class PreparedQuery(_Statement, Generic[RowT]):
    """A statement that returns rows of one type, whose fields are its columns in order. Raises TypeError otherwise."""

    def __init__(self, clause: Executable, row: type[RowT]) -> None:
        named_tuple: Any = row
        columns = tuple(column.key for column in _columns(clause))
        if columns != named_tuple._fields:
            raise TypeError(f"{row.__name__} has the fields {named_tuple._fields}, its statement the columns {columns}")
        super().__init__(clause)
        _queries.add(self)
        self._make: Callable[[Iterable[Any]], RowT] = named_tuple._make

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
            row = self._usual(session, values).first()
        else:
            cursor = _execute(session, prepared, values)
            row = cursor.fetchone()
            cursor.close()
            if row is not None:
                (row,) = prepared.read([row])
        return None if row is None else self._make(row)

    def only(self, session: Session, **values: Any) -> RowT:
        """The row of a statement that always returns one. Raises LookupError if it returns none."""
        row = self.first(session, **values)
        if row is None:
            raise LookupError("a statement that always has a row had none")
        return row


# A statement that returns nothing is not among them: its columns are known when it is first run.
_queries: weakref.WeakSet[PreparedQuery[Any]] = weakref.WeakSet()


class _Compiled:
    """A statement for one kind of database: its SQL for each length of its lists, and the converters of its values."""

    def __init__(self, statement: _Statement, dialect: Dialect, names: list[str]) -> None:
        clause: Any = statement.clause
        self._compiled: Any = clause.compile(dialect=dialect, column_keys=names)
        self._names = frozenset(names)
        self._lists = sorted(statement.lists)
        self._constants = {name: value for name, value in self._compiled.params.items() if name not in self._names}
        self._texts: dict[tuple[int, ...], _Text] = {}
        binds = {name: _impl(bind, dialect).bind_processor(dialect) for name, bind in self._compiled.binds.items()}
        processors = {name: process for name, process in binds.items() if process is not None}
        self._list_processors = {name: processors.get(name) for name in self._lists}
        self._processors = [(name, process) for name, process in processors.items() if name not in statement.lists]
        readers = [_impl(column, dialect).result_processor(dialect, None) for column in _columns(clause)]
        self._readers = [(at, read) for at, read in enumerate(readers) if read is not None]
        self._without_lists = None if self._lists else self._text(())
        # A trial run, so that a version of SQLAlchemy with other names fails here and the fallback is used.
        self.bound(dict.fromkeys(names) | dict.fromkeys(self._lists, ()))

    def bound(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The SQL and the values, converted for the driver."""
        given = {**self._constants, **values}
        for name, process in self._processors:
            given[name] = process(given[name])
        text = self._without_lists or self._expanded(given)
        return text.sql, given if text.order is None else [given[name] for name in text.order]

    def _expanded(self, given: dict[str, Any]) -> "_Text":
        """The text for lists of these lengths. Replaces each list in `given` by its converted items."""
        sizes = []
        for name, process in self._list_processors.items():
            items = list(map(process, given[name])) if process else list(given[name])
            # Lists are padded to a power of two, so that few SQL texts serve all lengths; an empty list is IN (NULL).
            size = 1 << (len(items) - 1).bit_length() if items else 1
            given[name] = items + (items[-1:] or [None]) * (size - len(items))
            sizes.append(size)
        text = self._texts.get(tuple(sizes)) or self._text(tuple(sizes))
        for name, places in text.expanded:
            given.update(zip(places, given.pop(name), strict=True))
        return text

    def read(self, rows: list[Any]) -> list[Any]:
        """The driver's rows, converted to the types of the columns."""
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
    """The error that SQLAlchemy would raise for a driver's error; also invalidates a lost connection."""
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
    """The columns that a statement returns: those of SELECT or of RETURNING."""
    return list(getattr(clause, "exported_columns", ()))


def _impl(bind: Any, dialect: Dialect) -> Any:
    return bind.type.dialect_impl(dialect)
