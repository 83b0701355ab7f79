"""Connections to SQLite or PostgreSQL: isolation, time limits, and the error for a database that cannot be used."""

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

READERS = 4
# One connection for each reader, and two for code without an event loop.
POOL = READERS + 2
# The wait for a lock that another program holds, which is shorter than a browser waits for its answer.
LOCKED_SECONDS = 10
# Enough between two statements of a batch, because only computing happens there.
HELD_SECONDS = 10
# How a transaction of SQLite begins. IMMEDIATE makes the writer wait for other programs there, and not in the middle of
# a batch.
BEGIN_READ, BEGIN_WRITE = "BEGIN", "BEGIN IMMEDIATE"
# The name of these connections in PostgreSQL's list.
NAME = "commonboard"


def engine(url: str, *, writing: bool) -> Engine:
    """An engine for the writer or the readers of the database at `url`.

    Each transaction of a reader sees one snapshot. A writer on SQLite locks the database when its transaction begins.
    """
    if url.startswith("sqlite"):
        return _sqlite(url, writing=writing)
    return _postgresql(url, writing=writing)


def _sqlite(url: str, *, writing: bool) -> Engine:
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
        # secure_delete overwrites erased data with zeros; only some builds of SQLite do so by default.
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", waits):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def begin(connection: Any) -> None:
        try:
            connection.connection.dbapi_connection.execute(BEGIN_WRITE if writing else BEGIN_READ)
        except sqlite3.Error as error:
            raise DBAPIError.instance(None, None, error, sqlite3.Error) from error

    return made


def _postgresql(url: str, *, writing: bool) -> Engine:
    # Keepalives notice a dead connection in seconds; the operating system alone takes hours.
    connect = {"application_name": NAME, "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5}
    if writing:
        # A writer that hangs in the middle of a batch must not keep its locks.
        held = f"-c idle_in_transaction_session_timeout={HELD_SECONDS * 1000}"
        # No ping before each batch, because the writer repeats a batch whose connection was lost.
        return create_engine(url, pool_size=1, max_overflow=0, connect_args=connect | {"options": held})
    return create_engine(
        url,
        connect_args=connect,
        pool_size=POOL,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def _write_ahead(connection: Any) -> None:
    """Set `journal_mode=WAL`, repeatedly: SQLite does not wait when two processes open a new file at the same time."""
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


def transaction_lost(error: BaseException) -> bool:
    """True if the database has rolled back the whole transaction, after a lost connection or a deadlock."""
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or isinstance(error.orig, psycopg.errors.DeadlockDetected)
    )


class Unusable(Exception):
    """A database cannot be used; `str()` says why, in one line for the host."""


@contextmanager
def usable(url: str) -> Generator[None]:
    """Raise Unusable instead of the driver's error when the database cannot be reached, opened or changed."""
    try:
        yield
    except DBAPIError as error:
        where = make_url(url).database if url.startswith("sqlite") else "the database"
        raise Unusable(f"{where}: {in_words(error)}") from error


def in_words(error: DBAPIError) -> str:
    """The database's message in one line, without the statement and its values, which may contain people's text."""
    message = str(error.orig)
    # Connection errors take several lines; for all other errors the later lines contain values.
    return " ".join(message.split()) if isinstance(error, OperationalError) else message.splitlines()[0]
