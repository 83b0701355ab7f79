"""The sockets of a real server: which are accepted, and which are closed."""

import asyncio
import json
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
import websockets
from starlette.types import Message
from starlette.websockets import WebSocket
from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection

from app.domain.workshops import deletion, links, seats
from app.main import create_app
from app.settings import Settings
from tests.app_client import SECRET
from tests.servers.server import Server
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """One server for all tests that do not stop it. It soon finds changes that no notification announced."""
    with Server(tmp_path_factory.mktemp("sockets") / "data", JOURNAL_POLL_SECONDS="0.2") as running:
        yield running


def open_socket(
    server: Server, workshop: SampleWorkshop, ref: str | None, *, view: str = "board", **headers: str
) -> websockets.connect:
    seq, epoch = workshop.read(lambda session: seats.journal.position(session, workshop.id))
    cookie = {"Cookie": server.cookie(workshop, ref)} if ref else {}
    return websockets.connect(
        f"ws://127.0.0.1:{server.port}/w/{workshop.key}/live?since={seq}&epoch={epoch}&view={view}&lang=en",
        additional_headers=cookie | headers,
        proxy=None,
    )


async def receive(socket: ClientConnection, key: str) -> dict:
    async with asyncio.timeout(20):
        while True:
            frame = json.loads(await socket.recv())
            if key in frame:
                return frame


async def closing_code(socket: ClientConnection) -> int | None:
    async with asyncio.timeout(20):
        await socket.wait_closed()
    return socket.close_code


async def test_a_note_posted_by_one_person_is_sent_to_another(server: Server) -> None:
    workshop = server.workshop()
    async with (
        open_socket(server, workshop, BEN) as ben,
        httpx.AsyncClient(headers={"Cookie": server.cookie(workshop, ANA)}) as ana,
    ):
        data = {"id": "a" * 24, "column": workshop.columns[0], "text": "Hello <b>"}
        answer = await ana.post(f"{server.url}/w/{workshop.key}/notes", data=data, headers={"Accept": "text/plain"})
        assert answer.status_code == 204
        frame = await receive(ben, "content")
        assert frame["seq"] == int(answer.headers["x-seq"])
        assert "Hello &lt;b&gt;" in frame["content"]


@pytest.mark.parametrize("ref", [None, "zed"])
async def test_a_socket_without_a_seat_closes_with_4403(server: Server, ref: str | None) -> None:
    workshop = server.workshop()
    async with open_socket(server, workshop, ref) as socket:
        assert await closing_code(socket) == 4403
    async with open_socket(server, workshop, ANA, view="steer") as socket:
        assert await closing_code(socket) == 4403
    async with open_socket(server, workshop, ANA, view="everything") as socket:
        assert await closing_code(socket) == 4403


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
async def test_a_socket_from_another_origin_is_refused(server: Server, headers: dict[str, str]) -> None:
    workshop = server.workshop()
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with open_socket(server, workshop, ANA, **headers):
            pass
    assert refused.value.response.status_code == 403


async def test_removing_a_seat_or_revoking_a_link_closes_open_sockets_at_once(server: Server) -> None:
    workshop = server.workshop()
    ben = workshop.read(lambda session: seats.load_actor(session, workshop.key, BEN).seat.id)
    async with open_socket(server, workshop, BEN) as bens, open_socket(server, workshop, FAY, view="map") as fays:
        cookies = {"Cookie": server.cookie(workshop, FAY)}
        async with httpx.AsyncClient(headers=cookies) as fay:
            await fay.post(f"{server.url}/w/{workshop.key}/seats/{ben}/removal")
            assert await closing_code(bens) == 4403
            link = workshop.read(lambda session: links.links(session, workshop.id))[0].id
            await fay.post(f"{server.url}/w/{workshop.key}/links/{link}/revocation")
            assert await closing_code(fays) == 4403
            assert (await fay.get(f"{server.url}/w/{workshop.key}/map")).status_code == 403
    async with httpx.AsyncClient(headers={"Cookie": server.cookie(workshop, BEN)}) as out:
        assert (await out.get(f"{server.url}/w/{workshop.key}/news?since=0")).status_code == 403


async def test_deleting_a_workshop_closes_every_socket(server: Server) -> None:
    workshop, other = server.workshop(), server.workshop()
    async with (
        open_socket(server, workshop, ANA) as anas,
        open_socket(server, workshop, FAY, view="map") as fays,
        open_socket(server, other, BEN) as bens,
    ):
        server.database.write_now(
            lambda session: deletion.delete_workshop(session, seats.find(session, workshop.key), workshop.now())
        )
        assert await closing_code(anas) == 4403
        assert await closing_code(fays) == 4403
        other.post(ANA, "goes on")
        while "goes on" not in (await receive(bens, "content"))["content"]:
            pass


async def test_requiring_the_new_code_closes_every_participants_socket(server: Server) -> None:
    workshop = server.workshop()
    note = workshop.post(BEN)
    async with open_socket(server, workshop, FAY) as fays, open_socket(server, workshop, BEN) as bens:
        async with httpx.AsyncClient(headers={"Cookie": server.cookie(workshop, FAY)}) as fay:
            await fay.post(f"{server.url}/w/{workshop.key}/code/strangers")
        assert await closing_code(bens) == 4403
        workshop.post(FAY, "for who is left")
        while "for who is left" not in (await receive(fays, "content"))["content"]:
            pass
    async with httpx.AsyncClient(headers={"Cookie": server.cookie(workshop, BEN)}, follow_redirects=True) as ben:
        form = await ben.get(f"{server.url}/w/{workshop.key}")
        assert 'name="code"' in form.text
        await ben.post(f"{server.url}/w/{workshop.key}/join", data={"code": workshop.workshop().code or ""})
        assert f'data-own="{note}"' in (await ben.get(f"{server.url}/w/{workshop.key}")).text


async def test_a_restart_closes_sockets_with_1012(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server:
        workshop = server.workshop()
        async with open_socket(server, workshop, ANA) as ana:
            await receive(ana, "here")
            await asyncio.to_thread(server.stop)
            assert await closing_code(ana) == 1012


async def test_changes_of_another_process_arrive_by_polling(server: Server) -> None:
    workshop = server.workshop()
    async with open_socket(server, workshop, ANA) as ana:
        # A write past the server, so that no notification reaches it.
        await asyncio.to_thread(workshop.post, BEN, "from elsewhere")
        assert "from elsewhere" in (await receive(ana, "content"))["content"]


async def test_messages_from_the_browser_are_ignored(server: Server) -> None:
    workshop = server.workshop()
    async with open_socket(server, workshop, ANA) as ana:
        await ana.send("x" * 1000)
        await ana.send(b"\x00" * 1000)
        await asyncio.to_thread(workshop.post, BEN, "still here")
        assert "still here" in (await receive(ana, "content"))["content"]
    async with open_socket(server, workshop, ANA) as ana:
        # More than the budget of a socket, so it is closed before it is parsed.
        await ana.send("x" * 100_000)
        assert await closing_code(ana) == 1008


async def test_the_transport_is_found_behind_all_middleware(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[object] = []

    async def live(_socket: WebSocket, _key: str, transport: object) -> None:
        found.append(transport)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    app = create_app(Settings(data_dir=tmp_path, secret_key=SECRET))
    protocol = WebSocketsSansIOProtocol(Config(app, lifespan="off"), ServerState(), {})
    protocol.transport = asyncio.Transport()
    monkeypatch.setattr("app.web.live._live", live)
    for way in (protocol.send, send):
        await app({"type": "websocket", "path": "/w/abcd/live", "headers": []}, receive, way)
    assert found == [protocol.transport, None]
