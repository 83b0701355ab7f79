"""A socket that fails while it opens always releases its connection in the hub."""

import asyncio
import socket
from collections.abc import Callable

import pytest
from starlette.types import Message, Scope
from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from tests.app_client import AppClient
from tests.workshop import ANA


class HungUp(asyncio.Transport):
    """The transport of a disconnected client, whose socket the operating system has closed."""

    def __init__(self) -> None:
        super().__init__()
        self._socket = socket.socket()
        self._socket.close()

    def get_extra_info(self, name: str, default: object = None) -> object:
        return self._socket if name == "socket" else default

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def abort(self) -> None:
        pass


class Phone(WebSocketsSansIOProtocol):
    """uvicorn's side of a client's socket, which fails on sending if the test says so."""

    def __init__(self, app_client: AppClient, fails_at: str = "") -> None:
        super().__init__(Config(app_client.app, lifespan="off"), ServerState(), {})
        self.transport = HungUp()
        self.sent: list[Message] = []
        self._fails_at = fails_at
        self._received: list[Message] = [{"type": "websocket.connect"}, {"type": "websocket.disconnect"}]

    async def receive(self) -> Message:
        return self._received.pop(0) if len(self._received) > 1 else self._received[0]

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        if message["type"] == self._fails_at:
            raise OSError("the phone has gone")


def scope(app_client: AppClient, ref: str) -> Scope:
    cookie = f"seat-{app_client.workshop.key}={app_client.inside.keys.seat_cookie(app_client.workshop.key, ref)}"
    return {
        "type": "websocket",
        "path": app_client.path("/live"),
        "query_string": b"",
        "headers": [(b"cookie", cookie.encode())],
    }


async def open_and_hang_up(app_client: AppClient, phone: Phone) -> None:
    async with asyncio.timeout(20):
        await app_client.app(scope(app_client, ANA), phone.receive, phone.send)


@pytest.mark.parametrize(
    "fails_at", ["", "websocket.accept", "websocket.close"], ids=["nothing", "the accepting", "the closing"]
)
async def test_a_client_that_disconnects_while_its_socket_opens_releases_its_connection(
    app_client: AppClient, fails_at: str
) -> None:
    for _ in range(25):
        await open_and_hang_up(app_client, Phone(app_client, fails_at))
    assert app_client.inside.hub.totals().connections == 0


@pytest.mark.parametrize("where", ["asyncio.create_task", "app.web.live.send_queued"])
async def test_an_error_while_a_socket_opens_releases_its_connection(
    app_client: AppClient, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*values: object, **named: object) -> Callable[[], None]:
        raise OSError("no more of these")

    phone = Phone(app_client)
    await open_and_hang_up(app_client, phone)
    monkeypatch.setattr(where, fail)
    await app_client.app(scope(app_client, ANA), phone.receive, phone.send)
    monkeypatch.undo()
    assert app_client.inside.hub.totals().connections == 0
