"""How overloaded this process is, and what it sheds: presence first, then newcomers, never a note."""

import logging
import time
from collections.abc import Callable

from app.live.hub import Hub
from app.live.periodic import every
from app.observability import metrics
from app.storage.database import Database

log = logging.getLogger("commonboard.overload")

CALM, SHEDDING, OVERLOADED = 0, 1, 2
MESSAGES = ("calm again", "busy: presence is not announced", "overloaded: newcomers wait")
# For each level: how late the event loop is, in seconds, or how many acts wait for the writer.
LIMITS = ((0.2, 256), (1.0, 1024))
# It counts at the second measurement in a row, for one page that is slow to render is no overload. It takes so long to
# fall by a level.
QUIET_SECONDS = 3.0
MEASURE_SECONDS = 0.5
CLOCK_SECONDS = 2.0


class Overload:
    """The level, from repeated measurements."""

    def __init__(self) -> None:
        self.level = CALM
        self._before = CALM
        self._reached_at = 0.0

    def measure(self, lag: float, waiting: int, now: float) -> None:
        """Take in one measurement: the event loop is `lag` seconds late at `now`, and `waiting` acts are queued."""
        found = sum(lag > late or waiting > many for late, many in LIMITS)
        sure, self._before = min(found, self._before), found
        if sure >= self.level:
            self._reached_at = now
            self._change(sure)
        elif now - self._reached_at >= QUIET_SECONDS:
            self._reached_at = now
            self._change(self.level - 1)

    def shedding(self) -> bool:
        """True while overloaded: presence is not announced."""
        return self.level >= SHEDDING

    def overloaded(self) -> bool:
        """True while newcomers are to wait."""
        return self.level >= OVERLOADED

    def _change(self, level: int) -> None:
        if level != self.level:
            self.level = level
            log.warning(MESSAGES[level])


class Clock:
    """Notices that the machine's clock was put back. Nothing here depends on that clock: order is by seq and by order
    keys, waits are on one that never goes back. But times that people read will be wrong, so the host is told."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._apart = wall() - steady()

    def went_back(self) -> float:
        """By how many seconds since this was last asked; 0 if by no more than CLOCK_SECONDS."""
        apart = self._wall() - self._steady()
        back, self._apart = self._apart - apart, apart
        return back if back > CLOCK_SECONDS else 0.0


async def watch(overload: Overload, database: Database, hub: Hub) -> None:
    """Measure for as long as the server runs."""
    clock = Clock()
    due = time.monotonic() + MEASURE_SECONDS

    async def measure() -> None:
        nonlocal due
        now = time.monotonic()
        lag, due = now - due, now + MEASURE_SECONDS
        waiting = database.waiting()
        overload.measure(lag, waiting, now)
        totals = hub.totals()
        metrics.LAG.set(lag)
        metrics.WAITING.set(waiting)
        metrics.LEVEL.set(overload.level)
        metrics.PEOPLE.set(totals.people)
        metrics.SOCKETS.set(totals.connections)
        metrics.QUEUED.set(totals.unsent)
        metrics.BEHIND.set(totals.behind)
        if back := clock.went_back():
            log.warning("the clock of this machine was put back by %.0f seconds", back)

    await every(lambda: MEASURE_SECONDS, measure, "this process could not be measured")
