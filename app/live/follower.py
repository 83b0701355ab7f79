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
        channel = self.channel
        while True:
            self._woken.clear()
            step = channel.next_step(time.monotonic())
            match step:
                case RenderAll(requests=(request,)):
                    await self._answer(request)
                case RenderAll(requests=requests):
                    await asyncio.gather(*map(self._answer, requests))
                case Announce():
                    self._announce()
                case Rest(until=until):
                    await self._rest(until)
                case Finish():
                    return
            if isinstance(step, RenderAll):
                # What was pushed is written to the sockets at the end of this turn of the loop, as part of sending.
                await asyncio.sleep(0)
                channel.sent(time.monotonic())

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

    async def _rest(self, until: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(None if until == float("inf") else until - time.monotonic()):
                await self._woken.wait()
