"""Database sessions that are kept from one transaction to the next, and what a write hands on."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.internals.prepared_statements import CompiledStatements, DriverSession
from app.storage.jobs import Answer

SessionT = TypeVar("SessionT", bound=DriverSession)


@dataclass(slots=True)
class Handover:
    """What a write hands on once it is committed: the new seq of every workshop that moved, by id, and whether it
    erased something, so that the database's log must not keep it."""

    moved: dict[int, int] = field(default_factory=dict)
    erased: bool = False

    def add(self, other: "Handover") -> None:
        self.moved |= other.moved
        self.erased |= other.erased


class ReadSession(DriverSession):
    """What `read` gives to its function."""


class WriteSession(DriverSession):
    """What `write` gives to its function, which fills `handover`."""

    def __init__(self, connection: Connection, compiled: CompiledStatements) -> None:
        super().__init__(connection, compiled)
        self.handover = Handover()


class SessionHolder(Generic[SessionT]):
    """One session on one connection, opened when it is first needed. For one thread.

    A new session and connection for each transaction would cost as much as most transactions do.
    """

    def __init__(self, engine: Engine, kind: type[SessionT], compiled: CompiledStatements) -> None:
        self._engine = engine
        self._kind = kind
        self._compiled = compiled
        self._open: tuple[Connection, SessionT] | None = None

    def begin(self) -> SessionT:
        """The session, in a new transaction."""
        session = self._opened()
        session.connection()
        return session

    def commit(self) -> None:
        """Raises DBAPIError where the database did not answer: it may have committed."""
        session = self._opened()
        session.commit()
        forget(session)

    def read(self, fn: Callable[[SessionT], Answer]) -> Answer:
        """The answer of `fn(session)`, all of it from one moment."""
        try:
            answer = fn(self.begin())
        except DBAPIError:
            self.drop()
            raise
        except BaseException:
            self._end()
            raise
        self._end()
        return answer

    def driver(self) -> Any:
        """The driver's connection; nothing is begun."""
        return self._opened().driver

    def drop(self) -> None:
        """Give the connection back, whatever state it is in: the next transaction gets another one."""
        if self._open is not None:
            connection, session = self._open
            self._open = None
            with suppress(DBAPIError), connection:
                session.close()

    def _end(self) -> None:
        session = self._opened()
        forget(session)
        try:
            session.rollback()
        except DBAPIError:
            self.drop()

    def _opened(self) -> SessionT:
        if self._open is None:
            connection = self._engine.connect()
            self._open = connection, self._kind(connection, self._compiled)
        return self._open[1]


def forget(session: DriverSession) -> None:
    """Nothing that was loaded in this transaction is used again in another one."""
    if list(session):
        session.expunge_all()
