"""The transports under uvicorn's protocols: to write the same encoded bytes to every socket, and to count all unsent
bytes.

This depends on uvicorn's internals. If they have changed, or under another server, no transport is found, and the
caller sends through ASGI's `send()`, which costs three times as much per frame.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from socket import SO_SNDBUF, SOL_SOCKET

from starlette.types import Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_USED = ("write", "get_write_buffer_size", "is_closing", "abort", "get_extra_info")


def transport_of(send: Send) -> asyncio.Transport | None:
    """The transport that this ASGI `send` of a WebSocket writes to, or None if it is not found."""
    protocol = getattr(send, "__self__", None)
    transport = getattr(protocol, "transport", None) if isinstance(protocol, WebSocketsSansIOProtocol) else None
    # uvloop's transports are not a subclass of asyncio's, so isinstance cannot check them.
    return transport if all(hasattr(transport, name) for name in _USED) else None


@dataclass
class Traffic:
    """The connections of a server by kind, and the bytes that none of them has handed to the operating system yet."""

    http: int = 0
    sockets: int = 0
    # Closed by either side, but the client has not read everything.
    closing: int = 0
    unsent: int = 0


def traffic_of(protocols: Iterable[object]) -> Traffic:
    """The traffic of uvicorn's protocol objects; those without a transport are left out."""
    found = Traffic()
    for protocol in protocols:
        transport = getattr(protocol, "transport", None)
        if transport is None or not all(hasattr(transport, name) for name in _USED):
            continue
        found.unsent += transport.get_write_buffer_size()
        if transport.is_closing():
            found.closing += 1
        elif isinstance(protocol, WebSocketsSansIOProtocol):
            found.sockets += 1
        else:
            found.http += 1
    return found


def limit_send_buffer(transport: asyncio.Transport, size: int) -> None:
    """Limit the operating system's send buffer for this connection to about `size` bytes.

    Without a limit it takes megabytes for a client that has stopped reading, before the server sees unsent bytes.
    """
    # A disconnected peer has no socket: asyncio raises OSError, uvloop ValueError, and the disconnect is handled later.
    with suppress(OSError, ValueError):
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, size)
