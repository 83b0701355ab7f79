"""The live door, and its plain-HTTP twin for networks that block WebSockets."""

import asyncio
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain import journal, people
from app.domain.errors import NotAllowed, Refused
from app.live.hub import STAY_AWAY, Door
from app.web.boards import audience
from app.web.paint import Audience
from app.web.signin import HouseHere, Key, SeatRef, house_of

router = APIRouter()

# A little under the half minute after which proxies give up.
TWIN_SECONDS = 20.0


def _place(
    session: Session, key: str, ref: str | None, view: str, lang: str
) -> tuple[int, str, Audience, tuple[int, str]]:
    person = people.who(session, key, ref)
    assert person.workshop.id is not None
    return (
        person.workshop.id,
        person.seat.ref,
        audience(person, view, lang),
        journal.position(session, person.workshop.id),
    )


@router.websocket("/w/{key}/live")
async def live(
    socket: WebSocket, key: Key, ref: SeatRef, since: int = 0, epoch: str = "", view: str = "board", lang: str = "en"
) -> None:
    rooms = house_of(socket)
    await socket.accept()
    try:
        workshop_id, seat, wanted, now_at = await rooms.database.read(lambda s: _place(s, key, ref, view, lang))
    except Refused:
        # Not a refused handshake: to the browser that looks like a bad line, and it would try for ever.
        await socket.close(STAY_AWAY)
        return
    door = rooms.hub.enter(workshop_id, seat, wanted, since=since, epoch=epoch, now_at=now_at)
    sending = asyncio.create_task(_send(socket, door))
    try:
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass  # nothing is asked through the socket
    finally:
        rooms.hub.leave(workshop_id, door)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending


async def _send(socket: WebSocket, door: Door) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while (frame := await door.next()) is not None:
            await socket.send_text(frame)
        await socket.close(door.closing or 1000)


@router.get("/w/{key}/news")
async def news(
    house: HouseHere, key: Key, ref: SeatRef, since: int = 0, epoch: str = "", view: str = "board", lang: str = "en"
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
