"""uvicorn's HTTP connection, with an end to everything that a stranger can draw out: headers that do not come, headers
without end, a body that drips, an answer nobody reads, and more connections than there is room for.

None of it looks at addresses: a hall is one address, and so is everybody behind a proxy.
"""

import asyncio
import logging
import resource
from math import inf

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app import logs, measures

log = logging.getLogger("commonboard.listener")

HEAD_SECONDS = 15.0
BODY_SECONDS = 60.0
# How often it is looked whose time is over: a timer for each request would cost as much as reading its headers.
SWEEP_SECONDS = 0.5
# Whoever is still sending is given so long to hear the answer: hanging up at once would wipe it out.
LINGER_SECONDS = 2.0
HEAD_BYTES = 64 * 1024
# So many beyond the limit are answered in words (`web/guard.py`); any further one is let go at once.
POLITELY = 64
# What else has a number among the open files: the database, pages on their way, the log.
OTHER_FILES = 128


def room_for(wanted: int) -> int:
    """How many connections there can be: as many as wanted, if the system lets this process open so many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + POLITELY + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    room = wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - POLITELY - OTHER_FILES)
    if room < wanted:
        log.warning("room for %d connections, not %d: the system lets this process open %d files", room, wanted, soft)
    return max(1, room)


def connection(most: int) -> type[HttpToolsProtocol]:
    """The class that uvicorn makes one of for each connection. What comes by one above `most` is marked as crowded."""

    sweeping = False

    def sweep(loop: asyncio.AbstractEventLoop, there: set[object]) -> None:
        nonlocal sweeping
        # The next one first: whatever becomes of this one, there is an end to everything.
        sweeping = bool(there)
        if sweeping:
            loop.call_later(SWEEP_SECONDS, sweep, loop, there)
        now = loop.time()
        for one in [one for one in there if isinstance(one, Connection)]:
            if one.deadline < now:
                one.late()

    class Connection(HttpToolsProtocol):
        # In the loop's time.
        deadline = inf
        _head = 0
        _body_due = False
        _hung_up = False

        def connection_made(self, transport: asyncio.Transport) -> None:
            nonlocal sweeping
            super().connection_made(transport)
            if not sweeping:
                sweeping = True
                self.loop.call_later(SWEEP_SECONDS, sweep, self.loop, self.connections)
            there = len(self.connections)
            if there > most + POLITELY:
                measures.SHED.labels("connections").inc()
                self._end(503, "there were too many")
                return
            if there > most:
                # Goes into the scope of every request, and of a socket.
                self.app_state = self.app_state | {"crowded": True}
            self._within(HEAD_SECONDS)

        def connection_lost(self, exc: Exception | None) -> None:
            self._in_time()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._hung_up or self.transport.is_closing():
                return
            if self.deadline == inf:
                self._within(HEAD_SECONDS)
            self._head += len(data)
            super().data_received(data)
            if self._head > HEAD_BYTES and not self.transport.is_closing():
                self._end(431, "its headers had no end")

        def handle_websocket_upgrade(self) -> None:
            self._in_time()
            super().handle_websocket_upgrade()

        def on_message_begin(self) -> None:
            self._within(HEAD_SECONDS)
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self._head = 0
            self._body_due = True
            self._within(BODY_SECONDS)
            super().on_headers_complete()

        def on_body(self, body: bytes) -> None:
            self._head = 0
            super().on_body(body)

        def on_message_complete(self) -> None:
            self._head = 0
            self._body_due = False
            self._in_time()
            super().on_message_complete()

        def on_response_complete(self) -> None:
            if self._body_due:
                # Answered before all of it was there: the rest is not taken in only to be thrown away.
                self._hung_up = True
                self.flow.pause_reading()
                self.loop.call_later(LINGER_SECONDS, self.transport.close)
            else:
                super().on_response_complete()

        def pause_writing(self) -> None:
            self._within(BODY_SECONDS)
            super().pause_writing()

        def resume_writing(self) -> None:
            if not self._body_due:
                self._in_time()
            super().resume_writing()

        def _within(self, seconds: float) -> None:
            self.deadline = self.loop.time() + seconds

        def _in_time(self) -> None:
            self.deadline = inf

        def late(self) -> None:
            self._in_time()
            if self.transport.is_closing():
                return
            if self._head or self.cycle is not None:
                self._end(408, "it took too long")
            else:
                # A browser opens connections that it may never use.
                self.transport.close()

        def _end(self, status: int, why: str) -> None:
            logs.seldom(log, f"let go of a connection: {why}")
            if self.cycle is None or not self.cycle.response_started:
                self.transport.write(STATUS_LINE[status] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
                self.transport.close()
            else:
                # In the middle of an answer that is not being read, there is nothing more to say.
                self.transport.abort()

    return Connection
