"""One workshop as this process sees it: its doors, who is here, and how far its tail has read."""

import asyncio

from app.live.door import Door
from app.live.painting import Audience, Painting
from app.live.presence import Presence

# Where a room stands (its seq and epoch) and whom it would tell. It is never changed, but replaced by another.
Standpoint = tuple[int, str, dict[Audience, dict[str, list[Door]]]]


class Room:
    """The doors of one workshop and how far its tail has read."""

    def __init__(self, workshop_id: int, seen: int, epoch: str) -> None:
        self.workshop_id = workshop_id
        self.seen = self.told = seen
        self.epoch = epoch
        self.doors: set[Door] = set()
        self.newcomers: set[Door] = set()
        self._live: dict[Audience, dict[str, list[Door]]] | None = None
        self.presence = Presence()
        self.announced = 0
        self.asking = 0  # twins waiting for news
        self.nudged = True
        self.wake = asyncio.Event()
        self.arrived = asyncio.Condition()
        self.tail: asyncio.Task[None] | None = None
        # While the tail rests; and what was painted meanwhile from there.
        self.resting: Standpoint | None = None
        self.ready: tuple[Standpoint, Painting] | None = None

    def standpoint(self) -> Standpoint:
        return self.seen, self.epoch, self.live()

    def take_ready(self) -> Painting | None:
        """What was painted ahead, if it is still what a look would paint now."""
        ready, self.ready = self.ready, None
        if ready is None:
            return None
        (seen, epoch, live), painting = ready
        fits = (seen, epoch) == (self.seen, self.epoch) and live is self._live and painting.seq >= self.told
        return painting if fits else None

    def live(self) -> dict[Audience, dict[str, list[Door]]]:
        """Whoever is to be told what happens: the live doors of every seat of every audience."""
        if self._live is None:
            self._live = {}
            for door in self.doors:
                if door.live:
                    self._live.setdefault(door.audience, {}).setdefault(door.seat, []).append(door)
        return self._live

    def changed(self) -> None:
        """A door has come, gone live, or left."""
        self._live = None

    @property
    def empty(self) -> bool:
        return not self.doors and not self.asking and not self.presence.seats()
