"""The transport under uvicorn's WebSocket protocol, so that the same encoded bytes can be written to every socket.

This depends on uvicorn's internals. If they have changed, or under another server, no transport is found, and the
caller sends through ASGI's `send()`, which costs three times as much per frame.
"""

import asyncio
from contextlib import suppress
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


def limit_send_buffer(transport: asyncio.Transport, size: int) -> None:
    """Limit the operating system's send buffer for this connection to about `size` bytes.

    Without a limit it takes megabytes for a client that has stopped reading, before the server sees unsent bytes.
    """
    # A disconnected peer has no socket: asyncio raises OSError, uvloop ValueError, and the disconnect is handled later.
    with suppress(OSError, ValueError):
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, size)
