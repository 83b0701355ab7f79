"""Fan-out: for each workshop, one task reads the journal and sends HTML to its connections.

The channels are state machines, and this is the thin asyncio code around them. The hub knows workshops by id and HTML
as text. Live state is touched only on the event loop.
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
from app.live.update import KEEP_ALIVE, KEEP_ALIVE_SECONDS, Audience, Render, Update
from app.observability import logs
from app.storage.database import Database

log = logging.getLogger("commonboard.live")


@dataclass(frozen=True)
class Totals:
    """Sums over all channels of this process. `behind` is the largest number of unsent events."""

    people: int
    connections: int
    behind: int


class Hub:
    """Every channel of this process. Its methods raise AssertionError outside the event loop's thread.

    `render` makes an update on a reader thread. `unsent_limit` is in bytes per connection. `pseudonym` returns a seat's
    name in presence. While `presence_paused` returns True, presence is not announced.
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
        self.keep_alive_seconds = KEEP_ALIVE_SECONDS
        self._thread = threading.get_ident()
        self._database = database
        self._render = render
        self._unsent_limit = unsent_limit
        self._pseudonym = pseudonym
        self._presence_paused = presence_paused
        self._followers: dict[int, Follower] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._started_timers = False
        self._stopping = False

    @contextmanager
    def connection(
        self, workshop_id: int, seat: str, audience: Audience, *, since: int, epoch: str, now_at: tuple[int, str]
    ) -> Generator[Connection]:
        """A connection that receives every update after (`since`, `epoch`) while the block runs.

        `now_at` is the journal's (seq, epoch), read together with the seat. The connection is closed already, with 1012
        while the hub stops and with 1013 above MAX_TABS.
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
        """Wake the followers of these workshops, whose journals have reached these seqs."""
        self._check_thread()
        for workshop_id, seq in moved.items():
            follower = self._followers.get(workshop_id)
            if follower is not None and follower.channel.broadcasts.notified(seq):
                follower.wake()

    def wake(self, workshop_id: int) -> None:
        """Wake a workshop's follower, because its presence at other workers has changed."""
        self._check_thread()
        if workshop_id in self._followers:
            self._followers[workshop_id].wake()

    def presence_counts(self) -> dict[int, int]:
        """The number of people present, by workshop id. It is a copy, which any thread may read."""
        return {workshop_id: presence.count for workshop_id, presence in self.presences().items()}

    def people_present(self) -> dict[int, frozenset[str]]:
        """The pseudonyms of the people present, by workshop id. It is a copy, which any thread may read."""
        return {workshop_id: presence.everyone for workshop_id, presence in self.presences().items()}

    def presences(self) -> dict[int, Presence]:
        """The presence of every channel, by workshop id."""
        self._check_thread()
        return {workshop_id: follower.channel.presence for workshop_id, follower in self._followers.items()}

    def totals(self) -> Totals:
        """The sums that the metrics report."""
        self._check_thread()
        channels = [follower.channel for follower in self._followers.values()]
        return Totals(
            people=sum(len(channel.presence.people()) for channel in channels),
            connections=sum(len(channel.connections) for channel in channels),
            behind=max((channel.broadcasts.behind for channel in channels), default=0),
        )

    @property
    def stopping(self) -> bool:
        """True once `close` has been called."""
        return self._stopping

    async def close(self) -> None:
        """Close every connection with 1012, so that it reconnects after the restart, and end all tasks."""
        self._check_thread()
        self._stopping = True
        for follower in self._followers.values():
            follower.channel.stop()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _follower(self, workshop_id: int, now_at: tuple[int, str]) -> Follower:
        existing = self._followers.get(workshop_id)
        if existing is not None:
            return existing
        weight = RENDER_WEIGHT if self._database.sqlite else SHARED_RENDER_WEIGHT
        channel = Channel(workshop_id, *now_at, time.monotonic(), weight)
        follower = Follower(channel, partial(self._rendered, workshop_id), self._presence_paused)
        self._start(self._follow(follower), f"follower-{workshop_id}")
        self._followers[workshop_id] = follower
        if not self._started_timers:
            polling = every(lambda: self.journal_poll_seconds, self._poll_journals, "reading the journal failed")
            self._start(polling, "poll-journals")
            alive = every(lambda: self.keep_alive_seconds, self._keep_alive, "sending proof of life failed")
            self._start(alive, "keep-alive")
            self._started_timers = True
        return follower

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        # A context of its own, because the task outlives the request that started it.
        task = asyncio.create_task(work, name=name, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, follower: Follower) -> None:
        workshop_id = follower.channel.workshop_id
        try:
            await follower.run()
        except Exception as error:
            logs.failed(log, "a follower died: its connections must reconnect", error, workshop_id)
        finally:
            # New connections get a new channel. This one has connections left only if its follower has failed.
            del self._followers[workshop_id]
            follower.channel.stop()

    async def _rendered(self, workshop_id: int, request: Request) -> Update:
        since, epoch, recipients, catching_up = request.since, request.epoch, request.recipients, request.catching_up
        # A page that catches up may need much of its board, which notes must not wait for.
        read = self._database.read if catching_up else self._database.read_written
        return await read(lambda session: self._render(session, workshop_id, since, epoch, recipients, catching_up))

    async def _poll_journals(self) -> None:
        """Make up for lost notifications, with one query for all channels."""
        followers = dict(self._followers)
        if not followers:
            return
        seqs, epoch = await self._database.read(lambda session: journal.positions(session, list(followers)))
        for workshop_id, follower in followers.items():
            # A deleted workshop has no seq; 0 makes its connections look and close.
            if follower.channel.broadcasts.polled(seqs.get(workshop_id, 0), epoch):
                follower.wake()

    async def _keep_alive(self) -> None:
        """Send every connection proof of life, so that a page notices a connection that has gone silent."""
        for follower in list(self._followers.values()):
            for connection in follower.channel.connections:
                connection.push(KEEP_ALIVE)
            # Updates of other channels need not wait for all connections of this process.
            await asyncio.sleep(0)

    def _check_thread(self) -> None:
        assert threading.get_ident() == self._thread, "live state is touched on the event loop only"
