"""The one writer and the readers.

`write(fn)` hands a function of a database session to this process's writer thread, which runs everything that
has queued, each in a savepoint, and commits once; the caller gets its answer only after that commit.
`read(fn)` runs on a reader connection and sees one moment from its first query to its last.
"""

import asyncio
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app import logs, measures
from app.engine import LOCKED_SECONDS, POOL, READERS, Answer, Line, engine, forget

Act = Callable[[Session], Answer]
BATCH = 256
# While the database takes nothing, browsers ask again and again: what they asked before must not pile up.
MOST_WAITING = 10_000
# After so many acts, SQLite's log is brought into its file in the next moment in which nobody posts. Where there is
# none, SQLite does it at a thousand pages: with more, readers look through a longer log (a fifth slower at 4,000).
TIDY_ACTS, IDLE_SECONDS = 64, 0.05
# What was erased stands in the log until nobody reads from there: tried so often.
AGAIN_SECONDS = 1
# From the beginning of one batch to that of the next, at least.
TICK_SECONDS = 0.005

log = logging.getLogger("commonboard.database")


class Database:
    """One writer thread and a few readers over SQLite or PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self._writes = engine(url, writing=True)
        self._reads = engine(url, writing=False)
        self._line = Line(self._writes, writing=True)
        self._queue: queue.SimpleQueue[_Queued | None] = queue.SimpleQueue()
        self._questions: queue.SimpleQueue[_Queued | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._readers: list[threading.Thread] = []
        self._stopping = False
        self._written = 0
        # A server that was killed may have left in SQLite's log what had been erased.
        self._erased = self.sqlite
        # Called on the writer thread after a commit, with the workshops that moved, by id, and up to which seq.
        self.on_commit: Callable[[dict[int, int]], None] = lambda moved: None
        # Around the commit, if nobody waits for the writer meanwhile: begun with the session, to read what will be
        # committed; ended without an error once it is. What it raises before that undoes the batch.
        self.at_leisure: Callable[[Session, dict[int, int]], AbstractContextManager[None]] | None = None

    async def read(self, fn: Act[Answer]) -> Answer:
        """The answer of `fn(session)`, all of it from one moment."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        if self._stopping:
            raise RuntimeError("the database is closed")
        if not self._readers:
            self._readers = [
                threading.Thread(target=self._answer, name=f"reader-{number}", daemon=True) for number in range(READERS)
            ]
            for reader in self._readers:
                reader.start()
        self._questions.put(_Queued("", fn, future, loop))
        return await future

    async def write(self, fn: Act[Answer], room: str = "") -> Answer:
        """The answer of `fn(session)` once it is committed. `room` is the workshop's key, for the order of locks.

        Raises what `fn` raises (its changes are undone, its neighbours' are not), or what the commit raises.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._put(_Queued(room, fn, future, loop))
        return await future

    def read_now(self, fn: Act[Answer]) -> Answer:
        """`read` for code without an event loop."""
        line = Line(self._reads, writing=False)
        try:
            return self._asked(line, fn)
        finally:
            line.drop()

    def write_now(self, fn: Act[Answer], room: str = "") -> Answer:
        """`write` for code without an event loop."""
        return self.submit(fn, room).result()

    def submit(self, fn: Act[Answer], room: str = "") -> "Future[Answer]":
        """Queue an act; the future is done after the commit that holds it."""
        future: Future[Answer] = Future()
        self._put(_Queued(room, fn, future))
        return future

    def waiting(self) -> int:
        """How many acts wait for the writer."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish what has queued, then let go of the connections."""
        self._stopping = True
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
        for _ in self._readers:
            self._questions.put(None)
        for reader in self._readers:
            reader.join()
        self._line.drop()
        self._writes.dispose()
        self._reads.dispose()

    def _put(self, act: "_Queued") -> None:
        if self._stopping:
            raise RuntimeError("the database is closed")
        if self._queue.qsize() >= MOST_WAITING:
            raise RuntimeError("more acts wait for the writer than it can take")
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
            self._thread.start()
        self._queue.put(act)

    def _answer(self) -> None:
        """A reader's life: one question after the other."""
        line = Line(self._reads, writing=False)
        while (question := self._questions.get()) is not None:
            if not question.future.cancelled():
                try:
                    question.answer = self._asked(line, question.fn)
                except Exception as error:
                    question.error = error
                _settle_there([question])
            # Kept until the next question, an answer would be a whole board.
            del question
        line.drop()

    def _asked(self, line: "Line", fn: Act[Answer]) -> Answer:
        # After the database has been away every line in the pool is lost, and each is noticed when it is used: asking
        # each time first whether it is there would cost as much as a question.
        for _ in range(POOL):
            try:
                return line.read(fn)
            except DBAPIError as error:
                if not undone(error):
                    raise
        return line.read(fn)

    def _serve(self) -> None:
        rested = 0.0
        stopping = False
        while not stopping:
            batch = [self._next()]
            # Idle, it begins at once; busy, what comes within a tick is one commit and one frame.
            if (rest := rested - time.monotonic()) > 0:
                time.sleep(rest)
            rested = time.monotonic() + TICK_SECONDS
            while len(batch) < BATCH:
                try:
                    batch.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            acts = [act for act in batch if act is not None]
            stopping = len(acts) < len(batch)
            if acts:
                # Two workers that lock the same workshops in the same order cannot deadlock.
                measures.BATCH.observe(len(acts))
                self._written += len(acts)
                self._commit(acts if self.sqlite else sorted(acts, key=lambda act: act.room))

    def _next(self) -> "_Queued | None":
        """What is to be done next; before a longer wait for it, what has been written is put where it belongs."""
        pause = IDLE_SECONDS
        while self._erased or (self.sqlite and self._written >= TIDY_ACTS):
            try:
                return self._queue.get(timeout=pause)
            except queue.Empty:
                self._tidy()
                pause = AGAIN_SECONDS
        return self._queue.get()

    def _tidy(self) -> None:
        """Bring SQLite's log into its file, which else it does by itself while somebody waits for a commit.

        If something was erased, the log is emptied as well: it would say what was there until it is written over.
        """
        self._written = 0
        try:
            driver = self._line.driver()
            if self._erased:
                # Whoever still reads from the log is not waited for: a note may come meanwhile.
                driver.execute("PRAGMA busy_timeout=0")
                try:
                    held, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                finally:
                    driver.execute(f"PRAGMA busy_timeout={LOCKED_SECONDS * 1000}")
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
            self._line.drop()

    def _commit(self, acts: list["_Queued"]) -> None:
        moved: dict[int, int] = {}
        try:
            began = time.monotonic()
            if not self._committed(acts, moved):
                moved.clear()
                self._committed(acts, moved, last=True)
            measures.COMMIT.observe(time.monotonic() - began)
        except Exception as error:
            logs.failed(log, "a batch was not committed", error)
            moved.clear()
            for act in acts:
                act.error = act.error or error
        if moved:
            self.on_commit(moved)
        _settle_there(acts)

    def _committed(self, acts: list["_Queued"], moved: dict[int, int], *, last: bool = False) -> bool:
        """Run every act in its savepoint and commit once; False if the database has undone it all before the commit.

        A commit that was not answered raises, for it may have happened: nobody is told saved, and who sends it again
        makes no second note. Raises also what undid it the `last` time.
        """
        try:
            opened = self._line.driver()
            driver = opened if self.sqlite else None
            try:
                # Begun before the first act, so that it is noticed if one has ended it.
                session = self._line.begin()
                for act in acts:
                    if not act.future.cancelled():
                        self._act(session, act, moved, driver, alone=len(acts) == 1)
            except DBAPIError:
                if last:
                    raise
                self._line.drop()
                return False
            if moved and self.at_leisure is not None and self._queue.empty():
                with self.at_leisure(session, moved):
                    self._line.commit()
            else:
                self._line.commit()
        except Exception:
            self._line.drop()
            raise
        return True

    def _act(self, session: Session, act: "_Queued", moved: dict[int, int], driver: Any, *, alone: bool) -> None:
        """Run an act, in a savepoint unless it is alone; raises DBAPIError if the database has undone all of them."""
        session.info["moved"] = {}
        act.error = None
        try:
            if alone:
                act.answer = act.fn(session)
                _flush(session)
            else:
                with session.begin_nested():
                    # Only now is it set: statements of the hot path do not ask SQLAlchemy for its connection.
                    session.connection()
                    act.answer = act.fn(session)
                    _flush(session)
        except Exception as error:
            # SQLite may give up a whole transaction where the disk is full; what came next would be one of its own.
            if undone(error) or (driver is not None and not driver.in_transaction):
                raise
            act.error = error
            if alone:
                session.rollback()
        else:
            moved |= session.info["moved"]
            self._erased |= self.sqlite and session.info.pop("erased", False)
        forget(session)


def _flush(session: Session) -> None:
    # Most acts are statements, and leave nothing to be flushed.
    if list(session):
        session.flush()


def undone(error: Exception) -> bool:
    """Whether the database has given up the whole transaction: its line was lost, or two locks crossed."""
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or isinstance(error.orig, psycopg.errors.DeadlockDetected)
    )


@dataclass(eq=False, slots=True)
class _Queued:
    """An act, who waits for it (on which loop, if on one), and what came of it."""

    room: str
    fn: Act[Any]
    future: Future[Any] | asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop | None = None
    answer: Any = None
    error: Exception | None = None


def _settle_there(acts: list[_Queued]) -> None:
    """Tell everybody who waits for these, each on the loop they wait on."""
    waiting: dict[asyncio.AbstractEventLoop | None, list[_Queued]] = {}
    for act in acts:
        waiting.setdefault(act.loop, []).append(act)
    for loop, here in waiting.items():
        if loop is None:
            _settle(here)
            continue
        # Once for the whole batch: each call wakes the loop.
        with suppress(RuntimeError):  # it is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, here)


def _settle(acts: list[_Queued]) -> None:
    for act in acts:
        if act.future.done():
            continue  # whoever asked has gone
        if act.error is None:
            act.future.set_result(act.answer)
        else:
            act.future.set_exception(act.error)
