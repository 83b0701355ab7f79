"""Slow and endless requests are ended, answered and logged, and affect no one else."""

import asyncio
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import websockets

from app.server import server as serving
from tests.servers.server import Server
from tests.workshop import ANA, BEN, SampleWorkshop

# The connection limit of this server; silent connections beyond it are closed.
ROOM = 30


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """One server for all tests, none of which may leave connections behind."""
    with Server(tmp_path_factory.mktemp("limited") / "data", starts=False, CONNECTIONS=str(ROOM)) as server:
        server.start("tests.servers.short_deadlines")
        yield server


class Line:
    """A raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def to(cls, server: Server) -> "Line":
        return cls(*await asyncio.open_connection("127.0.0.1", server.port))

    async def send(self, words: str | bytes) -> bool:
        """Send bytes; returns False if the connection is closed."""
        try:
            self.writer.write(words.encode() if isinstance(words, str) else words)
            await self.writer.drain()
        except ConnectionError:
            return False
        return True

    async def received(self) -> bytes:
        """All bytes received until the server disconnects."""
        found = b""
        async with asyncio.timeout(30):
            with suppress(ConnectionError):
                while part := await self.reader.read(65536):
                    found += part
        return found

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


def head(server: Server, workshop: SampleWorkshop, *more: str) -> str:
    """The first bytes of Ana's post."""
    return "\r\n".join(
        [
            f"POST /w/{workshop.key}/notes HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            f"Cookie: {server.cookie(workshop, ANA)}",
            "Accept: text/plain",
            "Content-Type: application/x-www-form-urlencoded",
            *more,
            "",
            "",
        ]
    )


def form(workshop: SampleWorkshop, number: int = 0) -> str:
    return urlencode({"id": f"{number:024d}", "column": workshop.columns[0], "text": "Hello"})


async def posts(server: Server, workshop: SampleWorkshop, number: int) -> None:
    """Post a note as Ana on a new connection, and check that it is saved."""
    line = await Line.to(server)
    words = form(workshop, number)
    await line.send(head(server, workshop, f"Content-Length: {len(words)}", "Connection: close") + words)
    assert b" 204 " in (await line.received()).split(b"\r\n")[0]
    await line.close()


async def test_clients_that_stop_sending_are_disconnected(limited: Server) -> None:
    stops_at = {
        "": b"",
        "GET / HTTP/1.1\r\n": b" 408 ",
        "\r\n": b" 408 ",
        "POST /w/abcd/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nid": b"",
    }

    async def stops(words: str, status: bytes) -> None:
        line = await Line.to(limited)
        if words:
            await line.send(words)
        # Waits for the end at most thirty seconds.
        assert status in (await line.received()).split(b"\r\n")[0], words
        await line.close()

    await asyncio.gather(*(stops(words, status) for words, status in stops_at.items()))


async def test_a_client_with_endless_headers_is_disconnected(limited: Server) -> None:
    line = await Line.to(limited)
    await line.send("GET / HTTP/1.1\r\n")
    sent = 0
    while sent < 10_000_000 and await line.send(f"X-{sent}: {'x' * 4000}\r\n"):
        sent += 4000
        await asyncio.sleep(0)
    assert sent < 10_000_000
    await line.close()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{limited.url}/healthz")).status_code == 200
    assert "headers did not end" in limited.log.read_text()


@pytest.mark.parametrize("says_how_long", [True, False])
async def test_a_body_of_a_gigabyte_is_refused_without_being_read(limited: Server, says_how_long: bool) -> None:
    workshop = limited.workshop()
    line = await Line.to(limited)
    gigabyte = 1024**3
    await line.send(
        head(limited, workshop, f"Content-Length: {gigabyte}" if says_how_long else "Transfer-Encoding: chunked")
    )
    hearing = asyncio.create_task(line.received())
    part = b"x" * 65536 if says_how_long else b"10000\r\n" + b"x" * 65536 + b"\r\n"
    sent = 0
    while sent < gigabyte and not hearing.done() and await line.send(part):
        sent += len(part)
        await asyncio.sleep(0)
    assert b" 413 " in (await hearing).split(b"\r\n")[0]
    # Only what the kernels' buffers on both sides hold.
    assert sent < 50_000_000
    await line.close()
    await posts(limited, workshop, 1)


async def test_silent_connections_are_limited_and_notes_are_still_served(limited: Server) -> None:
    workshop = limited.workshop()
    # Ana connected first, and her connection stays open.
    async with httpx.AsyncClient(headers={"Cookie": limited.cookie(workshop, ANA)}) as ana:
        address = f"{limited.url}/w/{workshop.key}"
        assert (await ana.get(address)).status_code == 200
        silent = [await Line.to(limited) for _ in range(ROOM * 4)]
        data = {"id": "a" * 24, "column": str(workshop.columns[0]), "text": "Hello"}
        assert (await ana.post(f"{address}/notes", data=data, headers={"Accept": "text/plain"})).status_code == 204
        # Connections beyond the limit are closed at once, and the others after their deadline.
        heard = await asyncio.gather(*(line.received() for line in silent))
        assert sum(b" 503 " in words for words in heard) >= ROOM * 4 - ROOM - 5
        for line in silent:
            await line.close()
        await posts(limited, workshop, 2)
    assert "there were too many connections" in limited.log.read_text()


async def test_a_connection_over_the_limit_gets_a_message_unless_it_posts(limited: Server) -> None:
    workshop = limited.workshop()
    cookie = {"Cookie": limited.cookie(workshop, ANA)}
    address = f"{limited.url}/w/{workshop.key}/live?since=0&epoch=x".replace("http", "ws", 1)
    others = []
    for ref in (ANA, BEN):
        seat = {"Cookie": limited.cookie(workshop, ref)}
        others += [
            await websockets.connect(address, origin=limited.url, additional_headers=seat, proxy=None)
            for _ in range(ROOM // 2)
        ]
    async with httpx.AsyncClient(headers=cookie) as late:
        answer = await late.get(f"{limited.url}/w/{workshop.key}")
        assert answer.status_code == 503
        assert "try again in a few seconds" in answer.text
        assert int(answer.headers["refresh"]) >= 4
    with pytest.raises(websockets.InvalidStatus):
        await websockets.connect(address, origin=limited.url, additional_headers=cookie, proxy=None)
    await posts(limited, workshop, 3)
    for line in others:
        await line.close()
    async with httpx.AsyncClient(headers=cookie) as later:
        assert (await later.get(f"{limited.url}/w/{workshop.key}")).status_code == 200


async def test_one_seat_can_open_at_most_max_tabs_sockets(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server:
        workshop = server.workshop()
        cookie = {"Cookie": server.cookie(workshop, ANA)}
        address = f"{server.url}/w/{workshop.key}/live?since=0&epoch=x".replace("http", "ws", 1)
        lines = [
            await websockets.connect(address, origin=server.url, additional_headers=cookie, proxy=None)
            for _ in range(22)
        ]
        closing = [asyncio.create_task(line.wait_closed()) for line in lines]
        async with asyncio.timeout(20):
            # The order in which they joined is not determined.
            while sum(task.done() for task in closing) < 2:
                await asyncio.wait([task for task in closing if not task.done()], return_when=asyncio.FIRST_COMPLETED)
        assert [line.close_code for line in lines if line.close_code is not None] == [1013, 1013]
        for line in lines:
            await line.close()
        await asyncio.gather(*closing)


async def test_on_another_uvicorn_everything_works_except_the_limits_on_slow_connections(tmp_path: Path) -> None:
    with Server(tmp_path / "data", starts=False, CONNECTIONS="6") as server:
        server.start("tests.servers.changed_uvicorn")
        workshop = server.workshop()
        cookie = {"Cookie": server.cookie(workshop, ANA)}
        await posts(server, workshop, 1)
        address = f"{server.url}/w/{workshop.key}/live?since=0&epoch=x".replace("http", "ws", 1)
        async with httpx.AsyncClient(headers=cookie) as ana:
            assert "Hello" in (await ana.get(f"{server.url}/w/{workshop.key}")).text
        async with websockets.connect(address, origin=server.url, additional_headers=cookie, proxy=None) as line:
            assert "seq" in str(await line.recv())
            silent = [await Line.to(server) for _ in range(6)]
            late = await Line.to(server)
            await late.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert b" 503 " in (await late.received())[:20]
            for one in [*silent, late]:
                await one.close()
        assert server.log.read_text().count("does not limit slow connections") == 1


def test_the_connection_limit_is_at_most_what_the_file_limit_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(serving.resource, "getrlimit", lambda kind: (1024, 4096))
    monkeypatch.setattr(serving.resource, "setrlimit", lambda kind, value: limits.append(value))
    others = serving.LIMITS.crowded + serving.OTHER_FILES
    assert serving.affordable_connections(500) == 500
    assert limits == []
    assert serving.affordable_connections(2000) == 2000
    assert serving.affordable_connections(100_000) == 4096 - others
    assert limits == [(2000 + others, 4096), (4096, 4096)]
