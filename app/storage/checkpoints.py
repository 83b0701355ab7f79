"""When SQLite's write-ahead log is brought into its file, and when it is emptied."""

import logging
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.observability import logs
from app.storage.sessions import SessionHolder, WriteSession

# After so many actions the log is brought into the file in the next moment in which nobody posts. Where there is none,
# SQLite does it at a thousand pages: with more, readers look through a longer log (a fifth slower at 4,000).
CHECKPOINT_ACTIONS, IDLE_SECONDS = 64, 0.05
# What was erased stays in the log for as long as somebody reads from there: how often to try again.
AGAIN_SECONDS = 1

log = logging.getLogger("commonboard.database")


class Checkpoints:
    """Decides for the writer of a SQLite database when its log is due."""

    def __init__(self, holder: SessionHolder[WriteSession]) -> None:
        self._holder = holder
        self._written = 0
        # A server that was killed may have left in the log what had been erased.
        self._erased = True
        self._tried = False

    def count(self, actions: int, *, erased: bool) -> None:
        """So many actions were committed."""
        self._written += actions
        self._erased |= erased
        self._tried = False

    @property
    def due_after(self) -> float | None:
        """After how many seconds without an action `checkpoint_wal` is to be called; None if it is not due."""
        if self._erased or self._written >= CHECKPOINT_ACTIONS:
            return AGAIN_SECONDS if self._tried else IDLE_SECONDS
        return None

    def checkpoint_wal(self) -> None:
        """Bring the log into the file, which SQLite else does by itself while somebody waits for a commit.

        If something was erased, the log is emptied as well: it would hold what was erased until it is written over.
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
            # The log begins anew, and what is written first in it waits for the disk twice: that need not be a note.
            driver.execute("PRAGMA user_version=0")
        except (sqlite3.Error, DBAPIError) as error:
            # It will be tried again, here or by SQLite.
            logs.failed(log, "SQLite's log was not brought into its file", error)
            self._holder.drop()


@contextmanager
def _not_waiting(driver: Any) -> Generator[None]:
    """Do not wait for whoever still reads from the log: a note may come meanwhile."""
    (milliseconds,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={milliseconds}")
