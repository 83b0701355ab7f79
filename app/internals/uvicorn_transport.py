"""The transport under uvicorn's WebSocket protocol, so that one frame is one write of the same bytes to everyone.

This depends on uvicorn's internals. Where they are not as expected, or under another server, no transport is found and
the caller sends through ASGI's `send()`, which costs three times as much per frame.
"""

import asyncio
from contextlib import suppress
from socket import SO_SNDBUF, SOL_SOCKET

from starlette.types import Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_USED = ("write", "get_write_buffer_size", "is_closing", "abort", "get_extra_info")


def transport_of(send: Send) -> asyncio.Transport | None:
    """The transport that this ASGI `send` of a WebSocket writes to; None where it is not found."""
    protocol = getattr(send, "__self__", None)
    transport = getattr(protocol, "transport", None) if isinstance(protocol, WebSocketsSansIOProtocol) else None
    # uvloop's transports are no subclass of asyncio's.
    return transport if all(hasattr(transport, name) for name in _USED) else None


def limit_send_buffer(transport: asyncio.Transport, size: int) -> None:
    """Let the operating system hold about `size` bytes for this connection. Otherwise it takes megabytes for a reader
    that has stopped, before the server sees anything unsent."""
    # A peer that has hung up has no socket left: asyncio raises OSError, uvloop ValueError. The disconnect follows.
    with suppress(OSError, ValueError):
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, size)
