"""The database of one process: one writer thread and a few reader threads.

`write(fn)` passes a function of a database session to the writer thread. The thread runs all queued functions, commits
once, and answers each caller after that commit; a function that fails is undone alone. `read(fn)` runs on a reader
thread and sees one snapshot. Do only database work inside them: other callers wait while a function formats a file or
hashes a password.
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
    """One writer and READERS readers of SQLite or PostgreSQL. Each thread starts when it is first needed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        # Called on the writer thread after a commit, with the new seq of each workshop that moved, by id.
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
        """The result of `fn(session)`, which sees one snapshot and may run again after a lost connection.

        Raises what `fn` raises.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._readers.put(Job(fn, future, loop))
        return await future

    async def read_written(self, fn: Action[Answer]) -> Answer:
        """`read` of what has just been written. On SQLite, the writer's thread runs it between two batches.

        Its connection still has the written pages, and two threads do not take the interpreter from each other. Notes
        wait for one such read at most, so use it only where a read follows each batch.
        """
        if not self.sqlite:
            return await self.read(fn)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._writer.put(Job(fn, future, loop, reads=True))
        return await future

    async def write(self, fn: Action[Answer], key: str = "", *, prepared: bool = False) -> Answer:
        """The result of `fn(session)` after its commit. `key` is the workshop's key, which sets the order of locks.

        Raises what `fn` raises, and then only the changes of `fn` are undone, or what the commit raises. With
        `prepared`, `fn` promises to execute prepared statements only, and to record its event before its first change.
        It then needs no savepoint, which saves a fifth of the writer's time. If it fails after that, or has loaded
        objects, the batch is done again with savepoints.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._writer.put(Job(fn, future, loop, key, prepared))
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

    def submit(self, fn: Action[Answer], key: str = "", *, prepared: bool = False) -> "Future[Answer]":
        """Queue an action as `write` does; the future is done after the commit that contains it."""
        future: Future[Answer] = Future()
        self._writer.put(Job(fn, future, key=key, prepared=prepared))
        return future

    def compile_queries(self) -> None:
        """Compile the prepared queries now, which the first note after a start would otherwise wait for."""
        self._compiled.compile_queries(self._reads.dialect)

    def waiting(self) -> int:
        """The number of actions that wait for the writer."""
        return self._writer.waiting()

    def close(self) -> None:
        """Finish the queued actions, then close the connections."""
        self._writer.close()
        self._readers.close()
        self._writes.dispose()
        self._reads.dispose()
