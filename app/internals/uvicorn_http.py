"""uvicorn's HTTP connection with the limits that uvicorn lacks.

A stranger can otherwise hold a connection for ever: with headers that do not come (slow loris), headers without end, a
body that drips in, an answer that is never read, or simply one connection more. No limit looks at addresses: a shared
office is one address, and so is everyone behind a proxy.

This depends on the internals of uvicorn's httptools protocol. Where they are missing, `limited_protocol` returns None,
and the caller uses uvicorn's own `limit_concurrency` instead. `tests/internals/test_uvicorn_http.py` is the contract.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from math import inf

try:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
except ImportError:
    HttpToolsProtocol = None

# The methods of uvicorn's protocol that are extended here.
EXTENDED = (
    *("connection_made", "connection_lost", "data_received", "pause_writing", "resume_writing"),
    *("on_message_begin", "on_headers_complete", "on_body", "on_message_complete", "on_response_complete"),
    "handle_websocket_upgrade",
)
# How often deadlines are checked. A timer per request would cost as much as parsing its headers.
SWEEP_SECONDS = 0.5

TOO_MANY, TOO_SLOW, ENDLESS_HEADERS = "there were too many", "it took too long", "its headers had no end"


@dataclass(frozen=True)
class Limits:
    """What one connection may take."""

    headers_seconds: float = 15.0
    # For a body to arrive, and for an answer to be read once the system's buffers are full.
    body_seconds: float = 60.0
    headers_bytes: int = 64 * 1024
    # After an early answer the connection stays open for so long: a TCP reset at once would discard the answer.
    linger_seconds: float = 2.0
    # So many connections too many are marked as crowded, for the app to answer; any beyond get a bare 503.
    crowded: int = 64


def limited_protocol(
    connections: int, limits: Limits, on_closed: Callable[[str], None]
) -> type[asyncio.Protocol] | None:
    """The class for `uvicorn.Config(http=…)`, or None if the installed uvicorn does not have what it extends.

    A request on one more than `connections` has `crowded` in its scope's `state`. `on_closed` is called with TOO_MANY,
    TOO_SLOW or ENDLESS_HEADERS for each connection that is closed for it.
    """
    if HttpToolsProtocol is None or not all(hasattr(HttpToolsProtocol, name) for name in EXTENDED):
        return None
    sweeping = False

    def sweep(loop: asyncio.AbstractEventLoop, open_ones: set[object]) -> None:
        nonlocal sweeping
        sweeping = bool(open_ones)
        if sweeping:
            # First, so that an exception below does not end the sweeping.
            loop.call_later(SWEEP_SECONDS, sweep, loop, open_ones)
        now = loop.time()
        for one in [one for one in open_ones if isinstance(one, LimitedProtocol)]:
            if one.deadline < now:
                one.expire()

    class LimitedProtocol(HttpToolsProtocol):
        # In the event loop's time.
        deadline = inf
        _headers_bytes = 0
        _body_expected = False
        _lingering = False

        def connection_made(self, transport: asyncio.Transport) -> None:
            nonlocal sweeping
            super().connection_made(transport)
            if not sweeping:
                sweeping = True
                self.loop.call_later(SWEEP_SECONDS, sweep, self.loop, self.connections)
            if len(self.connections) > connections + limits.crowded:
                self._close(HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY)
                return
            if len(self.connections) > connections:
                # Part of the scope of every request on this connection, and of a WebSocket's.
                self.app_state = self.app_state | {"crowded": True}
            self._expect_within(limits.headers_seconds)

        def connection_lost(self, exc: Exception | None) -> None:
            self._expect_nothing()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._lingering or self.transport.is_closing():
                return
            if self.deadline == inf:
                self._expect_within(limits.headers_seconds)
            self._headers_bytes += len(data)
            super().data_received(data)
            if self._headers_bytes > limits.headers_bytes and not self.transport.is_closing():
                self._close(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, ENDLESS_HEADERS)

        def handle_websocket_upgrade(self) -> None:
            self._expect_nothing()
            super().handle_websocket_upgrade()

        def on_message_begin(self) -> None:
            self._expect_within(limits.headers_seconds)
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self._headers_bytes = 0
            self._body_expected = True
            self._expect_within(limits.body_seconds)
            super().on_headers_complete()

        def on_body(self, body: bytes) -> None:
            self._headers_bytes = 0
            super().on_body(body)

        def on_message_complete(self) -> None:
            self._headers_bytes = 0
            self._body_expected = False
            self._expect_nothing()
            super().on_message_complete()

        def on_response_complete(self) -> None:
            if self._body_expected:
                # Answered before the whole body came: the rest is not read.
                self._lingering = True
                self.flow.pause_reading()
                self.loop.call_later(limits.linger_seconds, self.transport.close)
            else:
                super().on_response_complete()

        def pause_writing(self) -> None:
            self._expect_within(limits.body_seconds)
            super().pause_writing()

        def resume_writing(self) -> None:
            if not self._body_expected:
                self._expect_nothing()
            super().resume_writing()

        def expire(self) -> None:
            """The deadline has passed."""
            self._expect_nothing()
            if self.transport.is_closing():
                return
            if self._headers_bytes or self.cycle is not None:
                self._close(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW)
            else:
                # Browsers open connections that they may never use: no error, and nothing to report.
                self.transport.close()

        def _expect_within(self, seconds: float) -> None:
            self.deadline = self.loop.time() + seconds

        def _expect_nothing(self) -> None:
            self.deadline = inf

        def _close(self, status: HTTPStatus, reason: str) -> None:
            on_closed(reason)
            if self.cycle is None or not self.cycle.response_started:
                head = f"HTTP/1.1 {status} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                self.transport.write(head.encode())
                self.transport.close()
            else:
                # In the middle of an answer that is not being read, nothing more can be said.
                self.transport.abort()

    return LimitedProtocol
