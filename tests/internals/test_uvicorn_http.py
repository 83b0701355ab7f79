"""The contract with uvicorn's HTTP connection: each limit holds, whichever version is installed."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn

from app.internals import uvicorn_http
from app.internals.uvicorn_http import ENDLESS_HEADERS, TOO_MANY, TOO_SLOW, Limits, limited_protocol

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

    def closed(self, reason: str) -> None:
        self.reasons.append(reason)
        self.told.set()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        return reader, writer

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
    else:
        crowded = scope.get("state", {}).get("crowded", False)
        await answer(send, b"x" * LARGE if scope["path"] == "/large" else b"crowded" if crowded else b"welcome")


async def answer(send: Any, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def running() -> AsyncGenerator[Running]:
    found = Running()
    limited = limited_protocol(CONNECTIONS, LIMITS, found.closed)
    assert limited is not None, "this version of uvicorn lacks what the limits extend"
    listening = socket.create_server(("127.0.0.1", 0))
    found.port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application, http=limited, log_config=None, access_log=False))
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


async def test_an_early_answer_arrives_and_the_rest_of_the_body_is_not_read(running: Running) -> None:
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


async def test_a_connection_over_the_limit_is_marked_and_further_ones_get_503(running: Running) -> None:
    lines = [await running.connect() for _ in range(CONNECTIONS)]
    request = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    assert (await running.answer_to(request)).endswith(b"crowded")
    lines += [await running.connect() for _ in range(CROWDED)]
    assert b" 503 " in (await running.answer_to(request))[:20]
    assert running.reasons == [TOO_MANY]
    for reader, writer in lines:
        writer.write(request)
        await rest(reader)
    assert (await running.answer_to(request)).endswith(b"welcome")


@pytest.mark.parametrize("missing", ["everything", *uvicorn_http.EXTENDED])
def test_with_another_uvicorn_there_are_no_limits_and_no_error(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    if missing == "everything":
        monkeypatch.setattr(uvicorn_http, "HttpToolsProtocol", None)
    else:
        present = {name: None for name in uvicorn_http.EXTENDED if name != missing}
        monkeypatch.setattr(uvicorn_http, "HttpToolsProtocol", type("Changed", (), present))
    assert limited_protocol(CONNECTIONS, LIMITS, print) is None
