"""Measures the overload of this process. It first pauses presence, then lets newcomers wait, and never delays notes."""

import logging
import time
from collections.abc import Callable

from app.live.hub import Hub
from app.live.periodic import every
from app.observability import metrics
from app.storage.database import Database

log = logging.getLogger("commonboard.overload")

CALM, SHEDDING, OVERLOADED = 0, 1, 2
MESSAGES = ("load is normal again", "busy: presence updates are off", "overloaded: new participants must wait")
# For each level: the event loop's delay in seconds, and the number of actions that wait for the writer.
LIMITS = ((0.2, 256), (1.0, 1024))
# The level rises at the second high measurement in a row, because one slow page is no overload. It falls by one after
# this time without a high measurement.
QUIET_SECONDS = 3.0
MEASURE_SECONDS = 0.5
CLOCK_SECONDS = 2.0


class Overload:
    """The level of overload (CALM, SHEDDING or OVERLOADED), from repeated measurements."""

    def __init__(self) -> None:
        self.level = CALM
        self._before = CALM
        self._reached_at = 0.0

    def measure(self, lag: float, waiting: int, now: float) -> None:
        """Take in one measurement: the event loop is `lag` seconds late at `now`, and `waiting` actions are queued."""
        measured = sum(lag > late or waiting > many for late, many in LIMITS)
        confirmed, self._before = min(measured, self._before), measured
        if confirmed >= self.level:
            self._reached_at = now
            self._change(confirmed)
        elif now - self._reached_at >= QUIET_SECONDS:
            self._reached_at = now
            self._change(self.level - 1)

    def shedding(self) -> bool:
        """True while presence is not announced."""
        return self.level >= SHEDDING

    def overloaded(self) -> bool:
        """True while newcomers must wait."""
        return self.level >= OVERLOADED

    def _change(self, level: int) -> None:
        if level != self.level:
            self.level = level
            log.warning(MESSAGES[level])


class Clock:
    """Notices that the machine's clock was set back, so that the log can warn the host about wrong times on screens.

    Nothing else depends on that clock: order comes from seqs and order keys, and waits use a monotonic clock.
    """

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._apart = wall() - steady()

    def went_back(self) -> float:
        """The seconds by which the clock was set back since the last call; 0 for CLOCK_SECONDS or less."""
        apart = self._wall() - self._steady()
        back, self._apart = self._apart - apart, apart
        return back if back > CLOCK_SECONDS else 0.0


async def watch(overload: Overload, database: Database, hub: Hub) -> None:
    """Measure every MEASURE_SECONDS until cancelled, and report the results as metrics."""
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
        metrics.BEHIND.set(totals.behind)
        if back := clock.went_back():
            log.warning("the system clock went back by %.0f seconds", back)

    await every(lambda: MEASURE_SECONDS, measure, "measuring the load of this process failed")
