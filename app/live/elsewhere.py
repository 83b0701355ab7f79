"""Who is at the other workers, for the rooms of this one.

Once a second each worker tells what has changed since the last time, room by room, and at which number every room
stands. Whoever is new or has missed something sees that its number is another one, and asks; only then does a whole
room travel, and only between workers. A worker that is silent has died: its people have come back elsewhere, or not.
"""

import asyncio
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.live.presence import Presence

BEAT_SECONDS = 1.0
# Longer than people need to come back to another worker, so that the count does not fall and rise again.
SILENT_SECONDS = 6.0


@dataclass
class _Worker:
    """What another worker has told: for each room the number it stands at, and who is there."""

    heard_at: float
    rooms: dict[int, tuple[int, frozenset[str]]] = field(default_factory=dict)


class Elsewhere:
    """What this worker tells the others, and what it has heard from them."""

    def __init__(
        self,
        rooms: Callable[[], Mapping[int, Presence]],
        changed: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rooms = rooms
        self._changed = changed
        self._clock = clock
        self._number = itertools.count(1)
        self._told: dict[int, tuple[int, frozenset[str]]] = {}
        self._workers: dict[str, _Worker] = {}
        self._asked: set[int] = set()
        self._missed: set[int] = set()

    async def run(self, say: Callable[[dict[str, Any]], None]) -> None:
        """Tell the others for ever."""
        while True:
            say(self.beat())
            await asyncio.sleep(BEAT_SECONDS)

    def beat(self) -> dict[str, Any]:
        """What to tell now: for each room that changed (from number, who came, who went); a 0 means the whole room."""
        rooms = self._rooms()
        moves: dict[int, tuple[int, list[str], list[str]]] = {}
        for room, presence in rooms.items():
            now = frozenset(presence.seats())
            number, told = self._told.get(room, (0, frozenset()))
            if room in self._asked:
                number, told = 0, frozenset()
            if now != told or (room in self._asked):
                moves[room] = (number, sorted(now - told), sorted(told - now))
                self._told[room] = (next(self._number), now)
        for room in self._told.keys() - rooms.keys():
            del self._told[room]
        said = {
            "rooms": {room: number for room, (number, _seats) in self._told.items()},
            "moves": moves,
            "ask": sorted(self._missed),
        }
        self._asked.clear()
        self._missed.clear()
        late = self._clock() - SILENT_SECONDS
        if silent := [name for name, worker in self._workers.items() if worker.heard_at < late]:
            for name in silent:
                del self._workers[name]
            self._count(rooms)
        return said

    def heard(self, name: str, beat: dict[str, Any]) -> None:
        """Another worker has told this."""
        rooms = self._rooms()
        worker = self._workers.setdefault(name, _Worker(0))
        worker.heard_at = self._clock()
        numbers = {int(room): number for room, number in beat["rooms"].items()}
        self._asked |= rooms.keys() & set(beat["ask"])
        for text, (before, came, went) in beat["moves"].items():
            room = int(text)
            number, seats = worker.rooms.get(room, (0, frozenset()))
            if room in rooms and room in numbers and before in (0, number):
                worker.rooms[room] = (numbers[room], (seats if before else frozenset()).union(came).difference(went))
        for room in worker.rooms.keys() - (rooms.keys() & numbers.keys()):
            del worker.rooms[room]
        self._missed |= {room for room in rooms if worker.rooms.get(room, (0,))[0] != numbers.get(room, 0)}
        self._count(rooms)

    def _count(self, rooms: Mapping[int, Presence]) -> None:
        for room, presence in rooms.items():
            others = [worker.rooms[room][1] for worker in self._workers.values() if room in worker.rooms]
            presence.workers = 1 + len(others)
            seats = frozenset().union(*others)
            if seats != presence.others:
                presence.others = seats
                self._changed(room)
