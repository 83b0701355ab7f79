"""Sends a connection's queued frames while it is open."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from app.live.connection import Connection


async def send_queued(connection: Connection, send: Callable[[str], Awaitable[None]]) -> None:
    """Send the text of each queued frame in turn; returns when the connection closes, even if `send` is blocked.

    Raises what `send` raises.
    """
    changed = asyncio.Event()
    connection.wake = changed.set
    while connection.closing is None:
        changed.clear()
        if (frame := connection.take()) is None:
            await changed.wait()
            continue
        sending = asyncio.ensure_future(send(frame.text))
        sending.add_done_callback(lambda _: changed.set())
        try:
            while not sending.done() and connection.closing is None:
                changed.clear()
                await changed.wait()
            if sending.done():
                sending.result()
        finally:
            if sending.cancel():
                with suppress(asyncio.CancelledError):
                    await sending
