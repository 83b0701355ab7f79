"""The one writer and the readers.

`write(fn)` hands a function of a database session to this process's writer thread, which runs everything that
has queued, each in a savepoint, and commits once; the caller gets its answer only after that commit.
`read(fn)` runs on a reader connection and sees one moment from its first query to its last.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session

from app import measures

Answer = TypeVar("Answer")
Act = Callable[[Session], Answer]
READERS = 4
BATCH = 256
# While the database takes nothing, browsers ask again and again: what they asked before must not pile up.
MOST_WAITING = 10_000
# For a lock that another program holds: shorter than the browser waits for its answer.
LOCKED_SECONDS = 10
# What PostgreSQL lists our connections under.
NAME = "commonboard"

log = logging.getLogger("commonboard.database")


class Database:
    """One writer thread and a few readers over SQLite or PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self._writes = engine(url, writing=True)
        self._reads = engine(url, writing=False)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._queue: queue.SimpleQueue[tuple[str, Act[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stopping = False
        # Called on the writer thread after a commit, with the ids of the workshops that moved.
        self.on_commit: Callable[[dict[int, int]], None] = lambda moved: None

    async def read(self, fn: Act[Answer]) -> Answer:
        """The answer of `fn(session)`, all of it from one moment."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, fn)

    async def write(self, fn: Act[Answer], room: str = "") -> Answer:
        """The answer of `fn(session)` once it is committed. `room` is the workshop's key, for the order of locks.

        Raises what `fn` raises (its changes are undone, its neighbours' are not), or what the commit raises.
        """
        return await asyncio.wrap_future(self.submit(fn, room))

    def read_now(self, fn: Act[Answer]) -> Answer:
        """`read` for code without an event loop."""
        with Session(self._reads, expire_on_commit=False) as session:
            return fn(session)

    def write_now(self, fn: Act[Answer], room: str = "") -> Answer:
        """`write` for code without an event loop."""
        return self.submit(fn, room).result()

    def submit(self, fn: Act[Answer], room: str = "") -> "Future[Answer]":
        """Queue an act; the future is done after the commit that holds it."""
        if self._stopping:
            raise RuntimeError("the database is closed")
        if self._queue.qsize() >= MOST_WAITING:
            raise RuntimeError("more acts wait for the writer than it can take")
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
            self._thread.start()
        future: Future[Answer] = Future()
        self._queue.put((room, fn, future))
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
        self._readers.shutdown()
        self._writes.dispose()
        self._reads.dispose()

    def _serve(self) -> None:
        stopping = False
        while not stopping:
            batch = [self._queue.get()]
            while len(batch) < BATCH:
                try:
                    batch.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            acts = [item for item in batch if item is not None]
            stopping = len(acts) < len(batch)
            if acts:
                # Two workers that lock the same workshops in the same order cannot deadlock.
                with measures.COMMIT.time():
                    self._commit(sorted(acts, key=lambda item: item[0]) if not self.sqlite else acts)
                measures.BATCH.observe(len(acts))

    def _commit(self, acts: list[tuple[str, Act[Any], Future[Any]]]) -> None:
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        moved: dict[int, int] = {}
        try:
            with Session(self._writes, expire_on_commit=False) as session:
                for _room, fn, future in acts:
                    if not future.set_running_or_notify_cancel():
                        continue
                    session.info["moved"] = {}
                    try:
                        with session.begin_nested():
                            answer = fn(session)
                            session.flush()
                    except Exception as error:
                        answers.append((future, None, error))
                    else:
                        moved |= session.info["moved"]
                        answers.append((future, answer, None))
                    session.expunge_all()
                session.commit()
        except Exception as error:
            log.exception("a batch of %d acts was not committed", len(acts))
            for _room, _fn, future in acts:
                if not future.done():
                    future.set_exception(error)
            return
        if moved:
            self.on_commit(moved)
        for future, answer, error in answers:
            if error is None:
                future.set_result(answer)
            else:
                future.set_exception(error)


def engine(url: str, *, writing: bool) -> Engine:
    """Connections as the writer or the readers need them: what a transaction sees is decided here."""
    if url.startswith("sqlite"):
        made = create_engine(
            url,
            pool_size=1 if writing else READERS + 2,
            max_overflow=0 if writing else 20,
            # The driver must not open transactions by itself: with its defaults the first savepoint of a batch is
            # visible to others before the commit, and two SELECTs of one session see two states.
            connect_args={"isolation_level": None, "timeout": LOCKED_SECONDS, "check_same_thread": False},
        )

        @event.listens_for(made, "connect")
        def pragmas(connection: Any, _record: Any) -> None:
            _write_ahead(connection)
            for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={LOCKED_SECONDS * 1000}"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(made, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        return made
    if writing:
        return create_engine(
            url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args={"application_name": NAME}
        )
    return create_engine(
        url,
        connect_args={"application_name": NAME},
        pool_size=READERS + 2,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def _write_ahead(connection: Any) -> None:
    """`journal_mode=WAL`; while two processes open a new file together, SQLite refuses one of them without waiting."""
    end = time.monotonic() + LOCKED_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except DBAPIError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
