"""One workshop as this process sees it: its doors, who is here, and how far its tail has read."""

import asyncio
import json
from collections.abc import Callable

from app.live.door import STAY_AWAY, Door, Frame
from app.live.painting import Audience, Painting, envelope, slip_frame
from app.live.presence import Presence

# Where a room stands (its seq and epoch) and whom it would tell. It is never changed, but replaced by another.
Standpoint = tuple[int, str, dict[Audience, dict[str, list[Door]]]]
# What was painted from there before its tail has asked for it.
Ahead = tuple[Standpoint, Painting]


class Room:
    """The doors of one workshop and how far its tail has read. `blur` is for the names that seats are counted by."""

    def __init__(self, workshop_id: int, seen: int, epoch: str, blur: Callable[[str], str] = str) -> None:
        self.workshop_id = workshop_id
        self.seen = self.told = seen
        self.epoch = epoch
        self.doors: set[Door] = set()
        self.newcomers: set[Door] = set()
        self.presence = Presence()
        self.announced = 0
        self.asking = 0  # twins waiting for news
        self.nudged = True
        # When the next look may begin, on the clock that never goes back.
        self.due = 0.0
        self.wake = asyncio.Event()
        self.arrived = asyncio.Condition()
        self.tail: asyncio.Task[None] | None = None
        # While the tail rests; and what was painted meanwhile from there.
        self.resting: Standpoint | None = None
        self.ready: Ahead | None = None
        self._live: dict[Audience, dict[str, list[Door]]] | None = None
        self._blur = blur

    def opened(self, door: Door) -> None:
        """Somebody comes; the tail brings them up to date."""
        self.doors.add(door)
        self.newcomers.add(door)
        self._came(door.seat)

    def closed(self, door: Door) -> None:
        """Somebody has gone."""
        self.doors.discard(door)
        self.newcomers.discard(door)
        self.changed()
        self.presence.went(self._blur(door.seat))

    def asks(self, seat: str) -> None:
        """A twin comes for news."""
        self.asking += 1
        self._came(seat)

    def asked(self, seat: str) -> None:
        """A twin has been answered."""
        self.asking -= 1
        self.presence.went(self._blur(seat))

    def tabs(self, seat: str) -> int:
        """In how many places this seat is here."""
        return self.presence.tabs(self._blur(seat))

    def rests(self) -> bool:
        """Whether nothing is under way here, and nobody but its live doors waits to be told."""
        return self.resting is not None and not self.asking

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

    def tell(self, live: dict[Audience, dict[str, list[Door]]], painting: Painting) -> None:
        """Tell these doors what was painted for them, in one frame per audience: from now on the room has seen it."""
        self.seen, self.epoch = painting.seq, painting.epoch
        for seat, audience in painting.cut:
            for door in live[audience][seat]:
                door.close(STAY_AWAY)
            self.presence.removed(self._blur(seat))
        # Before the frame with the number: whoever is cut off between the two comes back with the old one.
        for (seat, audience), slip in painting.slips.items():
            frame = slip_frame(slip)
            for door in live[audience][seat]:
                door.push(frame, None)
        for audience, seats in live.items():
            frame = envelope(painting, painting.common.get(audience, ""))
            for doors in seats.values():
                for door in doors:
                    if painting.epoch != door.epoch:
                        door.sent, door.epoch = -1, painting.epoch
                    door.push(frame, painting.seq)

    def bring_up(self, door: Door, painting: Painting) -> None:
        """Tell a newcomer what it has missed; from now on it is live."""
        place = (door.seat, door.audience)
        if place in painting.cut:
            door.close(STAY_AWAY)
            return
        content = painting.common.get(door.audience, "") + painting.slips.get(place, "")
        if painting.epoch != door.epoch:
            # In another epoch the numbers start anew.
            door.sent = -1
        if painting.whole or painting.seq > door.sent:
            door.push(envelope(painting, content), None if painting.whole else painting.seq)
        elif content:
            door.push(slip_frame(content), None)
        door.live, door.epoch = True, painting.epoch

    def announce(self) -> None:
        """Tell how many are here: a number, never a list of everybody."""
        self.announced = self.presence.here()
        frame = Frame(json.dumps({"here": self.announced}))
        for door in self.doors:
            door.push(frame, None)

    @property
    def empty(self) -> bool:
        return not self.doors and not self.asking and not self.presence.seats()

    def _came(self, seat: str) -> None:
        self.presence.came(self._blur(seat))
        self.wake.set()
