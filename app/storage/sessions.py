"""Database sessions that serve many transactions, and the handover of a write."""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.internals.prepared_statements import CompiledStatements, DriverSession, as_sqlalchemy_error
from app.storage.connections import BEGIN_READ, BEGIN_WRITE
from app.storage.jobs import Answer

SessionT = TypeVar("SessionT", bound=DriverSession)


@dataclass(slots=True)
class Handover:
    """The results of a write that are used after its commit.

    `moved` has the new seq of every workshop that moved, by id. `erased` is True if text was erased, so that the
    write-ahead log must be emptied.
    """

    moved: dict[int, int] = field(default_factory=dict)
    erased: bool = False

    def add(self, other: "Handover") -> None:
        """Merge the handover of a later write of the same batch into this one."""
        self.moved |= other.moved
        self.erased |= other.erased


class ReadSession(DriverSession):
    """The session that `read` passes to its function."""


class WriteSession(DriverSession):
    """The session that `write` passes to its function, which fills `handover`."""

    def __init__(self, connection: Connection, compiled: CompiledStatements) -> None:
        super().__init__(connection, compiled)
        self.handover = Handover()


class SessionHolder(Generic[SessionT]):
    """One session on one connection, for one thread, opened when it is first needed.

    It is reused because a new session and connection would cost as much as most transactions. Its transactions begin
    and end on the driver's connection, at a tenth of the cost: to SQLAlchemy they are one long transaction, in which an
    action can still have a savepoint.
    """

    def __init__(self, engine: Engine, kind: type[SessionT], compiled: CompiledStatements) -> None:
        self._engine = engine
        self._kind = kind
        self._compiled = compiled
        # psycopg begins a transaction with its first statement.
        self._begins = engine.dialect.name == "sqlite"
        self._begin = BEGIN_WRITE if kind is WriteSession else BEGIN_READ
        self._open: tuple[Connection, SessionT] | None = None

    def begin(self) -> SessionT:
        """The session, in a new transaction. Raises DBAPIError."""
        return self._begun(self._begin)

    def commit(self) -> None:
        """Commit the transaction. After a DBAPIError it is unknown whether the database has committed."""
        session = self._opened()
        with _sqlalchemy_errors(session):
            session.driver.commit()
        forget(session)

    def read(self, fn: Callable[[SessionT], Answer]) -> Answer:
        """The result of `fn(session)` in one transaction, which is rolled back at the end."""
        try:
            answer = fn(self._begun(BEGIN_READ))
        except DBAPIError:
            self.drop()
            raise
        except BaseException:
            self._end()
            raise
        self._end()
        return answer

    def driver(self) -> Any:
        """The driver's connection, without beginning a transaction."""
        return self._opened().driver

    def drop(self) -> None:
        """Return the connection to the pool in any state; the next transaction opens another one."""
        if self._open is not None:
            connection, session = self._open
            self._open = None
            with suppress(DBAPIError), connection:
                session.close()

    def _begun(self, statement: str) -> SessionT:
        session = self._opened()
        if not session.in_transaction():
            session.connection()
        elif self._begins:
            with _sqlalchemy_errors(session):
                session.driver.execute(statement)
        return session

    def _end(self) -> None:
        session = self._opened()
        forget(session)
        try:
            session.driver.rollback()
        except session.dialect.loaded_dbapi.Error:
            self.drop()

    def _opened(self) -> SessionT:
        if self._open is None:
            connection = self._engine.connect()
            self._open = connection, self._kind(connection, self._compiled)
        return self._open[1]


def forget(session: DriverSession) -> None:
    """Remove the loaded objects from the session, so that no later transaction uses them."""
    if list(session):
        session.expunge_all()


@contextmanager
def _sqlalchemy_errors(session: DriverSession) -> Generator[None]:
    """Raise the DBAPIError that SQLAlchemy would raise for a driver's error."""
    try:
        yield
    except session.dialect.loaded_dbapi.Error as error:
        raise as_sqlalchemy_error(session, error) from error
