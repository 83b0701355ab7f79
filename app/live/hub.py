"""Fan-out: for each workshop, one task reads the journal and sends HTML to its connections.

This is the thin asyncio code around the channels, which are state machines. It knows workshops by id, and HTML as text.
Live state is touched on the event loop only.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.domain import journal
from app.live.channel import Channel
from app.live.connection import RESTART, Connection
from app.live.follower import Follower
from app.live.pace import RENDER_WEIGHT, SHARED_RENDER_WEIGHT
from app.live.periodic import every
from app.live.presence import Presence
from app.live.steps import Request
from app.live.update import Audience, Render, Update
from app.observability import logs
from app.storage.database import Database

log = logging.getLogger("commonboard.live")


@dataclass(frozen=True)
class Totals:
    """All channels of this process together: `unsent` in bytes, `behind` in events of the channel furthest behind."""

    people: int
    connections: int
    unsent: int
    behind: int


class Hub:
    """Every channel of this process. Each method raises AssertionError on another thread than the event loop's.

    `render` makes an update on a reader thread. `unsent_limit` is in bytes per connection. `pseudonym` gives the name a
    seat has in presence. While `presence_paused`, nobody is told how many people are present.
    """

    def __init__(
        self,
        database: Database,
        render: Render,
        *,
        unsent_limit: int,
        journal_poll_seconds: float,
        pseudonym: Callable[[str], str] = str,
        presence_paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self.journal_poll_seconds = journal_poll_seconds
        self._thread = threading.get_ident()
        self._database = database
        self._render = render
        self._unsent_limit = unsent_limit
        self._pseudonym = pseudonym
        self._presence_paused = presence_paused
        self._followers: dict[int, Follower] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._polls = False
        self._stopping = False

    @contextmanager
    def connection(
        self, workshop_id: int, seat: str, audience: Audience, *, since: int, epoch: str, now_at: tuple[int, str]
    ) -> Generator[Connection]:
        """A connection that is sent everything after (`since`, `epoch`), for as long as the block runs.

        `now_at` is the journal's (seq, epoch), read together with the seat. The connection may be closed already: with
        1012 while stopping, with 1013 above MAX_TABS.
        """
        self._check_thread()
        pseudonym = self._pseudonym(seat)
        connection = Connection(
            seat, pseudonym, audience, since=since, epoch=epoch, checked_at=now_at[0], limit=self._unsent_limit
        )
        if self._stopping:
            connection.close(RESTART)
            yield connection
            return
        follower = self._follower(workshop_id, now_at)
        try:
            follower.channel.opened(connection)
            follower.wake()
            yield connection
        finally:
            follower.channel.closed(connection, time.monotonic())
            follower.wake()

    def notify(self, moved: dict[int, int]) -> None:
        """These workshops' journals have reached these seqs: their followers look at them now."""
        self._check_thread()
        for workshop_id, seq in moved.items():
            follower = self._followers.get(workshop_id)
            if follower is not None and follower.channel.broadcasts.notified(seq):
                follower.wake()

    def wake(self, workshop_id: int) -> None:
        """How many people are present at other workers has changed."""
        self._check_thread()
        if workshop_id in self._followers:
            self._followers[workshop_id].wake()

    def presence_counts(self) -> dict[int, int]:
        """How many people are present, by workshop id: a copy, which any thread may read."""
        return {workshop_id: presence.count for workshop_id, presence in self.presences().items()}

    def presences(self) -> dict[int, Presence]:
        """Who is present, by workshop id."""
        self._check_thread()
        return {workshop_id: follower.channel.presence for workshop_id, follower in self._followers.items()}

    def totals(self) -> Totals:
        self._check_thread()
        channels = [follower.channel for follower in self._followers.values()]
        return Totals(
            people=sum(len(channel.presence.people()) for channel in channels),
            connections=sum(len(channel.connections) for channel in channels),
            unsent=sum(connection.unsent for channel in channels for connection in channel.connections),
            behind=max((channel.broadcasts.behind for channel in channels), default=0),
        )

    @property
    def stopping(self) -> bool:
        """Whether everyone has been asked to come back later."""
        return self._stopping

    async def close(self) -> None:
        """Ask everyone to come back after the restart (1012), and end all tasks."""
        self._check_thread()
        self._stopping = True
        for follower in self._followers.values():
            follower.channel.stop()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _follower(self, workshop_id: int, now_at: tuple[int, str]) -> Follower:
        found = self._followers.get(workshop_id)
        if found is not None:
            return found
        weight = RENDER_WEIGHT if self._database.sqlite else SHARED_RENDER_WEIGHT
        channel = Channel(workshop_id, *now_at, time.monotonic(), weight)
        follower = Follower(channel, partial(self._rendered, workshop_id), self._presence_paused)
        self._start(self._follow(follower), f"follower-{workshop_id}")
        self._followers[workshop_id] = follower
        if not self._polls:
            polling = every(lambda: self.journal_poll_seconds, self._poll_journals, "the journal could not be read")
            self._start(polling, "poll-journals")
            self._polls = True
        return follower

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        # In a context of its own: it outlives the request that caused it.
        task = asyncio.create_task(work, name=name, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, follower: Follower) -> None:
        workshop_id = follower.channel.workshop_id
        try:
            await follower.run()
        except Exception as error:
            logs.failed(log, "a follower died; its connections are asked to come back", error, workshop_id)
        finally:
            # Whoever comes from now on gets a new channel. Here nobody is left, unless this one has failed.
            del self._followers[workshop_id]
            follower.channel.stop()

    async def _rendered(self, workshop_id: int, request: Request) -> Update:
        since, epoch, places, catching_up = request.since, request.epoch, request.places, request.catching_up
        return await self._database.read(
            lambda session: self._render(session, workshop_id, since, epoch, places, catching_up)
        )

    async def _poll_journals(self) -> None:
        """Find lost notifications, with one query for all channels."""
        followers = dict(self._followers)
        if not followers:
            return
        seqs, epoch = await self._database.read(lambda session: journal.positions(session, list(followers)))
        for workshop_id, follower in followers.items():
            # 0 where the workshop has been deleted.
            if follower.channel.broadcasts.polled(seqs.get(workshop_id, 0), epoch):
                follower.wake()

    def _check_thread(self) -> None:
        assert threading.get_ident() == self._thread, "live state is touched on the event loop only"
