"""The contract with uvicorn's HTTP connection: each limit holds, whichever version is installed."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import uvicorn

from app.internals import uvicorn_http
from app.internals.uvicorn_http import ENDLESS_HEADERS, TOO_MANY, TOO_SLOW, Limits, limited_protocol
from app.server.waiting_clients import WaitingClients
from tests.waiting import until

pytestmark = pytest.mark.contract

CONNECTIONS, CROWDED = 3, 2
LIMITS = Limits(headers_seconds=0.3, body_seconds=0.6, headers_bytes=4096, linger_seconds=0.2, crowded=CROWDED)
# Seconds after which a limit that does not hold fails the test.
PATIENCE = 10
LARGE = 32 * 1024 * 1024


@dataclass
class Running:
    """A server with short limits, and the reasons its callback received."""

    port: int = 0
    reasons: list[str] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    server: Any = None

    def closed(self, reason: str) -> None:
        self.reasons.append(reason)
        self.told.set()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        return reader, writer

    async def no_connection_left(self, begun: int) -> None:
        """Wait until this many requests were answered and no connection is left."""
        async with asyncio.timeout(PATIENCE):
            state = self.server.server_state
            await until(lambda: not (state.connections or state.total_requests < begun))

    async def answer_to(self, words: bytes) -> bytes:
        """All bytes received until the server disconnects."""
        reader, writer = await self.connect()
        writer.write(words)
        return await rest(reader)


async def rest(reader: asyncio.StreamReader) -> bytes:
    found = b""
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionError):
            while part := await reader.read(65536):
                found += part
    return found


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answers at once without reading the body, with whether the connection is over the limit."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["path"] == "/slow":
        while (await receive()).get("more_body"):
            pass
        await answer(send, b"read")
    elif scope["path"] == "/closing":
        await answer(send, b"bye", (b"connection", b"close"))
    else:
        crowded = scope.get("state", {}).get("crowded", False)
        await answer(send, b"x" * LARGE if scope["path"] == "/large" else b"crowded" if crowded else b"welcome")


async def answer(send: Any, body: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [(b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def seat_of(scope: dict[str, Any]) -> str | None:
    return dict(scope["headers"]).get(b"seat", b"").decode() or None


@pytest.fixture
async def running(request: pytest.FixtureRequest) -> AsyncGenerator[Running]:
    found = Running()
    limited = limited_protocol(CONNECTIONS, getattr(request, "param", LIMITS), found.closed, WaitingClients(2), seat_of)
    assert limited is not None, "this version of uvicorn lacks what the limits extend"
    listening = socket.create_server(("127.0.0.1", 0))
    found.port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application, http=limited, log_config=None, access_log=False))
    found.server = server
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield found
    for writer in found.writers:
        writer.close()
    # Does not wait for connections that a broken limit has left open.
    server.should_exit = server.force_exit = True
    await serving


@pytest.mark.parametrize("words", [b"GET / HTTP/1.1\r\n", b"\r\n"], ids=["half a request", "an empty line"])
async def test_headers_that_do_not_arrive_are_answered_with_408(running: Running, words: bytes) -> None:
    assert (await running.answer_to(words)).startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert running.reasons == [TOO_SLOW]


async def test_a_body_that_does_not_arrive_is_answered_with_408(running: Running) -> None:
    head = b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhal"
    assert (await running.answer_to(head)).startswith(b"HTTP/1.1 408 ")
    assert running.reasons == [TOO_SLOW]


async def test_a_silent_connection_is_closed_without_an_answer(running: Running) -> None:
    assert await running.answer_to(b"") == b""
    assert running.reasons == []


async def test_endless_headers_are_answered_with_431(running: Running) -> None:
    words = b"GET / HTTP/1.1\r\n" + b"".join(b"x-%d: %s\r\n" % (number, b"y" * 100) for number in range(60))
    assert b" 431 " in (await running.answer_to(words))[:20]
    assert running.reasons == [ENDLESS_HEADERS]


async def test_a_client_that_never_reads_its_answer_is_disconnected(running: Running) -> None:
    reader, writer = await running.connect()
    writer.write(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
    async with asyncio.timeout(PATIENCE):
        await running.told.wait()
    assert running.reasons == [TOO_SLOW]
    assert len(await rest(reader)) < LARGE


async def test_a_closed_connection_whose_answer_is_never_read_is_aborted(running: Running) -> None:
    _reader, writer = await running.connect()
    writer.write(b"GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    await running.no_connection_left(begun=1)


async def test_an_early_answer_arrives_and_an_endless_body_is_not_read(running: Running) -> None:
    reader, writer = await running.connect()
    writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999\r\n\r\n")
    hearing = asyncio.create_task(rest(reader))
    sent = 0
    with suppress(ConnectionError):
        while not hearing.done():
            writer.write(b"x" * 65536)
            sent += 65536
            await writer.drain()
            await asyncio.sleep(0)
    assert (await hearing).endswith(b"welcome")
    assert sent < 50_000_000


async def test_a_body_that_is_answered_early_is_read_to_its_end_and_the_connection_serves_the_next_request(
    running: Running,
) -> None:
    reader, writer = await running.connect()
    for _ in range(2):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 40000\r\n\r\n" + b"x" * 10_000)
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readuntil(b"welcome")).startswith(b"HTTP/1.1 200 ")
        writer.write(b"x" * 30_000)
    writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    async with asyncio.timeout(PATIENCE):
        assert (await reader.readuntil(b"welcome")).startswith(b"HTTP/1.1 200 ")


async def test_an_early_answer_that_closes_the_connection_arrives_whole(running: Running) -> None:
    reader, writer = await running.connect()
    writer.write(b"POST /closing HTTP/1.1\r\nhost: x\r\ncontent-length: 4000000\r\n\r\n" + b"x" * 10_000)
    async with asyncio.timeout(PATIENCE):
        assert b"connection: close" in await reader.readuntil(b"bye")
    # Answered, but not closed before the client has stopped sending: a reset would discard the answer.
    writer.write(b"x" * 20_000)
    await writer.drain()
    assert await rest(reader) == b""


async def test_beyond_the_limit_a_connection_is_marked_as_crowded(running: Running) -> None:
    lines = [await running.connect() for _ in range(CONNECTIONS)]
    request = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    assert (await running.answer_to(request)).endswith(b"crowded")
    for reader, writer in lines:
        writer.write(request)
        await rest(reader)
    assert (await running.answer_to(request)).endswith(b"welcome")


SLOW = b"POST /slow HTTP/1.1\r\nhost: x\r\nseat: %s\r\ncontent-length: 9\r\n\r\nhal"


@pytest.mark.parametrize("seats", [[b""] * 30, [b"zed"] * 30], ids=["without a seat", "of one seat"])
@pytest.mark.parametrize("running", [replace(LIMITS, body_seconds=60)], indirect=True)
async def test_slow_bodies_at_the_limit_give_way_to_a_request_that_arrives(
    running: Running, seats: list[bytes]
) -> None:
    slow = []
    for seat in seats:
        reader, writer = await running.connect()
        writer.write(SLOW % seat)
        slow.append(reader)
    body = await running.answer_to(
        b"POST /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"
    )
    assert body.endswith(b"read")
    assert set(running.reasons) == {TOO_MANY}
    assert (await rest(slow[4])).startswith(b"HTTP/1.1 503 ")


@pytest.mark.parametrize("running", [replace(LIMITS, body_seconds=60)], indirect=True)
async def test_a_slow_request_with_a_seat_keeps_its_slot(running: Running) -> None:
    reader, writer = await running.connect()
    writer.write(SLOW % b"ana")
    for _ in range(30):
        _silent, line = await running.connect()
        line.write(SLOW % b"")
    writer.write(b"x" * 6)
    async with asyncio.timeout(PATIENCE):
        assert (await reader.readuntil(b"read")).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("missing", ["everything", *uvicorn_http.EXTENDED])
def test_with_another_uvicorn_there_are_no_limits_and_no_error(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    if missing == "everything":
        monkeypatch.setattr(uvicorn_http, "HttpToolsProtocol", None)
    else:
        present = {name: None for name in uvicorn_http.EXTENDED if name != missing}
        monkeypatch.setattr(uvicorn_http, "HttpToolsProtocol", type("Changed", (), present))
    assert limited_protocol(CONNECTIONS, LIMITS, print, WaitingClients(2)) is None
