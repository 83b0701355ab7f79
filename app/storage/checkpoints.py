"""Decides when SQLite's write-ahead log (WAL) is copied into the database file, and when it is emptied."""

import logging
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.observability import logs
from app.storage.sessions import SessionHolder, WriteSession

# After this many actions the log is copied in the next idle moment. Without one, SQLite does it at 1,000 pages, because
# reading slows down with a longer log (by a fifth at 4,000 pages).
CHECKPOINT_ACTIONS, IDLE_SECONDS = 64, 0.05
# Erased text stays in the log while someone reads from it; this is the pause between two attempts to empty it.
AGAIN_SECONDS = 1

log = logging.getLogger("commonboard.database")


class Checkpoints:
    """Copies and empties the write-ahead log on behalf of the writer of a SQLite database."""

    def __init__(self, holder: SessionHolder[WriteSession]) -> None:
        self._holder = holder
        self._written = 0
        # A server that was killed may have left erased text in the log.
        self._erased = True
        self._tried = False

    def count(self, actions: int, *, erased: bool) -> None:
        """Count committed actions; `erased` if one of them erased text."""
        self._written += actions
        self._erased |= erased
        self._tried = False

    @property
    def due_after(self) -> float | None:
        """The seconds without an action after which to call `checkpoint_wal`; None if it is not due."""
        if self._erased or self._written >= CHECKPOINT_ACTIONS:
            return AGAIN_SECONDS if self._tried else IDLE_SECONDS
        return None

    def checkpoint_wal(self) -> None:
        """Copy the log into the file now, because SQLite would otherwise do it while someone waits for a commit.

        If text was erased, also empty the log, which would otherwise hold the text until it is overwritten.
        """
        self._tried = True
        self._written = 0
        try:
            driver = self._holder.driver()
            if self._erased:
                with _not_waiting(driver):
                    held, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._erased = bool(held)
                if held:
                    return
            else:
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)")
            # The first write to a restarted log waits for the disk twice, so make that write here and not with a note.
            driver.execute("PRAGMA user_version=0")
        except (sqlite3.Error, DBAPIError) as error:
            # This class or SQLite tries again later.
            logs.failed(log, "the SQLite checkpoint failed", error)
            self._holder.drop()


@contextmanager
def _not_waiting(driver: Any) -> Generator[None]:
    """Do not wait for programs that still read from the log, because a note may arrive in the meantime."""
    (milliseconds,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={milliseconds}")
