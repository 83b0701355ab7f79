"""Floods on sockets: the server closes them, shows them in its metrics, and keeps saving notes."""

import asyncio
import re
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from websockets.frames import Opcode

from benchmarks.load.processes import memory_bytes
from tests.raw_socket import PING, RawSocket, frame, raw_socket
from tests.servers.server import Server
from tests.waiting import fulfils
from tests.workshop import ANA, BEN, SampleWorkshop

LARGE_PING = frame(Opcode.PING, bytes(125)) * 400


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """One server for all floods, which must not leave anything behind that affects the next."""
    with Server(tmp_path_factory.mktemp("flooded") / "data") as running:
        yield running


@asynccontextmanager
async def attacker(server: Server, workshop: SampleWorkshop, ref: str | None) -> AsyncGenerator[RawSocket]:
    """A raw socket to a workshop, of a seat or of a stranger, whose client reads at most 4 KiB."""
    cookie = [f"Cookie: {server.cookie(workshop, ref)}"] if ref else []
    async with raw_socket(server.port, f"/w/{workshop.key}/live?since=0&epoch=x", *cookie, buffer=4096) as client:
        yield client


async def measured(server: Server, name: str) -> float:
    """The sum of a metric's samples; `name` may include labels."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"{server.url}/metrics")).text
    return sum(float(value) for value in re.findall(rf"^{re.escape(name)}(?:{{.*}})? (\S+)$", text, re.M))


async def reaches(server: Server, name: str, value: float) -> None:
    """Wait until a metric has reached a value."""
    await fulfils(partial(measured, server, name), lambda found: found >= value)


async def posts(server: Server, workshop: SampleWorkshop, number: int, ref: str = BEN) -> None:
    """Post a note on a new connection and check that it is saved."""
    async with httpx.AsyncClient(headers={"Cookie": server.cookie(workshop, ref), "Accept": "text/plain"}) as client:
        form = {"id": f"{number:024d}", "column": workshop.columns[0], "text": "Hello"}
        assert (await client.post(f"{server.url}/w/{workshop.key}/notes", data=form)).status_code == 204


@pytest.mark.parametrize("part", [PING * 600, LARGE_PING, frame(Opcode.TEXT, b"x") * 500], ids=["6 B", "125 B", "text"])
async def test_floods_on_sockets_are_closed_within_their_budgets(server: Server, part: bytes) -> None:
    workshop = server.workshop()
    counter = 'commonboard_limited_total{reason="sent too much"}'
    before = await measured(server, counter)

    async def flood(ref: str | None) -> None:
        async with attacker(server, workshop, ref) as client:
            assert await client.flood(part, 50_000_000) < 50_000_000

    # Without a cookie, with a false one and with a seat; at once, because the server lets each say goodbye for seconds.
    await asyncio.gather(*(flood(ref) for ref in (None, "zed", ANA)))
    await reaches(server, counter, before + 3)
    await posts(server, workshop, 1)


async def test_a_refused_client_that_stays_is_disconnected_in_seconds(server: Server) -> None:
    workshop = server.workshop()
    async with attacker(server, workshop, None) as client:
        # It ends only when the server disconnects; without the limit, uvicorn waits for ten seconds.
        async with asyncio.timeout(8):
            assert await client.closing_code() == 4403


async def test_refused_and_closing_sockets_are_in_the_metrics(server: Server) -> None:
    workshop = server.workshop()
    async with AsyncExitStack() as stack:
        for _ in range(5):
            await stack.enter_async_context(attacker(server, workshop, ANA))
        await reaches(server, 'commonboard_connections{kind="socket"}', 5)
        assert await measured(server, "commonboard_queue_bytes") == 0


@pytest.fixture
def small(tmp_path: Path) -> Generator[Server]:
    """A server for 20 connections."""
    with Server(tmp_path / "data", starts=False, CONNECTIONS="20") as server:
        server.start("tests.servers.short_deadlines")
        yield server


@pytest.mark.parametrize("ref", [None, ANA], ids=["without a seat", "of one seat"])
async def test_slow_request_bodies_in_every_slot_never_keep_a_note_out(small: Server, ref: str | None) -> None:
    workshop = small.workshop()
    slow = f"POST /w/{workshop.key}/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
    slow += f"Cookie: {small.cookie(workshop, ref)}\r\n\r\nid" if ref else "\r\nid"
    lines = []
    for number in range(6):
        for _ in range(20):
            lines.append(await asyncio.open_connection("127.0.0.1", small.port))
            lines[-1][1].write(slow.encode())
        await posts(small, workshop, number)
    for _reader, writer in lines:
        writer.transport.abort()


@pytest.mark.attack
async def test_a_flood_of_pings_for_half_a_minute_takes_little_memory_and_loses_no_note(server: Server) -> None:
    workshop = server.workshop()
    assert server.process is not None
    await posts(server, workshop, 0)
    before = memory_bytes(server.process.pid)
    ended = asyncio.Event()

    async def flood(ref: str | None) -> None:
        while not ended.is_set():
            async with attacker(server, workshop, ref) as client:
                await client.flood(LARGE_PING, 20_000_000)

    flooding = [asyncio.create_task(flood(ref)) for ref in (None, None, ANA, ANA)]
    loop, number = asyncio.get_running_loop(), 0
    end = loop.time() + 30
    while loop.time() < end:
        number += 1
        await posts(server, workshop, number)
        # The pace of one person, below the limit of posts. T20 of `make bench` says how long a note takes meanwhile.
        await asyncio.sleep(0.4)
    ended.set()
    await asyncio.gather(*flooding)
    assert memory_bytes(server.process.pid) - before < 20_000_000
    assert len(workshop.order()) == number + 1
