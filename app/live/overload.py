"""How hard this process is pressed, and what is left out then: presence first, then newcomers, never a note."""

import asyncio
import logging
import time
from collections.abc import Callable

from app.live.hub import Hub
from app.observability import metrics
from app.storage.database import Database

log = logging.getLogger("commonboard.load")

CALM, PRESSED, OVERLOADED = 0, 1, 2
WORDS = ("calm again", "pressed: leaving out who is here", "overloaded: newcomers wait")
# For each level: how late the event loop is, in seconds, or how many acts wait for the writer.
LEVELS = ((0.2, 256), (1.0, 1024))
# Twice in a row before it counts, for one page that is slow to draw is no overload; and so long quiet until it is over.
QUIET_SECONDS = 3.0
TICK_SECONDS = 0.5
CLOCK_SECONDS = 2.0


class Load:
    """The level, from what is measured again and again."""

    def __init__(self) -> None:
        self.level = CALM
        self._before = CALM
        self._since = 0.0

    def measure(self, lag: float, waiting: int, now: float) -> None:
        """Take in one measurement; `now` is seconds on any clock that never goes back."""
        found = sum(lag > late or waiting > many for late, many in LEVELS)
        sure, self._before = min(found, self._before), found
        if sure >= self.level:
            self._since = now
            self._change(sure)
        elif now - self._since >= QUIET_SECONDS:
            self._since = now
            self._change(self.level - 1)

    def pressed(self) -> bool:
        """Whether to leave out what can be left out."""
        return self.level >= PRESSED

    def overloaded(self) -> bool:
        """Whether newcomers are to wait."""
        return self.level >= OVERLOADED

    def _change(self, level: int) -> None:
        if level != self.level:
            self.level = level
            log.warning(WORDS[level])


class Clock:
    """Notices when the machine's clock was put back. Nothing here depends on it: order is by seq and by order keys,
    waits are on a clock that never goes back; but times that people read will be wrong, so the host is told."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._apart = wall() - steady()

    def went_back(self) -> float:
        """By how many seconds since the last time it was asked; 0 for none worth telling."""
        apart = self._wall() - self._steady()
        back, self._apart = self._apart - apart, apart
        return back if back > CLOCK_SECONDS else 0.0


async def watch(load: Load, database: Database, hub: Hub) -> None:
    """Measure for as long as the server runs."""
    clock = Clock()
    while True:
        due = time.monotonic() + TICK_SECONDS
        await asyncio.sleep(TICK_SECONDS)
        now = time.monotonic()
        waiting = database.waiting()
        load.measure(now - due, waiting, now)
        metrics.LAG.set(now - due)
        metrics.WAITING.set(waiting)
        metrics.LEVEL.set(load.level)
        standing = hub.standing()
        metrics.PEOPLE.set(standing.people)
        metrics.SOCKETS.set(standing.sockets)
        metrics.QUEUED.set(standing.unsent)
        metrics.BEHIND.set(standing.behind)
        if back := clock.went_back():
            log.warning("the clock of this machine was put back by %.0f seconds", back)
