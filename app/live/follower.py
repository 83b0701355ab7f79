"""The follower: the task of one channel, which takes the channel's steps: render, send, announce or rest."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from app.live.channel import Channel
from app.live.steps import Announce, Finish, RenderAll, Request, Rest
from app.live.update import Update
from app.observability import logs, metrics

log = logging.getLogger("commonboard.live")

# Event loop timers may fire up to a millisecond early, and waiting for the rest would be a busy loop.
TIMER_SECONDS = 0.001


class Follower:
    """The asyncio code around one channel.

    `render` returns the update for a request, or raises. `presence_paused` returns True while overload pauses presence.
    """

    def __init__(
        self,
        channel: Channel,
        render: Callable[[Request], Awaitable[Update]],
        presence_paused: Callable[[], bool],
    ) -> None:
        self.channel = channel
        self._render = render
        self._presence_paused = presence_paused
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Make the follower ask its channel for the next step, because something has happened to the channel."""
        self._woken.set()

    async def run(self) -> None:
        """Take the channel's steps until no one is present."""
        now: float | None = time.monotonic()
        while now is not None:
            now = await self._do_next(now)

    async def _do_next(self, now: float) -> float | None:
        """Take the next step; returns the time after it, or None after the last step.

        No variable holds a step while this rests, because its connections would stay in memory after they close.
        """
        self._woken.clear()
        match self.channel.next_step(now):
            case RenderAll(requests=requests):
                await self._answer_all(requests)
            case Announce():
                self._announce()
            case Rest(until=until):
                return await self._rest(until)
            case Finish():
                return None
        return time.monotonic()

    async def _answer_all(self, requests: tuple[Request, ...]) -> None:
        if len(requests) == 1:
            await self._answer(requests[0])
        else:
            await asyncio.gather(*map(self._answer, requests))
        # One turn of the event loop writes the pushed frames to the sockets, which counts as sending.
        await asyncio.sleep(0)
        self.channel.sent(time.monotonic())

    async def _answer(self, request: Request) -> None:
        try:
            with metrics.RENDER.time():
                update = await self._render(request)
        except Exception as error:
            # Connections stay open: the channel tries again, or asks the browsers to refetch the board.
            logs.failed(log, "rendering a workshop failed", error, self.channel.workshop_id)
            self.channel.failed(request, time.monotonic())
        else:
            self.channel.rendered(request, update, time.monotonic())

    def _announce(self) -> None:
        if self._presence_paused():
            metrics.SHED.labels("presence").inc()
            self.channel.announcer.postpone(time.monotonic())
        else:
            self.channel.announcer.announce(self.channel.connections, time.monotonic())

    async def _rest(self, until: float) -> float:
        """Wait until that time, or until `wake`; returns the time after it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None if until == float("inf") else until - time.monotonic()):
                await self._woken.wait()
        now = time.monotonic()
        return until if now < until < now + TIMER_SECONDS else now
