"""The asyncio code around `admission_queue.py`: requests of newcomers wait for a turn, and notes go first."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from math import inf

from app.domain.errors import gettext_noop
from app.observability import metrics
from app.web.security.admission_queue import AdmissionQueue, Answer, Policy, Stage, Ticket
from app.web.security.rate_limit import TooFast

# Seconds until a waiting page retries. They are random, so that a crowd does not retry at once.
RETRY_SECONDS = (4.0, 12.0)


class Busy(TooFast):
    """Too many newcomers are waiting; retry after `seconds`."""

    default = gettext_noop("Many people are joining right now.")

    # The label under which the metrics count it.
    what = "joins"

    def __init__(self) -> None:
        super().__init__(random.uniform(*RETRY_SECONDS))  # noqa: S311
        metrics.SHED.labels(self.what).inc()


class Admission:
    """Admits the newcomers of one process."""

    def __init__(self, policy: Policy) -> None:
        self._queue = AdmissionQueue(policy)
        self._answered: dict[Ticket, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """The number of requests that wait for a turn."""
        return self._queue.waiting

    @asynccontextmanager
    async def turn(self, stage: Stage) -> AsyncGenerator[None]:
        """Wait for a turn and hold it inside the block. Raises Busy if none comes in time."""
        ticket = self._queue.arrive(stage, time.monotonic())
        try:
            self._decide()
            if ticket.answer is Answer.WAIT:
                self._answered[ticket] = asyncio.get_running_loop().create_future()
                await self._answered[ticket]
            if ticket.answer is Answer.COME_BACK:
                raise Busy
            yield
        finally:
            self._answered.pop(ticket, None)
            self._queue.leave(ticket, time.monotonic())
            self._decide()

    @contextmanager
    def note(self) -> Generator[None]:
        """Slow newcomers down inside the block, while a note is saved."""
        self._queue.note_arrives()
        try:
            yield
        finally:
            self._queue.note_done()
            # Usually no one waits, and this runs for every note.
            if self.waiting:
                self._decide()

    def _decide(self) -> None:
        now = time.monotonic()
        for ticket in self._queue.decide(now):
            if (answered := self._answered.get(ticket)) is not None and not answered.done():
                answered.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if (due := self._queue.decide_at()) < inf:
            self._timer = asyncio.get_running_loop().call_later(due - now, self._decide)
