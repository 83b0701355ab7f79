"""uvicorn's HTTP connection with the limits that uvicorn lacks.

Without them a client can hold a connection forever: with headers that do not arrive (slow loris), endless headers, a
slow body, an answer that it never reads, or too many connections. No limit depends on the address, because a shared
office and everyone behind a proxy have the same one.

This depends on the internals of uvicorn's httptools protocol. If they are missing, `limited_protocol` returns None,
and the caller uses uvicorn's own `limit_concurrency` instead. `tests/internals/test_uvicorn_http.py` is the contract.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from math import inf
from typing import Any, Protocol

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
# The interval of checking deadlines; a timer per request would cost as much as parsing its headers.
SWEEP_SECONDS = 0.5

TOO_MANY, TOO_SLOW, ENDLESS_HEADERS = (
    "there were too many connections",
    "its request took too long",
    "its request headers did not end",
)


@dataclass(frozen=True)
class Limits:
    """The limits of one connection, in seconds and bytes, and of the connections over the limit."""

    headers_seconds: float = 15.0
    # For a body to arrive, and for a full send buffer to be read.
    body_seconds: float = 60.0
    headers_bytes: int = 64 * 1024
    # Of a body that was answered early: this much is read and dropped, so that the connection carries the next request.
    dropped_bytes: int = 1024 * 1024
    # Linger this long before closing a connection with an unread body, so that a TCP reset does not discard the answer.
    linger_seconds: float = 2.0
    # This many connections over the limit are marked as crowded, for the app to answer.
    crowded: int = 64
    # At the limit, a connection that has kept the server waiting this long gives its slot to a new one.
    patience_seconds: float = 1.0


class Waiting(Protocol):
    """The connections that wait for their client (`server/waiting_clients.py`)."""

    def add(self, one: Any, now: float, /) -> None: ...
    def remove(self, one: Any, /) -> None: ...
    def longest(self, before: float, /) -> object: ...


def limited_protocol(
    connections: int,
    limits: Limits,
    on_closed: Callable[[str], None],
    waiting: Waiting,
    seat_of: Callable[[dict[str, Any]], str | None] = lambda scope: None,
) -> type[asyncio.Protocol] | None:
    """The class for `uvicorn.Config(http=…)`, or None if the installed uvicorn lacks the methods that it extends.

    Beyond `connections`, one of the `waiting` connections gives way to a new one; `seat_of` returns
    the seat of a request's ASGI scope. Without such a connection, a request on the new one has `crowded` in its scope's
    `state`. `on_closed` is called with the reason (TOO_MANY, TOO_SLOW or
    ENDLESS_HEADERS) for each connection that a limit closes.
    """
    if HttpToolsProtocol is None or not all(hasattr(HttpToolsProtocol, name) for name in EXTENDED):
        return None
    sweeping = False

    def sweep(loop: asyncio.AbstractEventLoop, open_ones: set[object]) -> None:
        nonlocal sweeping
        sweeping = bool(open_ones)
        if sweeping:
            # Scheduled first, so that an exception below does not end the sweeping.
            loop.call_later(SWEEP_SECONDS, sweep, loop, open_ones)
        now = loop.time()
        for one in [one for one in open_ones if isinstance(one, LimitedProtocol)]:
            if one.deadline < now:
                one.expire()

    class LimitedProtocol(HttpToolsProtocol):
        # In seconds of the event loop's clock.
        deadline = inf
        _headers_bytes = 0
        _body_expected = False
        # The bytes of an answered request's body that were read and dropped; None if its answer has not been sent.
        _dropped: int | None = None
        _closes_after_answer = False
        _lingering = False
        _crowded = False
        _scope_of_seat: object = None
        _seat: str | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:
            nonlocal sweeping
            super().connection_made(transport)
            self._answers = _Answers(transport, self._close_after_answer)
            if not sweeping:
                sweeping = True
                self.loop.call_later(SWEEP_SECONDS, sweep, self.loop, self.connections)
            if (over := len(self.connections) - connections) > 0:
                full = over > limits.crowded
                other = waiting.longest(self.loop.time() - (0 if full else limits.patience_seconds))
                if isinstance(other, LimitedProtocol):
                    other._close(HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY)
                    self._crowded = other._crowded
                elif full:
                    self._close(HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY)
                    return
                else:
                    self._crowded = True
            if self._crowded:
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
            if self.cycle is not None:
                self.cycle.transport = self._answers  # ty: ignore[invalid-assignment]

        def on_body(self, body: bytes) -> None:
            self._headers_bytes = 0
            super().on_body(body)
            if self._dropped is not None:
                self._dropped += len(body)
                if self._dropped > limits.dropped_bytes and not self._lingering:
                    self._linger()

        def on_message_complete(self) -> None:
            self._headers_bytes = 0
            self._body_expected = False
            self._expect_nothing()
            super().on_message_complete()
            if self._lingering:
                return
            if self._dropped is not None:
                self._dropped = None
                self._answered()
            elif self._closes_after_answer:
                self._close_after_answer()

        def on_response_complete(self) -> None:
            if self._body_expected:
                # The answer came before the whole body arrived.
                self._dropped = 0
                self.flow.resume_reading()
            else:
                self._answered()

        def pause_writing(self) -> None:
            self._expect_within(limits.body_seconds)
            super().pause_writing()

        def resume_writing(self) -> None:
            if not self._body_expected:
                self._expect_nothing()
                self._wait_if_idle()
            super().resume_writing()

        def expire(self) -> None:
            """Close the connection, because its deadline has passed."""
            self._expect_nothing()
            if self.transport.is_closing():
                # Closed, with bytes that the client does not read.
                self.transport.abort()
            elif self._headers_bytes or self.cycle is not None:
                self._close(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW)
            else:
                # Browsers open spare connections, so an unused one is no error and is not reported.
                self.transport.close()

        def seat(self) -> str | None:
            """The seat that its latest complete request line and headers show, if any."""
            scope = self.scope
            if scope is not None and "path" in scope and scope is not self._scope_of_seat:
                self._scope_of_seat, self._seat = scope, seat_of(dict(scope))
            return self._seat

        def _answered(self) -> None:
            if self._closes_after_answer:
                self._close_after_answer()
            super().on_response_complete()
            self._wait_if_idle()

        def _wait_if_idle(self) -> None:
            if self.deadline == inf and self.cycle.response_complete and not self.transport.is_closing():
                waiting.add(self, self.loop.time())

        def _close_after_answer(self) -> None:
            self._closes_after_answer = True
            if not self._body_expected:
                # Until the client has read the answer.
                self._expect_within(limits.body_seconds)
                self.transport.close()

        def _linger(self) -> None:
            self._lingering = True
            self.flow.pause_reading()
            self.loop.call_later(limits.linger_seconds, self.transport.close)

        def _expect_within(self, seconds: float) -> None:
            now = self.loop.time()
            self.deadline = now + seconds
            waiting.add(self, now)

        def _expect_nothing(self) -> None:
            self.deadline = inf
            waiting.remove(self)

        def _close(self, status: HTTPStatus, reason: str) -> None:
            on_closed(reason)
            waiting.remove(self)
            cycle = self.cycle
            idle = cycle is not None and cycle.response_complete
            if self.transport.get_write_buffer_size() or (cycle is not None and cycle.response_started and not idle):
                # An answer that the client does not read is in progress, so no error can be sent.
                self.transport.abort()
                return
            if not idle or self._headers_bytes:
                head = f"HTTP/1.1 {status} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                self.transport.write(head.encode())
            self.transport.close()

    return LimitedProtocol


class _Answers:
    """The transport as a request's answer uses it; `close` may wait for the rest of the request's body."""

    __slots__ = ("close", "write")

    def __init__(self, transport: asyncio.Transport, close: Callable[[], None]) -> None:
        self.write = transport.write
        self.close = close
