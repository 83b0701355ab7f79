"""The contract with uvicorn's WebSocket connection: each limit holds, whichever version is installed."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from websockets.frames import Opcode

from app.internals import uvicorn_websocket
from app.internals.uvicorn_websocket import READ_TOO_LITTLE, SENT_TOO_MUCH, SocketLimits, limited_websocket
from tests.raw_socket import PATIENCE, PING, frame, raw_socket
from tests.waiting import until

pytestmark = pytest.mark.contract

LIMITS = SocketLimits(frames=20, bytes=4000, unsent_bytes=20_000, linger_seconds=0.3)


@dataclass
class Running:
    """A server with small limits, the reasons its callback received, and the messages and transports of its app."""

    port: int = 0
    reasons: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    transports: list[asyncio.Transport] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def application(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Accepts every socket. It refuses those at /refused with 4403, and sends 10 MB to those at /large."""
        transport = send.__self__.transport
        self.transports.append(transport)
        await receive()
        await send({"type": "websocket.accept"})
        if scope["path"] == "/refused":
            await send({"type": "websocket.close", "code": 4403})
            return
        if scope["path"] == "/large":
            transport.write(bytes(10_000_000))
        while (message := await receive())["type"] != "websocket.disconnect":
            self.messages.append(message)
        self.ended.set()

    async def all_closed(self) -> None:
        """Wait until no connection holds unsent bytes or a file descriptor any more."""
        await until(lambda: not self.server.server_state.connections)

    server: Any = None


@pytest.fixture
async def running(request: pytest.FixtureRequest) -> AsyncGenerator[Running]:
    found = Running()
    limited = limited_websocket(getattr(request, "param", LIMITS), found.reasons.append)
    assert limited is not None, "this version of uvicorn lacks what the limits extend"
    listening = socket.create_server(("127.0.0.1", 0))
    found.port = listening.getsockname()[1]
    config = uvicorn.Config(
        found.application, interface="asgi3", ws=limited, lifespan="off", log_config=None, ws_max_size=16_000
    )
    found.server = uvicorn.Server(config)
    serving = asyncio.create_task(found.server.serve(sockets=[listening]))
    yield found
    # Does not wait for connections that a broken limit has left open.
    found.server.should_exit = found.server.force_exit = True
    await serving


@pytest.mark.parametrize(
    "part",
    [
        PING,
        frame(Opcode.PONG, b"unasked"),
        frame(Opcode.TEXT, b"x"),
        frame(Opcode.BINARY),
        frame(Opcode.TEXT, last=False) + frame(Opcode.CONT, last=False) * 40 + frame(Opcode.CONT),
        frame(Opcode.PING, bytes(125)) * 50,
        frame(Opcode.TEXT, bytes(15_000)),
    ],
    ids=["pings", "pongs", "texts", "empty messages", "empty fragments", "large pings", "large texts"],
)
async def test_a_client_that_sends_more_than_its_budget_is_closed_with_1008(running: Running, part: bytes) -> None:
    async with raw_socket(running.port) as client:
        assert await client.flood(part * 2, 20_000_000) < 20_000_000
        await running.all_closed()
    assert running.reasons == [SENT_TOO_MUCH]
    assert running.ended.is_set()


async def test_nothing_is_parsed_of_data_that_exceeds_the_byte_budget_as_it_arrives(running: Running) -> None:
    async with raw_socket(running.port) as client:
        client.writer.write(frame(Opcode.TEXT, bytes(600)) * 10)
        assert await client.closing_code() == 1008
    assert running.messages == []


async def test_a_client_that_reads_learns_the_code_of_its_closing(running: Running) -> None:
    async with raw_socket(running.port) as client:
        client.writer.write(PING * 30)
        assert await client.closing_code() == 1008


@pytest.mark.parametrize("running", [SocketLimits(frames=20, bytes=4000, linger_seconds=600)], indirect=True)
@pytest.mark.parametrize("refused", [False, True], ids=["accepted", "refused"])
async def test_a_client_that_sent_too_much_is_held_so_that_it_cannot_come_back_at_once(
    running: Running, refused: bool
) -> None:
    async with raw_socket(running.port, "/refused" if refused else "/") as client, asyncio.timeout(PATIENCE):
        if refused:
            await client.reader.readuntil((4403).to_bytes(2, "big"))
        while not running.reasons:
            client.writer.write(PING * 30)
            await asyncio.sleep(0.02)
        if not refused:
            await client.reader.readuntil((1008).to_bytes(2, "big"))
            await running.ended.wait()
        assert not running.transports[0].is_closing()
        running.transports[0].abort()


async def test_what_an_honest_client_sends_stays_within_the_budget(running: Running) -> None:
    async with raw_socket(running.port) as client:
        client.writer.write(frame(Opcode.PING, b"here") * 3 + frame(Opcode.TEXT, bytes(1000)) * 2)
        async with asyncio.timeout(PATIENCE):
            assert await client.reader.readexactly(18) == bytes([0x8A, 4]) * 1 + b"here" + b"\x8a\x04here\x8a\x04here"
        client.writer.write(frame(Opcode.CLOSE, (1000).to_bytes(2, "big")))
        assert await client.closing_code() == 1000
    assert (running.reasons, len(running.messages)) == ([], 2)


@pytest.mark.parametrize("running", [SocketLimits(frames_per_second=50.0, frames=5)], indirect=True)
async def test_the_budget_refills_with_time(running: Running) -> None:
    async with raw_socket(running.port) as client:
        for _ in range(20):
            client.writer.write(PING)
            async with asyncio.timeout(PATIENCE):
                await client.reader.readexactly(2)
            await asyncio.sleep(0.02)
        assert running.reasons == []


@pytest.mark.parametrize("running", [SocketLimits(frames=10**9, bytes=10**9, unsent_bytes=20_000)], indirect=True)
async def test_pings_are_not_answered_to_a_client_that_reads_nothing(running: Running) -> None:
    async with raw_socket(running.port, "/large") as client:
        client.writer.write(frame(Opcode.PING, bytes(125)) * 10)
        await running.all_closed()
    assert running.reasons == [READ_TOO_LITTLE]


async def test_a_refused_client_that_does_not_disconnect_is_aborted(running: Running) -> None:
    async with raw_socket(running.port, "/refused") as client:
        assert await client.closing_code() == 4403
        await running.all_closed()


async def test_a_client_that_closes_without_reading_is_aborted(running: Running) -> None:
    async with raw_socket(running.port, "/large") as client:
        client.writer.write(frame(Opcode.CLOSE, (1000).to_bytes(2, "big")))
        await running.all_closed()
    assert running.transports[0].get_write_buffer_size() == 0


@pytest.mark.parametrize("missing", ["everything", *uvicorn_websocket.EXTENDED])
def test_with_another_uvicorn_there_are_no_limits_and_no_error(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    if missing == "everything":
        monkeypatch.setattr(uvicorn_websocket, "WebSocketsSansIOProtocol", None)
    else:
        present = {name: None for name in uvicorn_websocket.EXTENDED if name != missing}
        monkeypatch.setattr(uvicorn_websocket, "WebSocketsSansIOProtocol", type("Changed", (), present))
    assert limited_websocket(LIMITS, print) is None
