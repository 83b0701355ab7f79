"""The live door, and its plain-HTTP twin for networks that block WebSockets."""

import asyncio
import re
from contextlib import suppress
from socket import SO_SNDBUF, SOL_SOCKET

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.domain import journal
from app.domain.errors import NotAllowed, Refused
from app.domain.workshops import seats
from app.live.door import STAY_AWAY, Door
from app.presentation.translations import SOURCE
from app.web.board.board import audience
from app.web.context import Context, Key, SeatRef, context_of
from app.web.render.update import Audience

router = APIRouter()

# A little under the half minute after which proxies give up.
TWIN_SECONDS = 20.0
GOODBYE_SECONDS = 2.0
GONE = 1000
_ADDRESS = re.compile(r"/w/([^/]{4,64})/live")


class Live:
    """ASGI: answers sockets at `/w/KEY/live`, in front of FastAPI: its way to a route, fifteen coroutines, would be in
    memory for as long as a socket is open, and be a quarter of what a person who is here takes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ADDRESS.fullmatch(scope["path"]) if scope["type"] == "websocket" else None
        if found is None:
            await self._app(scope, receive, send)
        else:
            await _live(WebSocket(scope, receive, send), found[1], transport_of(send))


def transport_of(send: Send) -> asyncio.Transport | None:
    """uvicorn's transport, so that a frame is one write of the same bytes for everybody.

    This leans on the insides of uvicorn, which requirements.txt pins. Under any other server, and if those change, the
    transport is not found and frames go through `send()`, at three times the cost.
    """
    protocol = getattr(send, "__self__", None)
    return protocol.transport if isinstance(protocol, WebSocketsSansIOProtocol) else None


async def _live(socket: WebSocket, key: str, transport: asyncio.Transport | None) -> None:
    rooms = context_of(socket)
    ref = rooms.keys.seat(key, socket.cookies.get(f"seat-{key}"))
    asked = socket.query_params
    number = asked.get("since", "")
    # Nobody's page has a longer one; Python refuses to read one of thousands of digits.
    since = int(number) if number.isdecimal() and len(number) < 20 else 0
    view, lang, epoch = asked.get("view", "board"), asked.get("lang", SOURCE), asked.get("epoch", "")
    await socket.accept()
    try:
        workshop_id, seat, wanted, now_at = await rooms.database.read(lambda s: _place(s, key, ref, view, lang))
    except Refused:
        # Not a refused handshake: to the browser that looks like a bad line, and it would try for ever.
        with suppress(WebSocketDisconnect, RuntimeError):  # who has hung up hears nothing
            await socket.close(STAY_AWAY)
        return
    door = rooms.hub.enter(workshop_id, seat, wanted, since=since, epoch=epoch, now_at=now_at)
    if transport is not None:
        # Else the system takes in megabytes for somebody who reads nothing, before we see that anything is unsent.
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, rooms.settings.queue_bytes)
        door.straight(transport)
    listening = asyncio.create_task(_listen(socket, door))

    async def send(frame: str) -> None:
        try:
            await socket.send_text(frame)
        except (WebSocketDisconnect, RuntimeError):
            door.close(GONE)

    try:
        await door.run(send)
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await socket.close(door.closing or GONE)
                await listening
    finally:
        # Who takes nothing more does not take a goodbye either.
        if transport is not None and not listening.done():
            transport.abort()
        rooms.hub.leave(workshop_id, door)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def _listen(socket: WebSocket, door: Door) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass  # nothing is asked through the socket
    door.close(GONE)


def _place(
    session: Session, key: str, ref: str | None, view: str, lang: str
) -> tuple[int, str, Audience, tuple[int, str]]:
    person = seats.who_looks(session, key, ref)
    assert person.workshop.id is not None
    return (
        person.workshop.id,
        person.seat.ref,
        audience(person, view, lang),
        journal.position(session, person.workshop.id),
    )


@router.get("/w/{key}/news")
async def news(
    house: Context, key: Key, ref: SeatRef, since: int = 0, epoch: str = "", view: str = "board", lang: str = "en"
) -> Response:
    """What the socket would have said, as pieces of HTML; 204 when nothing happened for a while."""
    workshop_id, seat, wanted, now_at = await house.database.read(lambda s: _place(s, key, ref, view, lang))
    painting, content, here = await house.hub.news(
        workshop_id, seat, wanted, since=since, epoch=epoch, now_at=now_at, wait=TWIN_SECONDS
    )
    if (seat, wanted) in painting.cut:
        raise NotAllowed("You no longer have a place at this workshop. If that is a mistake, ask the facilitator.")
    headers = {"x-seq": str(painting.seq), "x-epoch": painting.epoch, "x-here": str(here)}
    if painting.whole:
        return Response(status_code=204, headers=headers | {"x-board": "whole"})
    if (painting.seq, painting.epoch) == (since, epoch):
        return Response(status_code=204, headers=headers)
    return HTMLResponse(content, headers=headers)
