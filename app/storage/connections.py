"""Connections to SQLite or PostgreSQL: what a transaction sees is decided here, and what a host is told where there is
none to be had."""

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from app.internals.sqlalchemy_savepoints import execute_on_driver, set_savepoints_on_the_driver

READERS = 4
# Connections for them, and for what runs without an event loop.
POOL = READERS + 2
# For a lock that another program holds: shorter than the browser waits for its answer.
LOCKED_SECONDS = 10
# Between two statements of a batch there is nothing but computing.
HELD_SECONDS = 10
# What PostgreSQL lists our connections under.
NAME = "commonboard"


def engine(url: str, *, writing: bool) -> Engine:
    """Connections as the writer or the readers need them: what a transaction sees is decided here."""
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
        # What is erased is written over with zeros: Debian's SQLite does so by itself, others do not.
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", waits):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def begin(connection: Any) -> None:
        try:
            # SQLite's writer waits for other programs here, and not in the middle.
            execute_on_driver(connection, "BEGIN IMMEDIATE" if writing else "BEGIN")
        except sqlite3.Error as error:
            raise DBAPIError.instance(None, None, error, sqlite3.Error) from error

    if writing:
        set_savepoints_on_the_driver(made)
    return made


def _postgresql(url: str, *, writing: bool) -> Engine:
    # A connection that has gone dead is noticed in seconds, not in the hours the system takes by itself.
    connect = {"application_name": NAME, "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5}
    if writing:
        # A writer that is held up in the middle of a batch must not hold its locks for ever.
        held = f"-c idle_in_transaction_session_timeout={HELD_SECONDS * 1000}"
        # No ping before each batch: one that finds its connection lost is simply done again.
        return create_engine(url, pool_size=1, max_overflow=0, connect_args=connect | {"options": held})
    return create_engine(
        url,
        connect_args=connect,
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


def transaction_lost(error: BaseException) -> bool:
    """Whether the database has rolled back the whole transaction: the connection was lost, or two locks crossed."""
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or isinstance(error.orig, psycopg.errors.DeadlockDetected)
    )


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
