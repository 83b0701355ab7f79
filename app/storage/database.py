"""The database of one process: one thread that writes, a few that read.

`write(fn)` hands a function of a database session to the writer thread, which runs everything that has queued, each in
a savepoint, and commits once; the caller gets its answer only after that commit. `read(fn)` runs on a reader thread and
sees one moment from its first query to its last. Do only database work inside them: while a function formats a file or
hashes a password, nobody else is served.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from sqlmodel import Session

from app.internals.prepared_statements import CompiledStatements
from app.storage.connections import engine
from app.storage.jobs import Answer, Job
from app.storage.readers import Readers, read
from app.storage.sessions import ReadSession, SessionHolder
from app.storage.supervision import stop_process
from app.storage.writer import Writer

Action = Callable[[Session], Answer]


class Database:
    """One writer and a few readers over SQLite or PostgreSQL; their threads start when they are first needed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        # Called on the writer thread after a commit, with the workshops that moved, by id, and up to which seq.
        self.on_commit: Callable[[dict[int, int]], None] = lambda moved: None
        # Called with one line when a thread dies and cannot be replaced.
        self.on_give_up: Callable[[str], None] = stop_process
        self._writes = engine(url, writing=True)
        self._reads = engine(url, writing=False)
        self._compiled = CompiledStatements()
        self._writer = Writer(
            self._writes,
            self._compiled,
            notify=lambda moved: self.on_commit(moved),
            give_up=lambda message: self.on_give_up(message),
        )
        self._readers = Readers(self._reads, self._compiled, give_up=lambda message: self.on_give_up(message))

    async def read(self, fn: Action[Answer]) -> Answer:
        """The answer of `fn(session)`, all of it from one moment."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._readers.put(Job(fn, future, loop))
        return await future

    async def write(self, fn: Action[Answer], key: str = "") -> Answer:
        """The answer of `fn(session)` once it is committed. `key` is the workshop's, for the order of locks.

        Raises what `fn` raises (its changes are undone, its neighbours' are not), or what the commit raises.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._writer.put(Job(fn, future, loop, key))
        return await future

    def read_now(self, fn: Action[Answer]) -> Answer:
        """`read` for code without an event loop."""
        holder = SessionHolder(self._reads, ReadSession, self._compiled)
        try:
            return read(holder, fn)
        finally:
            holder.drop()

    def write_now(self, fn: Action[Answer], key: str = "") -> Answer:
        """`write` for code without an event loop."""
        return self.submit(fn, key).result()

    def submit(self, fn: Action[Answer], key: str = "") -> "Future[Answer]":
        """Queue an action; the future is done after the commit that holds it."""
        future: Future[Answer] = Future()
        self._writer.put(Job(fn, future, key=key))
        return future

    def waiting(self) -> int:
        """How many actions wait for the writer."""
        return self._writer.waiting()

    def close(self) -> None:
        """Finish what has queued, then let go of the connections."""
        self._writer.close()
        self._readers.close()
        self._writes.dispose()
        self._reads.dispose()
