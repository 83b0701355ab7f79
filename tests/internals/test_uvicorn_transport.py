"""The contract with uvicorn's internals: a frame written to the transport arrives, under both event loops."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvicorn
import uvloop
import websockets
from starlette.types import Message, Receive, Scope, Send
from websockets.frames import Frame, Opcode

from app.internals.uvicorn_transport import limit_send_buffer, transport_of

RUNNERS = [asyncio.run, uvloop.run]
SIZE = 64 * 1024


async def serve(app: Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]], visit: Callable[[str], Any]) -> None:
    """Serve an ASGI app on a free port with the product's settings, and call `visit` with its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    config = uvicorn.Config(app, ws="websockets-sansio", ws_per_message_deflate=False, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        async with asyncio.timeout(20):
            await visit(f"ws://127.0.0.1:{listening.getsockname()[1]}/")
    finally:
        server.should_exit = True
        await serving
        listening.close()


@pytest.mark.parametrize("run", RUNNERS)
def test_a_frame_written_to_the_transport_arrives_and_the_send_buffer_has_a_limit(run: Callable[[Any], None]) -> None:
    found: list[Any] = []
    frame = Frame(Opcode.TEXT, "Tŷ".encode()).serialize(mask=False)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        transport = transport_of(send)
        assert transport is not None
        found.append(transport)
        limit_send_buffer(transport, SIZE)
        transport.write(frame)
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def visit(address: str) -> None:
        async with websockets.connect(address, proxy=None) as client:
            assert await client.recv() == "Tŷ"
            (transport,) = found
            # Linux doubles the requested size for its own use.
            size = transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
            assert SIZE <= size <= 2 * SIZE
            assert transport.get_write_buffer_size() == 0
            assert not transport.is_closing()
            transport.abort()
            await client.wait_closed()
        assert transport.is_closing()
        # A disconnected peer raises no error.
        limit_send_buffer(transport, SIZE)

    run(serve(app, visit))


def test_under_another_server_there_is_no_transport_and_its_send_is_used() -> None:
    class Other:
        transport = object()

        async def send(self, message: Message) -> None:
            raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    assert transport_of(Other().send) is None
    assert transport_of(send) is None
