"""uvicorn as it serves the product: alone, or as one of several workers."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from app import workers
from app.listener import connection, room_for
from app.main import create_app
from app.settings import Settings

log = logging.getLogger("commonboard")

# Together with uvicorn's own patience not more than ten seconds.
LAST_WORDS_SECONDS = 1.0


class Server(uvicorn.Server):
    """uvicorn, saying when it listens, and telling every board to come back when it stops."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready
        self._beating: asyncio.Task[None] | None = None
        self._alone = True
        self._terminal = workers.Terminal()

    def attach(self, lifeline: workers.Lifeline) -> int:
        """Serve as one of several workers; returns the exit code."""
        self._alone = False
        self._ready = lambda: self._beat(lifeline)
        self.run(sockets=[lifeline.listening])
        return 0 if self.started else 1

    def _beat(self, lifeline: workers.Lifeline) -> None:
        def orphaned() -> None:
            self.should_exit = True

        self._beating = asyncio.create_task(lifeline.beat(orphaned))

    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets)
        # What is here now stays as long as the process: without it a full collection is a pause of 2 ms, not of 50.
        gc.collect()
        gc.freeze()
        # Of what is new a little at a time: ten thousand at once are 3 ms in which a note waits.
        gc.set_threshold(1_000, 50, 50)
        if self._alone:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hung_up)
        if not self.should_exit:
            self._ready()

    def _hung_up(self) -> None:
        if self._terminal.closed():
            self.should_exit = True
        else:
            log.warning("SIGHUP changes nothing where there is one worker: for new code or settings, restart it")

    async def shutdown(self, sockets: list | None = None) -> None:
        # Whoever has just been let in still has to say what they came for; closed now, they would have no answer.
        for server in self.servers:
            server.close()
        await asyncio.sleep(LAST_WORDS_SECONDS)
        await self._app.state.context.hub.close()
        await super().shutdown(sockets)


def server(values: Settings, ready: Callable[[], None]) -> Server:
    """The product with these settings; `ready` is called once it listens."""
    app = create_app(values)
    config = uvicorn.Config(
        app,
        http=connection(room_for(values.connections)),
        # Its lines go where ours go.
        log_config=None,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        # Deflating every frame for every connection costs more than all the rest.
        ws_per_message_deflate=False,
        forwarded_allow_ips=values.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=8,
    )
    return Server(config, app, ready)
