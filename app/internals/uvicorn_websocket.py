"""uvicorn's WebSocket connection with the limits that uvicorn lacks.

Without them a client can take memory and processor time at will: with pings whose answers it never reads, with endless
small frames, or with a connection that it closes without reading what was sent.

This depends on the internals of uvicorn's websockets-sansio protocol. If they are missing, `limited_websocket` returns
None, and the caller uses uvicorn's own. `tests/internals/test_uvicorn_websocket.py` is the contract.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from websockets.protocol import State

try:
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
except ImportError:
    WebSocketsSansIOProtocol = None

# The methods of uvicorn's protocol that are extended here.
EXTENDED = (
    *("connection_lost", "data_received", "handle_events", "handle_ping", "keepalive_timeout", "run_asgi"),
    *("handle_parser_exception", "shutdown"),
)
SENT_TOO_MUCH, READ_TOO_LITTLE = "it sent more than its budget", "it did not read what it was sent"
POLICY_VIOLATION = 1008
# Thousands of small frames may arrive at once. The budget for frames is checked after each part of them.
PART_BYTES = 512


@dataclass(frozen=True)
class SocketLimits:
    """The budget of one WebSocket for what it sends, and the limits for what it does not read.

    A browser sends one pong in 20 seconds and one close frame; the rest is reserve for proxies that send pings.
    """

    frames: int = 64
    frames_per_second: float = 2.0
    bytes: int = 16 * 1024
    bytes_per_second: float = 1024.0
    # Bytes that wait to be sent, above which no pong is added.
    unsent_bytes: int = 256 * 1024
    # For a close frame to be read and answered, and before a client that sent too much can connect again.
    linger_seconds: float = 2.0


def limited_websocket(limits: SocketLimits, on_closed: Callable[[str], None]) -> type[asyncio.Protocol] | None:
    """The class for `uvicorn.Config(ws=…)`, or None if the installed uvicorn lacks the methods that it extends.

    `on_closed` is called with the reason (SENT_TOO_MUCH or READ_TOO_LITTLE) for each connection that a limit closes.
    """
    if WebSocketsSansIOProtocol is None or not all(hasattr(WebSocketsSansIOProtocol, name) for name in EXTENDED):
        return None

    class LimitedWebSocket(WebSocketsSansIOProtocol):
        # The times at which both budgets will be full again, in seconds of the event loop's clock (GCRA).
        _frames_full = 0.0
        _bytes_full = 0.0
        _cut_off = False
        _lingering: asyncio.TimerHandle | None = None

        def connection_lost(self, exc: Exception | None) -> None:
            if self._lingering is not None:
                self._lingering.cancel()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if not self.handshake_initiated:
                # The request, which is limited as HTTP.
                super().data_received(data)
                return
            now = self.loop.time()
            self._bytes_full = max(self._bytes_full, now) + len(data) / limits.bytes_per_second
            # Checked before anything is parsed, because parsing is the expense.
            if self._bytes_full - now > limits.bytes / limits.bytes_per_second:
                self._cut(SENT_TOO_MUCH)
            for start in range(0, len(data), PART_BYTES):
                if self._cut_off or self.transport.is_closing():
                    return
                super().data_received(data[start : start + PART_BYTES])

        def handle_events(self) -> None:
            now = self.loop.time()
            # Every frame counts: pings and pongs, parts of messages, and messages, which the product does not expect.
            self._frames_full = max(self._frames_full, now) + len(self.conn.events) / limits.frames_per_second
            if self._frames_full - now > limits.frames / limits.frames_per_second:
                self._cut(SENT_TOO_MUCH)
            else:
                super().handle_events()

        def handle_ping(self) -> None:
            if self.transport.get_write_buffer_size() > limits.unsent_bytes:
                self._cut(READ_TOO_LITTLE)
            else:
                super().handle_ping()

        def handle_parser_exception(self) -> None:
            super().handle_parser_exception()
            self._linger()

        def keepalive_timeout(self) -> None:
            super().keepalive_timeout()
            # Otherwise a client that reads nothing keeps its unsent bytes in memory forever.
            self._linger()

        def shutdown(self) -> None:
            super().shutdown()
            self._linger()

        async def run_asgi(self) -> None:
            await super().run_asgi()
            # The app has closed the connection or refused it, or the client has closed it.
            self._linger()

        def _linger(self) -> None:
            """Abort the connection if the client has not closed it in time."""
            if self._lingering is None:
                self._lingering = self.loop.call_later(limits.linger_seconds, self.transport.abort)

        def _cut(self, reason: str) -> None:
            """Close the connection, and read nothing more from it."""
            if self._cut_off or self.transport.is_closing():
                return
            self._cut_off = True
            on_closed(reason)
            self.queue.put_nowait({"type": "websocket.disconnect", "code": POLICY_VIOLATION, "reason": reason})
            if reason == READ_TOO_LITTLE or self.conn.state not in (State.OPEN, State.CLOSING):
                self.transport.abort()
                return
            # Held, with what it has sent unread, for as long as it lingers: a client that floods would otherwise come
            # back at once, and a handshake costs more than the flood.
            self.transport.pause_reading()
            self._linger()
            if self.conn.state is State.CLOSING:
                return
            # Drops the pongs that were not written yet.
            self.conn.data_to_send()
            self.conn.fail(POLICY_VIOLATION, reason)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            # Without a timer of its own, uvicorn closes the connection as soon as the app has ended.
            self.close_timer = self.loop.call_later(limits.linger_seconds, self.transport.close)

    return LimitedWebSocket
