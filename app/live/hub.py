"""Rooms, one tail per workshop, and its doors. Knows workshops by id and pieces as text.

The order when a door opens: join the room, catch up, go live; and the door skips anything not newer than what it has
already sent, without which an older painting can land last. One task per room, its tail, does all the catching up and
all the telling, so that the two cannot overtake each other. It never waits for a door.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from contextvars import Context
from dataclasses import dataclass

from sqlmodel import Session

from app.domain import journal
from app.live.ahead import painted_ahead
from app.live.door import RESTART, TOO_SLOW, Door
from app.live.painting import Audience, Paint, Painting, Seats
from app.live.presence import Presence
from app.live.room import Room
from app.observability import logs, metrics
from app.storage.database import Database

log = logging.getLogger("commonboard.hub")

PRESENCE_SECONDS = 1.0
# One person has so many tabs at most; a program that opens more is told to come back.
TABS = 20
# From one look of a busy room to the next, at least and at most: later, more has happened than a page can be told of.
# An idle room is told at once.
TICK_SECONDS, LONGEST_SECONDS = 0.005, 0.05
# Where several workers look after one room, each paints all of it: they rest longer, up to so many times as long.
SHARED = 2
# In between, so many times as long as it was told and painted: on PostgreSQL each of several workers paints everything,
# and asks one database for it.
TELLING, PAINTING, EACH_PAINTING = 2, 4, 14
# Newcomers caught up before the room is looked after again.
CATCH_UPS = 8


@dataclass(frozen=True)
class Standing:
    """What `Hub.standing` found: `unsent` in bytes, `behind` in events of the room that is furthest behind."""

    people: int
    sockets: int
    unsent: int
    behind: int


class Hub:
    """Every room of this process."""

    def __init__(
        self,
        database: Database,
        paint: Paint,
        forget: Callable[[], None],
        *,
        queue_bytes: int,
        look_seconds: float,
        blur: Callable[[str], str] = str,
    ) -> None:
        self._database = database
        self._paint = paint
        self._forget = forget
        self._blur = blur
        self._queue_bytes = queue_bytes
        self._look_seconds = look_seconds
        self._rooms: dict[int, Room] = {}
        self._round: asyncio.Task[None] | None = None
        self._stopping = False
        # Whether to leave out what can be left out: under load nobody is told how many are here.
        self.hush: Callable[[], bool] = lambda: False

    def nudge(self, moved: dict[int, int]) -> None:
        """These workshops moved: their tails look at the journal now."""
        for workshop_id, seq in moved.items():
            room = self._rooms.get(workshop_id)
            if room is None or seq <= room.seen:
                continue
            room.told = max(room.told, seq)
            now = time.monotonic()
            if room.rests() and now >= room.due and (painting := room.take_ready()):
                # Its tail sleeps on: to wake it would take as long as to tell everybody.
                room.tell(room.live(), painting)
                room.resting = room.standpoint()
                asyncio.get_running_loop().call_soon(self._told, room, now)
            else:
                room.nudged = True
                room.wake.set()

    def paint_ahead(self, session: Session, moved: dict[int, int]) -> AbstractContextManager[None]:
        """Around the commit of what moved these workshops, on the writer's thread: paint it for the rooms that rest."""
        rooms = [room for workshop_id in moved if (room := self._rooms.get(workshop_id)) is not None]
        return painted_ahead(session, rooms, self._paint, self._forget)

    def here(self, workshop_id: int) -> int:
        """How many seats are at a workshop now."""
        room = self._rooms.get(workshop_id)
        return room.presence.here() if room else 0

    @property
    def stopping(self) -> bool:
        """Whether everybody has been told to come back later."""
        return self._stopping

    def standing(self) -> "Standing":
        """How things stand in all rooms of this process together."""
        rooms = self._rooms.values()
        return Standing(
            people=sum(len(room.presence.seats()) for room in rooms),
            sockets=sum(len(room.doors) for room in rooms),
            unsent=sum(door.unsent for room in rooms for door in room.doors),
            behind=max((room.told - room.seen for room in rooms), default=0),
        )

    def presences(self) -> dict[int, Presence]:
        """Who is here, for every room; seats go by their blurred names."""
        return {workshop_id: room.presence for workshop_id, room in self._rooms.items()}

    def stir(self, workshop_id: int) -> None:
        """How many are here has changed elsewhere: tell it when it is time."""
        if workshop_id in self._rooms:
            self._rooms[workshop_id].wake.set()

    def enter(
        self, workshop_id: int, seat: str, audience: Audience, *, since: int, epoch: str, now_at: tuple[int, str]
    ) -> Door:
        """A door that will be told everything after `since`; `now_at` is where the journal is read to be."""
        door = Door(seat, audience, since, epoch, self._queue_bytes)
        if self._stopping:
            door.close(RESTART)
            return door
        room = self._room(workshop_id, now_at)
        if room.tabs(seat) >= TABS:
            door.close(TOO_SLOW)
        else:
            room.opened(door)
        return door

    def leave(self, workshop_id: int, door: Door) -> None:
        """A door has closed."""
        room = self._rooms.get(workshop_id)
        if room is not None and door in room.doors:
            room.closed(door)

    async def news(
        self,
        workshop_id: int,
        seat: str,
        audience: Audience,
        *,
        since: int,
        epoch: str,
        now_at: tuple[int, str],
        wait: float,
    ) -> tuple[Painting, str, int]:
        """The plain-HTTP twin: what came after `since`, and how many are here; waits up to `wait` seconds for news."""
        room = self._room(workshop_id, now_at)
        room.asks(seat)
        try:
            asking: Seats = {audience: {seat}}
            painting = await self._painted(room, since, epoch, asking, catching_up=True)
            if (painting.seq, painting.epoch) == (since, epoch) and not painting.cut:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait), room.arrived:
                        await room.arrived.wait_for(lambda: room.seen > since or self._stopping)
                painting = await self._painted(room, since, epoch, asking, catching_up=True)
            content = painting.common.get(audience, "") + painting.slips.get((seat, audience), "")
            return painting, content, room.presence.here()
        finally:
            room.asked(seat)

    async def close(self) -> None:
        """Say goodbye to everybody: come back after the restart."""
        self._stopping = True
        for room in self._rooms.values():
            for door in room.doors:
                door.close(RESTART)
            async with room.arrived:
                room.arrived.notify_all()
        tasks = [task for task in (self._round, *(room.tail for room in self._rooms.values())) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _room(self, workshop_id: int, now_at: tuple[int, str]) -> Room:
        room = self._rooms.get(workshop_id)
        if room is None:
            room = self._rooms[workshop_id] = Room(workshop_id, *now_at, self._blur)
            # In a context of its own: it outlives the request that opened the room.
            room.tail = asyncio.create_task(self._follow(room), name=f"tail-{workshop_id}", context=Context())
            if self._round is None:
                self._round = asyncio.create_task(self._go_round(), name="round", context=Context())
        return room

    async def _go_round(self) -> None:
        """Every few seconds, with one question for all rooms: has one moved without a nudge, is one empty by now?"""
        while not self._stopping:
            await asyncio.sleep(self._look_seconds)
            rooms = list(self._rooms.values())
            ids = [room.workshop_id for room in rooms]
            try:
                seqs, epoch = await self._database.read(lambda session, ids=ids: journal.positions(session, ids))
            except Exception as error:
                logs.failed(log, "the journal could not be read", error)
                continue
            for room in rooms:
                if (seqs.get(room.workshop_id, 0), epoch) != (room.seen, room.epoch):
                    room.nudged = True
                if room.nudged or room.newcomers or room.empty or room.announced != room.presence.here():
                    room.wake.set()

    async def _follow(self, room: Room) -> None:
        """The tail: look at the journal when nudged, bring newcomers up to it, tell how many are here."""
        announced = time.monotonic()
        try:
            while not room.empty:
                room.wake.clear()
                waiting = False
                try:
                    waiting = await self._catch_up(room)
                    if room.nudged:
                        if (rest := room.due - time.monotonic()) > 0:
                            await asyncio.sleep(rest)
                        room.nudged = False
                        await self._look(room)
                except Exception as error:
                    # A board that cannot be read now is read after the next round; nobody is cut off for it.
                    logs.failed(log, "a workshop could not be read", error, room.workshop_id)
                pause = None
                if room.announced != room.presence.here() and not self._hushed():
                    pause = announced + PRESENCE_SECONDS - time.monotonic()
                    if pause <= 0:
                        announced = time.monotonic()
                        room.announce()
                        pause = None
                if not waiting:
                    room.resting = room.standpoint()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(pause):
                            await room.wake.wait()
                    room.resting = None
        finally:
            if self._rooms.get(room.workshop_id) is room:
                del self._rooms[room.workshop_id]

    async def _catch_up(self, room: Room) -> bool:
        """Bring newcomers up to the present, a few at a time; returns whether more are waiting."""
        if not room.newcomers:
            return False
        for door in room.newcomers:
            # Where its page is the room's own look will go on from: nothing to catch up with. Said here and not when it
            # enters, for a look may be under way that has already settled whom to tell.
            door.live = door.live or (door.sent, door.epoch) == (room.seen, room.epoch)
        room.newcomers = {door for door in room.newcomers if not door.live and door.closing is None}
        newcomers = list(room.newcomers)

        async def one(door: Door) -> None:
            painting = await self._painted(room, door.sent, door.epoch, {door.audience: {door.seat}}, catching_up=True)
            room.bring_up(door, painting)

        # All of them to their end: one that went on by itself would tell its door older news after newer.
        ended = await asyncio.gather(*(one(door) for door in newcomers[:CATCH_UPS]), return_exceptions=True)
        room.changed()
        for failure in ended:
            if isinstance(failure, BaseException):
                raise failure
        return len(newcomers) > CATCH_UPS

    async def _look(self, room: Room) -> None:
        """Tell every live door what has happened since the last look; what happens until the next one is one frame."""
        began = time.monotonic()
        live = room.live()
        painting = room.take_ready() or await self._painted(room, room.seen, room.epoch, live, catching_up=False)
        if (painting.seq, painting.epoch) == (room.seen, room.epoch):
            room.due = began + TICK_SECONDS
            return
        told = time.monotonic()
        room.tell(live, painting)
        if room.asking:
            async with room.arrived:
                room.arrived.notify_all()
        # What was handed over is written at the end of this turn of the loop: that is part of it.
        await asyncio.sleep(0)
        room.due = began + self._due_after(room, painting=told - began, telling=time.monotonic() - told)

    def _told(self, room: Room, began: float) -> None:
        """It was told without a look, and all of it is written by now."""
        room.due = began + self._due_after(room, painting=0, telling=time.monotonic() - began)

    def _due_after(self, room: Room, *, painting: float, telling: float) -> float:
        weighs = PAINTING if self._database.sqlite else EACH_PAINTING
        longest = LONGEST_SECONDS * min(room.presence.workers, SHARED)
        return min(max(TICK_SECONDS, weighs * painting + TELLING * telling), longest)

    def _hushed(self) -> bool:
        if self.hush():
            metrics.SHED.labels("presence").inc()
            return True
        return False

    async def _painted(self, room: Room, since: int, epoch: str, seats: Seats, *, catching_up: bool) -> Painting:
        with metrics.PAINT.time():
            return await self._database.read(
                lambda session: self._paint(session, room.workshop_id, since, epoch, seats, catching_up)
            )
