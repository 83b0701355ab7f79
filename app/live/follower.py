"""The task of one channel: reads the journal, has updates rendered, and sends them, as the channel says."""

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

# Timers count in milliseconds, so one may fire this much early. To wait for the rest would be to ask again and again.
TIMER_SECONDS = 0.001


class Follower:
    """The asyncio code around one channel.

    `render` answers a request or raises. `presence_paused` is true while presence is not announced because of overload.
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
        """Something has happened to the channel: ask it for its next step."""
        self._woken.set()

    async def run(self) -> None:
        """Do what the channel asks for, until nobody is present any more."""
        now: float | None = time.monotonic()
        while now is not None:
            now = await self._do_next(now)

    async def _do_next(self, now: float) -> float | None:
        """Do the next step; returns what time it is then, or None after the last step. It keeps no step while it rests,
        for the connections in it may have closed long ago."""
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
        # What was pushed is written to the sockets at the end of this turn of the loop, as part of sending.
        await asyncio.sleep(0)
        self.channel.sent(time.monotonic())

    async def _answer(self, request: Request) -> None:
        try:
            with metrics.RENDER.time():
                update = await self._render(request)
        except Exception as error:
            # Nobody is disconnected for it: the channel tries again, or has the browsers fetch the board.
            logs.failed(log, "a workshop could not be rendered", error, self.channel.workshop_id)
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
        """Wait until then or until woken; returns what time it is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None if until == float("inf") else until - time.monotonic()):
                await self._woken.wait()
        now = time.monotonic()
        return until if now < until < now + TIMER_SECONDS else now
