"""Jobs for the database threads: their queue, and the delivery of their results to the callers."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlmodel import Session

Answer = TypeVar("Answer")


class ThreadDied(RuntimeError):
    """The database thread that ran this job died, so it is not known whether the job was done."""


@dataclass(eq=False, slots=True)
class Job:
    """A function of a database session, the caller's future (which belongs to `loop`, if there is one), and the result.

    `key` is the workshop's key, which sets the order of locks. `prepared` is True if `fn` needs no savepoint
    (see `Database.write`), `reads` if the writer is to run it as a read.
    """

    fn: Callable[[Session], Any]
    future: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None
    key: str = ""
    prepared: bool = False
    reads: bool = False
    answer: Any = None
    error: Exception | None = None

    def fail(self, error: BaseException) -> None:
        """Store the error, wrapped in a RuntimeError if a future cannot hold it or if it would end a thread or loop."""
        ordinary = isinstance(error, Exception) and not isinstance(error, StopIteration | StopAsyncIteration)
        if not ordinary:
            wrapped = RuntimeError(f"{type(error).__name__} in a function of the database")
            wrapped.__cause__ = error
        self.error = error if ordinary else wrapped


class JobQueue:
    """Jobs in order of arrival. put() raises RuntimeError if `longest` jobs wait, and after the queue is closed."""

    def __init__(self, longest: int | None = None) -> None:
        self.longest = longest
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        # Held while a job is put, so that no job arrives after `fail_waiting` has emptied the queue.
        self._lock = threading.Lock()
        self._refusal = ""

    def put(self, job: Job) -> None:
        with self._lock:
            if self._refusal:
                raise RuntimeError(self._refusal)
            if self.longest is not None and self._queue.qsize() >= self.longest:
                raise RuntimeError("too many actions are waiting for the writer")
            self._queue.put(job)

    def get(self, timeout: float | None = None) -> Job | None:
        """The next job, or None at the end. Raises queue.Empty after `timeout` seconds without a job."""
        return self._queue.get(timeout=timeout)

    def more(self, most: int) -> list[Job]:
        """At most `most` of the jobs that wait now. Call it only if no other thread takes jobs."""
        jobs: list[Job] = []
        while len(jobs) < most and not self._queue.empty():
            job = self._queue.get()
            if job is None:
                self._queue.put(None)  # only `get` returns the end
                break
            jobs.append(job)
        return jobs

    def waiting(self) -> int:
        """The approximate number of waiting jobs."""
        return self._queue.qsize()

    def close(self, threads: int) -> None:
        """Refuse further jobs, and make `get` return None to this many threads after the waiting jobs."""
        with self._lock:
            self._refusal = self._refusal or "the database is closed"
        for _ in range(threads):
            self._queue.put(None)

    def fail_waiting(self, error: Exception, *, close: bool, with_these: Iterable[Job] = ()) -> None:
        """Fail `with_these` and every waiting job; with `close` also refuse further jobs.

        Callers are answered after the queue is empty, so that a job they put in response does not fail as well.
        """
        failed = list(with_these)
        ends = 0
        with self._lock:
            if close:
                self._refusal = str(error)
            while not self._queue.empty():
                job = self._queue.get()
                if job is None:
                    ends += 1
                else:
                    failed.append(job)
            for _ in range(ends):
                self._queue.put(None)
        fail_all(failed, error)


def resolve(jobs: Iterable[Job]) -> None:
    """Set the result or the error of each job's future, on the event loop that the future belongs to."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[Job]] = {}
    for job in jobs:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, loop_jobs in by_loop.items():
        if loop is None:
            _resolve_here(loop_jobs)
            continue
        # One call per batch, because each call wakes the loop.
        with suppress(RuntimeError):  # the loop is closed, so no one waits
            loop.call_soon_threadsafe(_resolve_here, loop_jobs)


def fail_all(jobs: Iterable[Job], error: Exception) -> None:
    """Fail these jobs, and answer their callers."""
    failed = list(jobs)
    for job in failed:
        job.fail(error)
    resolve(failed)


def _resolve_here(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue  # the caller has cancelled it
        with suppress(InvalidStateError):  # the caller has cancelled it in another thread since the check
            if job.error is None:
                job.future.set_result(job.answer)
            else:
                job.future.set_exception(job.error)
