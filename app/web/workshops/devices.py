"""Continuing on a second device as the same seat."""

from datetime import UTC, datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.workshops import device_codes, seats
from app.web.context import ActingSeat, Context, Key, Language, SeatRef
from app.web.pages import html, page
from app.web.security import cookies
from app.web.security.rate_limit import TooFast

router = APIRouter()


@router.get("/w/{key}/device")
async def device(context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    """A page that explains second devices, with a button that creates a code."""

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, ref)
        return html("workshops/device.html", language, workshop=person.workshop, code="", minutes=device_codes.MINUTES)

    return HTMLResponse(await context.database.read(read))


@router.post("/w/{key}/device")
async def make_code(context: Context, language: Language, key: Key, ref: ActingSeat) -> Response:
    """Create a code and show it once, because only its hash is stored."""

    def make(session: Session) -> tuple[str, seats.Actor]:
        person = seats.load_actor(session, key, ref, hold=True)
        return device_codes.make(session, person, datetime.now(UTC)), person

    code, person = await context.database.write(make, key)
    front = context.settings.public_url
    drawn = segno.make(f"{front}/r/{code}", error="m", micro=False).svg_inline(
        border=4, dark="#101418", light="#ffffff", omitsize=True, svgclass=None, lineclass=None
    )
    return page(
        "workshops/device.html",
        language,
        workshop=person.workshop,
        code=code,
        front=front,
        qr=Markup(drawn),  # noqa: S704
        minutes=device_codes.MINUTES,
    )


@router.get("/r/{code}")
async def rejoin_button(request: Request, context: Context, language: Language, code: str) -> Response:
    """A page with one button, so that opening the link does not use up the code."""
    address = request.client.host if request.client else None
    if wait := context.code_failures.wait(address):
        raise TooFast(wait)
    try:
        _found, workshop, _seat = await context.database.read(
            lambda session: device_codes.find(session, code, datetime.now(UTC))
        )
    except NotFound:
        context.code_failures.failed(address)
        raise
    return page("workshops/rejoin.html", language, workshop=workshop, code=code)


@router.post("/r")
async def rejoin(request: Request, context: Context, code: Annotated[str, Form()] = "") -> Response:
    address = request.client.host if request.client else None
    if wait := context.code_failures.wait(address):
        raise TooFast(wait)
    try:
        workshop, seat = await context.database.write(
            lambda session: device_codes.use(session, code, datetime.now(UTC))
        )
    except NotFound:
        context.code_failures.failed(address)
        raise
    response = RedirectResponse(f"/w/{workshop.key}", 303)
    cookies.keep_seat(request, response, context.keys, workshop.key, seat.ref)
    return response
