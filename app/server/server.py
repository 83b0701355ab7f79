"""uvicorn as it serves the product, alone or as one of several workers."""

import asyncio
import gc
import logging
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import replace

import uvicorn
from fastapi import FastAPI

from app.internals.uvicorn_http import ENDLESS_HEADERS, TOO_MANY, TOO_SLOW, Limits, limited_protocol
from app.internals.uvicorn_transport import traffic_of
from app.internals.uvicorn_websocket import READ_TOO_LITTLE, SENT_TOO_MUCH, SocketLimits, limited_websocket
from app.main import create_app
from app.observability import logs, metrics
from app.server import supervisor
from app.server.waiting_clients import WaitingClients
from app.settings import Settings

log = logging.getLogger("commonboard")

# Together with uvicorn's graceful shutdown this stays under ten seconds.
LAST_REQUESTS_SECONDS = 1.0
# Open files that are not connections: the database, its log, and files being sent.
OTHER_FILES = 128
SWITCH_SECONDS = 0.0005
LIMITS, SOCKET_LIMITS = Limits(), SocketLimits()
# Of the connections that keep the server waiting at the limit, those of one seat that keep their slots.
KEPT_PER_SEAT = 4
MEASURE_SECONDS = 1.0
# The labels of the metric that counts closed connections.
REASONS = {
    TOO_MANY: "too many",
    TOO_SLOW: "too slow",
    ENDLESS_HEADERS: "endless headers",
    SENT_TOO_MUCH: "sent too much",
    READ_TOO_LITTLE: "read too little",
}


class Server(uvicorn.Server):
    """A uvicorn server that calls `ready` once it listens, and makes every board reconnect when it stops."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready
        self._heartbeat: asyncio.Task[None] | None = None
        self._alone = True
        self._terminal = supervisor.Terminal()

    def attach(self, lifeline: supervisor.Lifeline) -> int:
        """Serve as one of several workers until stopped; returns the exit code, 1 if it did not start."""
        self._alone = False
        self._ready = lambda: self._start_heartbeat(lifeline)
        self.run(sockets=[lifeline.listening])
        return 0 if self.started else 1

    def _start_heartbeat(self, lifeline: supervisor.Lifeline) -> None:
        def orphaned() -> None:
            self.should_exit = True

        self._heartbeat = asyncio.create_task(lifeline.heartbeat(orphaned))

    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._app.state.context.database.compile_queries()
        # The existing objects live as long as the process; freezing them shortens a full collection from 50 ms to 2.
        gc.collect()
        gc.freeze()
        # A thread that makes a file yields after 0.5 ms instead of 5, because a note waits for such threads repeatedly.
        sys.setswitchinterval(SWITCH_SECONDS)
        # Small collections, because collecting ten thousand new objects at once would delay a note by 3 ms.
        gc.set_threshold(1_000, 50, 50)
        if self._alone:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._on_hangup)
        self._measure()
        if not self.should_exit:
            self._ready()

    def _measure(self) -> None:
        asyncio.get_running_loop().call_later(MEASURE_SECONDS, self._measure)
        # A copy, because a connection may close meanwhile.
        traffic = traffic_of(list(self.server_state.connections))
        metrics.CONNECTIONS.labels("http").set(traffic.http)
        metrics.CONNECTIONS.labels("socket").set(traffic.sockets)
        metrics.CONNECTIONS.labels("closing").set(traffic.closing)
        metrics.QUEUED.set(traffic.unsent)

    def _on_hangup(self) -> None:
        if self._terminal.closed():
            self.should_exit = True
        else:
            log.warning("SIGHUP has no effect with one worker: to load new code or settings, restart the server")

    async def shutdown(self, sockets: list | None = None) -> None:
        # Connections that were just accepted still send their requests, which must be answered.
        for server in self.servers:
            server.close()
        await asyncio.sleep(LAST_REQUESTS_SECONDS)
        await self._app.state.context.hub.close()
        await super().shutdown(sockets)


def server(values: Settings, ready: Callable[[], None]) -> Server:
    """A server of the product with these settings; `ready` is called once it listens."""
    app = create_app(values)
    connections = affordable_connections(values.connections)
    limited = limited_protocol(connections, LIMITS, _on_closed, WaitingClients(KEPT_PER_SEAT), app.state.seat_of)
    sockets = limited_websocket(replace(SOCKET_LIMITS, unsent_bytes=values.queue_bytes), _on_closed)
    if limited is None or sockets is None:
        log.warning("this version of uvicorn does not limit slow connections: install the version in requirements.txt")
    config = uvicorn.Config(
        app,
        http=limited or "auto",
        limit_concurrency=None if limited else connections,
        # None sends uvicorn's log lines to this product's log handlers.
        log_config=None,
        log_level="warning",
        access_log=False,
        ws=sockets or "websockets-sansio",
        # Pages send no messages.
        ws_max_size=4 * 1024,
        # Compressing every frame for every connection would cost more than all other work together.
        ws_per_message_deflate=False,
        forwarded_allow_ips=values.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=8,
    )
    return Server(config, app, ready)


def affordable_connections(wanted: int) -> int:
    """The possible number of connections: `wanted`, or fewer if the system's limit of open files is too low.

    Raises this process's soft limit of open files where it may.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    other = LIMITS.crowded + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted + other:
        soft = wanted + other if hard == resource.RLIM_INFINITY else min(wanted + other, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    affordable = wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - other)
    if affordable < wanted:
        log.warning(
            "accepting %d connections instead of %d: this process may open only %d files", affordable, wanted, soft
        )
    return max(1, affordable)


def _on_closed(reason: str) -> None:
    logs.seldom(log, f"closed a connection: {reason}")
    metrics.LIMITED.labels(REASONS[reason]).inc()
    if reason == TOO_MANY:
        metrics.SHED.labels("connections").inc()
