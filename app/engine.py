"""Connections to SQLite or PostgreSQL: what a transaction sees is decided here, and what a host is told where there is
none to be had."""

import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from app.domain.statement import as_usual

Answer = TypeVar("Answer")

READERS = 4
# Lines for them, and for what runs without an event loop.
POOL = READERS + 2
# For a lock that another program holds: shorter than the browser waits for its answer.
LOCKED_SECONDS = 10
# Between two statements of a batch there is nothing but computing.
HELD_SECONDS = 10
# SQLite's writer waits here for other programs, not in the middle; whether writing or not.
_BEGIN = {True: "BEGIN IMMEDIATE", False: "BEGIN"}
# What PostgreSQL lists our connections under.
NAME = "commonboard"


def engine(url: str, *, writing: bool) -> Engine:
    """Connections as the writer or the readers need them: what a transaction sees is decided here."""
    made = _engine(url, writing=writing)
    if writing and made.dialect.name == "sqlite":
        # Compiled and executed by SQLAlchemy they would cost as much as the rest of a post together. On PostgreSQL
        # a lost line may be noticed here first, so there they stay as they are.
        made.dialect.do_savepoint = lambda connection, name: _on_driver(connection, f"SAVEPOINT {name}")
        made.dialect.do_release_savepoint = lambda connection, name: _on_driver(connection, f"RELEASE SAVEPOINT {name}")
    return made


def _on_driver(connection: Connection, sql: str) -> None:
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute(sql)


def _engine(url: str, *, writing: bool) -> Engine:
    if url.startswith("sqlite"):
        made = create_engine(
            url,
            pool_size=1 if writing else POOL,
            max_overflow=0 if writing else 20,
            # The driver must not open transactions by itself: with its defaults the first savepoint of a batch is
            # visible to others before the commit, and two SELECTs of one session see two states.
            connect_args={"isolation_level": None, "timeout": LOCKED_SECONDS, "check_same_thread": False},
        )

        @event.listens_for(made, "connect")
        def pragmas(connection: Any, _record: Any) -> None:
            _write_ahead(connection)
            waits = f"busy_timeout={LOCKED_SECONDS * 1000}"
            # What is erased is written over with zeros: Debian's SQLite does so by itself, others do not.
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", waits):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(made, "begin")
        def begin(connection: Any) -> None:
            try:
                _on_driver(connection, _BEGIN[writing])
            except sqlite3.Error as error:
                raise DBAPIError.instance(None, None, error, sqlite3.Error) from error

        return made
    # A line that has gone dead is noticed in seconds, not in the hours the system takes by itself.
    line = {"application_name": NAME, "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5}
    if writing:
        # A writer that is held up in the middle of a batch must not hold its locks for ever.
        held = f"-c idle_in_transaction_session_timeout={HELD_SECONDS * 1000}"
        # No ping before each batch: one that finds its line lost is simply done again.
        return create_engine(url, pool_size=1, max_overflow=0, connect_args=line | {"options": held})
    return create_engine(
        url,
        connect_args=line,
        pool_size=POOL,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def _write_ahead(connection: Any) -> None:
    """`journal_mode=WAL`; while two processes open a new file together, SQLite refuses one of them without waiting."""
    end = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


class Line:
    """A session on a connection of its own, kept from one transaction to the next: to begin with new ones costs as much
    as most of what is asked. For one thread.

    Transactions begin and end on the driver's connection, at a tenth of what it costs through a session; to SQLAlchemy
    it is one long transaction, in which an act may still have its savepoint or be rolled back.
    """

    def __init__(self, made: Engine, *, writing: bool) -> None:
        self._engine = made
        self._begin = _BEGIN[writing]
        self._errors = made.dialect.loaded_dbapi.Error
        self._open: tuple[Connection, Session, Any] | None = None

    def begin(self) -> Session:
        """The session, in a new transaction. What was left of the last one is gone with it."""
        connection, session, driver = self._opened()
        if not session.in_transaction():
            # Now by the engine.
            session.connection()
        elif connection.dialect.name == "sqlite":
            try:
                driver.execute(self._begin)
            except self._errors as error:
                raise as_usual(session, error) from error
        return session

    def commit(self) -> None:
        """Raises DBAPIError where it was not answered: it may have happened."""
        _connection, session, driver = self._opened()
        try:
            driver.commit()
        except self._errors as error:
            raise as_usual(session, error) from error

    def driver(self) -> Any:
        """The driver's own connection; nothing is begun."""
        return self._opened()[2]

    def read(self, fn: Callable[[Session], Answer]) -> Answer:
        """The answer of `fn(session)`, all of it from one moment."""
        try:
            answer = fn(self.begin())
        except DBAPIError:
            self.drop()
            raise
        except Exception:
            self._end()
            raise
        self._end()
        return answer

    def drop(self) -> None:
        """Let go of it, whatever state it is in: what is asked next is asked on a new one."""
        if self._open is not None:
            connection, session, _driver = self._open
            self._open = None
            with suppress(DBAPIError), connection:
                session.close()

    def _end(self) -> None:
        _connection, session, driver = self._opened()
        forget(session)
        try:
            driver.rollback()
        except self._errors:
            # What was asked is answered.
            self.drop()

    def _opened(self) -> tuple[Connection, Session, Any]:
        if self._open is None:
            connection = self._engine.connect()
            session = Session(connection, expire_on_commit=False)
            # For statements of the hot path (`domain/statement.py`).
            driver = connection.connection.dbapi_connection
            session.info["driver"] = connection.dialect, driver
            self._open = connection, session, driver
        return self._open


def forget(session: Session) -> None:
    """Nothing that was read in this session is looked at again in another transaction."""
    if list(session):
        session.expunge_all()


class Unusable(Exception):
    """Why a database cannot be used, in one line for its host."""


@contextmanager
def usable(url: str) -> Generator[None]:
    """Raises Unusable where this database cannot be reached, opened or changed."""
    try:
        yield
    except DBAPIError as error:
        where = make_url(url).database if url.startswith("sqlite") else "the database"
        raise Unusable(f"{where}: {in_words(error)}") from error


def in_words(error: DBAPIError) -> str:
    """What the database said, in one line, without the statement and its values: they may hold what people wrote."""
    words = str(error.orig)
    # Why there is no way to it takes several lines; of anything else the values stand in the later ones.
    return " ".join(words.split()) if isinstance(error, OperationalError) else words.splitlines()[0]
