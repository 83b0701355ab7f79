"""Updates to a page, by WebSocket, or by long poll on networks that block WebSockets."""

import asyncio
import re
from contextlib import suppress
from typing import NamedTuple

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain import journal
from app.domain.errors import NotAllowed, Refused
from app.domain.workshops import seats
from app.internals.uvicorn_transport import limit_send_buffer, transport_of
from app.live.connection import GONE, STAY_AWAY, TOO_SLOW, Connection
from app.live.long_poll import wait_for_update
from app.live.sender import send_queued
from app.presentation.translations import SOURCE
from app.web.context import AppContext, Context, Key, SeatSecret, context_of, remember_seat
from app.web.render.audience import Audience, audience_of
from app.web.security import cookies
from app.web.security.admission_queue import Stage
from app.web.security.rate_limit import TooFast

router = APIRouter()

# Many proxies time out after 30 seconds.
LONG_POLL_SECONDS = 20.0
# For a page that does not know yet whether it has a connection at all.
FIRST_POLL_SECONDS = 1.0
GOODBYE_SECONDS = 2.0
# No seq has more digits, and int() raises ValueError for thousands of digits.
MOST_DIGITS = 19
_ADDRESS = re.compile(r"/w/([^/]{4,64})/live")


class Live:
    """ASGI: answers sockets at `/w/KEY/live`, in front of FastAPI.

    FastAPI's fifteen coroutines per request would stay in memory while a socket is open: a quarter of what one
    connected person takes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ADDRESS.fullmatch(scope["path"]) if scope["type"] == "websocket" else None
        if found is None:
            await self._app(scope, receive, send)
        else:
            await _live(WebSocket(scope, receive, send), found[1], transport_of(send))


class _Arrival(NamedTuple):
    """A seat that asks for updates, its audience, and the journal's (seq, epoch) at that moment."""

    workshop_id: int
    seat: str
    audience: Audience
    position: tuple[int, str]


async def _live(socket: WebSocket, key: str, transport: asyncio.Transport | None) -> None:
    context = context_of(socket)
    secret = cookies.seat_secret(socket, context.keys, key)
    asked = socket.query_params
    number = asked.get("since", "")
    since = int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else 0
    view, lang, epoch = asked.get("view", "board"), asked.get("lang", SOURCE), asked.get("epoch", "")
    await socket.accept()
    try:
        if secret is None:
            # A stranger costs neither a turn nor a read.
            raise NotAllowed
        # Many sockets that reconnect at once must not delay notes.
        async with context.admission.turn(Stage.SOCKET):
            arrival = await _arrive(context, key, secret, view, lang)
    except Refused:
        # A refused handshake looks like a network error to the browser, which would retry forever.
        with suppress(WebSocketDisconnect, RuntimeError):  # the peer may have disconnected already
            await socket.close(STAY_AWAY)
        return
    workshop_id, seat, wanted, now_at = arrival
    # The block releases the connection whatever happens; a leaked one would count as a tab until the restart.
    with context.hub.connection(workshop_id, seat, wanted, since=since, epoch=epoch, now_at=now_at) as connection:
        if transport is not None:
            limit_send_buffer(transport, context.settings.queue_bytes)
            connection.write_to(transport)
        await _serve(socket, connection, transport)


async def _serve(socket: WebSocket, connection: Connection, transport: asyncio.Transport | None) -> None:
    """Send queued updates until either side closes the connection, then close the socket."""
    listening = asyncio.create_task(_listen(socket, connection))

    async def send(frame: str) -> None:
        try:
            await socket.send_text(frame)
        except (WebSocketDisconnect, RuntimeError):
            connection.close(GONE)

    try:
        await send_queued(connection, send)
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await socket.close(connection.closing or GONE)
                await listening
    finally:
        # A peer that no longer reads would not receive a close frame either.
        if transport is not None and not listening.done():
            transport.abort()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def _listen(socket: WebSocket, connection: Connection) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass  # the protocol has no messages from the client
    connection.close(GONE)


async def _arrive(context: AppContext, key: str, secret: str | None, view: str, lang: str) -> _Arrival:
    """Check the seat. Raises NotFound, Stranger without a valid seat, and NotAllowed for a removed seat or this view.

    The seat is also remembered, so that the first note of a connected page needs no read of its own.
    """

    def read(session: Session) -> tuple[seats.Viewer, tuple[int, str]]:
        person = seats.load_viewer(session, key, secret)
        return person, journal.position(session, person.workshop.id)

    person, position = await context.database.read(read)
    if secret is not None:
        remember_seat(context, key, secret, person.seat.id)
    return _Arrival(person.workshop.id, person.seat.ref, audience_of(person, view, lang), position)


@router.get("/w/{key}/place")
async def place(context: Context, key: Key, secret: SeatSecret, view: str = "board", lang: str = "en") -> Response:
    """Why a connection was closed: 204 if the seat still has its place in this view, or the refusal.

    The header `x-place` is `code` if the new code brings the seat back.
    """
    try:
        await _arrive(context, key, secret, view, lang)
    except seats.CodeChanged as error:
        return Response(str(error), 403, {"x-place": "code"}, "text/plain")
    return Response(status_code=204)


@router.get("/w/{key}/news")
async def news(
    context: Context,
    key: Key,
    secret: SeatSecret,
    since: int = 0,
    epoch: str = "",
    view: str = "board",
    lang: str = "en",
    wait: bool = True,
) -> Response:
    """Wait for the next update: HTML with seq and epoch in headers.

    Without one it answers 204 after LONG_POLL_SECONDS, or after FIRST_POLL_SECONDS if `wait` is false.
    """
    workshop_id, seat, wanted, now_at = await _arrive(context, key, secret, view, lang)
    with context.hub.connection(workshop_id, seat, wanted, since=since, epoch=epoch, now_at=now_at) as connection:
        answer = await wait_for_update(connection, LONG_POLL_SECONDS if wait else FIRST_POLL_SECONDS)
        present = context.hub.presence_counts().get(workshop_id, 1)
    if connection.closing == STAY_AWAY:
        raise NotAllowed("You are no longer in this workshop. If you think this is a mistake, ask the facilitator.")
    if connection.closing == TOO_SLOW:
        raise TooFast(1)
    if answer is None:
        return Response(status_code=204, headers={"x-seq": str(since), "x-epoch": epoch, "x-here": str(present)})
    headers = {"x-seq": str(answer.seq), "x-epoch": answer.epoch, "x-here": str(present)}
    if answer.refetch:
        return Response(status_code=204, headers=headers | {"x-board": "whole"})
    return HTMLResponse(answer.content, headers=headers)
