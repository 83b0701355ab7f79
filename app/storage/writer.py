"""The writer thread: it runs the queued actions and commits once per batch. An error undoes only its own action.

Between two batches it makes one of the waiting reads, so that neither keeps the other waiting for long.
"""

import logging
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.internals.prepared_statements import CompiledStatements
from app.observability import logs, metrics
from app.storage.checkpoints import Checkpoints
from app.storage.connections import transaction_lost
from app.storage.jobs import Job, JobQueue, ThreadDied, resolve
from app.storage.readers import run
from app.storage.sessions import Handover, SessionHolder, WriteSession, forget
from app.storage.supervision import SupervisedThread

BATCH = 256
# While the database is away, browsers repeat their requests, and the queue must not grow without limit.
MOST_WAITING = 10_000
# The shortest time from the start of one batch to the start of the next.
TICK_SECONDS = 0.005

log = logging.getLogger("commonboard.database")


class BatchLost(Exception):
    """The whole batch was rolled back before the commit."""


class Writer:
    """Commits batches of actions. After each commit `notify` is called with the new seq of every workshop that moved.

    `give_up` is called with one line if the thread keeps dying.
    """

    def __init__(
        self,
        engine: Engine,
        compiled: CompiledStatements,
        *,
        notify: Callable[[dict[int, int]], None],
        give_up: Callable[[str], None],
    ) -> None:
        self._sqlite = engine.dialect.name == "sqlite"
        self._holder = SessionHolder(engine, WriteSession, compiled)
        self._checkpoints = Checkpoints(self._holder) if self._sqlite else None
        self._notify = notify
        self._give_up = give_up
        self._jobs = JobQueue(MOST_WAITING)
        # Taken from the queue, so that their callers are answered if this thread dies.
        self._batch: list[Job] = []
        self._reads: deque[Job] = deque()
        # The earliest start of the next batch, in seconds of the monotonic clock.
        self._due = 0.0
        self._thread = SupervisedThread("writer", self._step, died=self._died, give_up=self._gave_up)

    def put(self, job: Job) -> None:
        """Queue a job. Raises RuntimeError if MOST_WAITING jobs wait, and after the writer is closed."""
        self._jobs.put(job)
        self._thread.start()

    def waiting(self) -> int:
        """The number of waiting actions."""
        return self._jobs.waiting()

    def close(self) -> None:
        """Commit the waiting actions, then end the thread."""
        self._jobs.close(1)
        self._thread.join()
        self._holder.drop()

    def _step(self) -> bool:
        """Commit one batch, make one read, or both; returns False after the last job."""
        if not self._batch and not self._reads:
            first = self._next()
            if first is None:
                return False
            self._take([first])
        self._take(self._jobs.more(BATCH - len(self._batch)))
        # An idle writer begins at once; a busy one gathers the actions of one tick in one commit and one frame.
        wait = self._due - time.monotonic()
        if self._batch and (wait <= 0 or not self._reads):
            if wait > 0:
                time.sleep(wait)
                self._take(self._jobs.more(BATCH - len(self._batch)))
            self._due = time.monotonic() + TICK_SECONDS
            self._write()
        if self._reads:
            run(self._holder, self._reads[0])
            # Released now, because an answer can hold a whole board in memory until the next job.
            self._reads.popleft()
        return True

    def _take(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            (self._reads if job.reads else self._batch).append(job)

    def _write(self) -> None:
        """Commit the batch, notify, and answer its callers."""
        metrics.BATCH.observe(len(self._batch))
        if not self._sqlite:
            # Two workers that lock the same workshops in the same order cannot deadlock.
            self._batch.sort(key=lambda job: job.key)
        handover = self._commit(self._batch)
        if handover.moved:
            try:
                self._notify(handover.moved)
            except Exception as error:
                # The actions are committed, and followers find them a little later by polling the journals.
                logs.failed(log, "notifying after a commit failed", error)
        resolve(self._batch)
        self._batch = []

    def _next(self) -> Job | None:
        """The next action, or None at the end. A longer wait is used to copy the write-ahead log into the file."""
        while self._checkpoints is not None and (idle := self._checkpoints.due_after) is not None:
            try:
                return self._jobs.get(timeout=idle)
            except queue.Empty:
                self._checkpoints.checkpoint_wal()
        return self._jobs.get()

    def _commit(self, jobs: list[Job]) -> Handover:
        """Commit a batch, with a second attempt if the database rolled it back; returns its handover."""
        began = time.monotonic()
        try:
            try:
                handover = self._attempt(jobs, savepoints=False)
            except BatchLost:
                handover = self._attempt(jobs, savepoints=True)
        except Exception as error:
            cause = error.__cause__
            reason = cause if isinstance(error, BatchLost) and isinstance(cause, Exception) else error
            logs.failed(log, "committing a batch failed", reason)
            for job in jobs:
                if job.error is None:
                    job.fail(reason)
            return Handover()
        metrics.COMMIT.observe(time.monotonic() - began)
        if self._checkpoints is not None:
            self._checkpoints.count(len(jobs), erased=handover.erased)
        return handover

    def _attempt(self, jobs: list[Job], *, savepoints: bool) -> Handover:
        """Run every action and commit once. `savepoints` sets them for prepared actions as well.

        Raises BatchLost if everything was rolled back before the commit. An unanswered commit raises its own error,
        because it may have happened: no caller is told "saved", and sending a note again adds no second note.
        """
        handover = Handover()
        try:
            # Begun before the first action, so that an action that ends the transaction is noticed.
            try:
                session = self._holder.begin()
            except DBAPIError as error:
                raise BatchLost from error
            for job in jobs:
                if not job.future.cancelled():
                    self._run(session, job, handover, savepoint=savepoints or not job.prepared)
            self._holder.commit()
        except BaseException:
            self._holder.drop()
            raise
        return handover

    def _run(self, session: WriteSession, job: Job, handover: Handover, *, savepoint: bool) -> None:
        """Run one action; its error undoes only its own changes. Raises BatchLost if all must be rolled back."""
        job.error = None
        session.handover = Handover()
        try:
            if savepoint:
                with session.begin_nested():
                    # This sets the savepoint now; prepared statements do not ask the session for its connection.
                    session.connection()
                    job.answer = job.fn(session)
            else:
                job.answer = job.fn(session)
        except BaseException as error:
            # SQLite may roll back the whole transaction on a full disk; later actions would run outside it.
            if transaction_lost(error) or (self._sqlite and not session.driver.in_transaction):
                raise BatchLost from error
            if not savepoint and _may_have_changed(session, error):
                raise BatchLost from error
            job.fail(error)
        else:
            if not savepoint and list(session):
                # Changes of loaded objects are stored only at the end of a savepoint.
                raise BatchLost
            handover.add(session.handover)
        forget(session)

    def _died(self, error: ThreadDied) -> None:
        self._holder.drop()
        failed = [*self._batch, *self._reads]
        self._batch, self._reads = [], deque()
        self._jobs.fail_waiting(error, with_these=failed, close=False)

    def _gave_up(self, message: str) -> None:
        self._jobs.fail_waiting(ThreadDied(message), close=True)
        self._give_up(message)


def _may_have_changed(session: WriteSession, error: BaseException) -> bool:
    """True unless a failed action certainly left nothing to undo: it records its event before its first change."""
    return bool(session.handover.moved) or bool(list(session)) or isinstance(error, DBAPIError)
