"""What waits for a database thread, and how whoever asked is told."""

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
    """The database thread that had this job died: whether the job was done is not known."""


@dataclass(eq=False, slots=True)
class Job:
    """A function of a database session, the future of whoever waits (on `loop`, if on one), and what came of it.

    `key` is a workshop's key, for the order of locks.
    """

    fn: Callable[[Session], Any]
    future: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None
    key: str = ""
    answer: Any = None
    error: Exception | None = None

    def fail(self, error: BaseException) -> None:
        """Keep why it failed, as something that a future can hold and that ends neither a thread nor an event loop."""
        ordinary = isinstance(error, Exception) and not isinstance(error, StopIteration | StopAsyncIteration)
        if not ordinary:
            wrapped = RuntimeError(f"{type(error).__name__} in a function of the database")
            wrapped.__cause__ = error
        self.error = error if ordinary else wrapped


class JobQueue:
    """Jobs in the order they came. put() raises RuntimeError where `longest` wait already, and once it is closed."""

    def __init__(self, longest: int | None = None) -> None:
        self.longest = longest
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        # Held while a job is put, so that none slips in after the last look.
        self._lock = threading.Lock()
        self._refusal = ""

    def put(self, job: Job) -> None:
        with self._lock:
            if self._refusal:
                raise RuntimeError(self._refusal)
            if self.longest is not None and self._queue.qsize() >= self.longest:
                raise RuntimeError("more actions wait for the writer than it can take")
            self._queue.put(job)

    def get(self, timeout: float | None = None) -> Job | None:
        """The next job; None at the end. Raises queue.Empty when none has come for `timeout` seconds."""
        return self._queue.get(timeout=timeout)

    def more(self, most: int) -> list[Job]:
        """At most so many of the jobs that wait now. For the only thread that takes any."""
        found: list[Job] = []
        while len(found) < most and not self._queue.empty():
            job = self._queue.get()
            if job is None:
                self._queue.put(None)  # the end is for `get`
                break
            found.append(job)
        return found

    def waiting(self) -> int:
        return self._queue.qsize()

    def close(self, threads: int) -> None:
        """Take no more jobs, and tell so many threads, once they have done what waits, that this is the end."""
        with self._lock:
            self._refusal = self._refusal or "the database is closed"
        for _ in range(threads):
            self._queue.put(None)

    def fail_waiting(self, error: Exception, *, close: bool, with_these: Iterable[Job] = ()) -> None:
        """Fail `with_these` and every job that waits; with `close` no further job is taken either.

        Nobody is told before the queue is empty: what they ask in answer is not failed with it.
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
    """Tell everyone who waits for these jobs, each on the event loop they wait on."""
    waiting: dict[asyncio.AbstractEventLoop | None, list[Job]] = {}
    for job in jobs:
        waiting.setdefault(job.loop, []).append(job)
    for loop, theirs in waiting.items():
        if loop is None:
            _resolve_here(theirs)
            continue
        # Once for the whole batch: each call wakes the loop.
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_resolve_here, theirs)


def fail_all(jobs: Iterable[Job], error: Exception) -> None:
    """Tell everyone who waits for these jobs that they failed."""
    failed = list(jobs)
    for job in failed:
        job.fail(error)
    resolve(failed)


def _resolve_here(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue  # whoever asked has gone
        with suppress(InvalidStateError):  # they went at this very moment, in another thread
            if job.error is None:
                job.future.set_result(job.answer)
            else:
                job.future.set_exception(job.error)
