"""The reader threads: each function of a session sees one snapshot of the database."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.internals.prepared_statements import CompiledStatements
from app.storage.connections import POOL, READERS, transaction_lost
from app.storage.jobs import Answer, Job, JobQueue, ThreadDied, fail_all, resolve
from app.storage.sessions import ReadSession, SessionHolder
from app.storage.supervision import SupervisedThread


class Readers:
    """READERS threads behind one queue. `give_up` is called once, with one line, if a thread keeps dying."""

    def __init__(self, engine: Engine, compiled: CompiledStatements, give_up: Callable[[str], None]) -> None:
        self._queue = JobQueue()
        self._give_up = give_up
        self._giving_up = threading.Lock()
        self._given_up = False
        self._all = [
            _Reader(f"reader-{number}", self._queue, SessionHolder(engine, ReadSession, compiled), self._gave_up)
            for number in range(READERS)
        ]

    def put(self, job: Job) -> None:
        """Queue a job. Raises RuntimeError after these readers are closed."""
        self._queue.put(job)
        for reader in self._all:
            reader.thread.start()

    def close(self) -> None:
        """Run the waiting jobs, then end the threads."""
        self._queue.close(len(self._all))
        for reader in self._all:
            reader.thread.join()

    def _gave_up(self, message: str) -> None:
        with self._giving_up:
            first, self._given_up = not self._given_up, True
        self._queue.fail_waiting(ThreadDied(message), close=True)
        # A second call would make the process stop without finishing its requests.
        if first:
            self._give_up(message)


class _Reader:
    """One thread, its session, and its current job."""

    def __init__(
        self, name: str, jobs: JobQueue, holder: SessionHolder[ReadSession], give_up: Callable[[str], None]
    ) -> None:
        self.thread = SupervisedThread(name, self._step, died=self._died, give_up=give_up)
        self._jobs = jobs
        self._holder = holder
        self._job: Job | None = None

    def _step(self) -> bool:
        self._job = job = self._jobs.get()
        if job is None:
            self._holder.drop()
            return False
        run(self._holder, job)
        # Released now, because an answer can hold a whole board in memory until the next job.
        self._job = None
        return True

    def _died(self, error: ThreadDied) -> None:
        self._holder.drop()
        if self._job is not None:
            fail_all([self._job], error)
            self._job = None


def run(holder: SessionHolder[Any], job: Job) -> None:
    """Run a job as a read, unless its caller has cancelled it, and answer the caller."""
    if not job.future.cancelled():
        try:
            job.answer = read(holder, job.fn)
        except BaseException as error:
            job.fail(error)
        resolve([job])


def read(holder: SessionHolder[Any], fn: Callable[[Session], Answer]) -> Answer:
    """The result of `fn(session)`, run again after a lost connection."""
    # After the database was away, every pooled connection is lost, and only using it shows that. A ping before each
    # read would cost as much as the read.
    for _ in range(POOL):
        try:
            return holder.read(fn)
        except DBAPIError as error:
            if not transaction_lost(error):
                raise
    return holder.read(fn)
