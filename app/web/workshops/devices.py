"""A person's devices: continuing on a second one, ending the access of one, and leaving this one."""

from datetime import UTC, datetime

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Invalid
from app.domain.workshops import device_codes, seat_devices, seats
from app.web.acting import Acting, Text
from app.web.board.joining import NO_COOKIES
from app.web.board.new_seats import limited
from app.web.client import browser_of
from app.web.context import ActingSecret, Context, Key, Language, SeatSecret
from app.web.pages import html, page
from app.web.security import cookies, tickets

router = APIRouter()


@router.get("/w/{key}/device")
async def devices(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """The person's devices, with a button that creates a code for one more."""

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        own = seat_devices.own_devices(session, person, secret or "")
        return html(
            "workshops/device.html",
            language,
            workshop=person.workshop,
            code="",
            minutes=device_codes.MINUTES,
            devices=own,
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/w/{key}/device")
async def make_code(context: Context, language: Language, key: Key, secret: ActingSecret) -> Response:
    """Create a code and show it once, because only its hash is stored."""

    def make(session: Session) -> tuple[str, seats.Actor]:
        person = seats.load_actor(session, key, secret, hold=True)
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
        devices=[],
    )


@router.post("/w/{key}/device/{device_id}/removal")
async def end_device(act: Acting, device_id: int) -> Response:
    """End the access of one of the person's devices; its sockets close at once."""
    return await act(
        lambda session, person, now: seat_devices.end_device(session, person, device_id, now),
        "/device",
    )


@router.get("/w/{key}/departure")
async def departure(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """A page that warns about unsent notes, with a button that leaves this device."""
    person = await context.database.read(lambda session: seats.load_actor(session, key, secret))
    return page("workshops/departure.html", language, workshop=person.workshop, left=False)


@router.post("/w/{key}/departure")
async def leave(request: Request, context: Context, language: Language, key: Key, secret: ActingSecret) -> Response:
    """End this browser's access and delete its cookies for this workshop. The page deletes its drafts and outbox."""

    def end(session: Session) -> seats.Actor:
        person = seats.load_actor(session, key, secret, hold=True)
        seat_devices.leave(session, person, secret, datetime.now(UTC))
        return person

    person = await context.database.write(end, key)
    response = page("workshops/departure.html", language, workshop=person.workshop, left=True)
    cookies.forget_seat(request, response, key)
    return response


@router.get("/r/{code}")
async def rejoin_button(request: Request, context: Context, language: Language, code: str) -> Response:
    """A page with one button, so that opening the link does not use up the code, and a ticket for the new device."""
    with limited(request, context, code):
        _found, workshop, _seat = await context.database.read(
            lambda session: device_codes.find(session, code, datetime.now(UTC))
        )
    response = page("workshops/rejoin.html", language, workshop=workshop, code=code)
    tickets.offer_ticket(request, response, context.keys, workshop.key)
    return response


@router.post("/w/{key}/rejoin")
async def rejoin(request: Request, context: Context, key: Key, secret: SeatSecret, code: Text = "") -> Response:
    """Use the code up. Raises Invalid without a cookie, because that browser could not return to the seat."""
    ticket = tickets.ticket_of(request, context.keys, key)
    if secret is None and ticket is None:
        raise Invalid(NO_COOKIES)
    fresh = ticket.secret if ticket else tickets.fresh_secret()
    now, device = datetime.now(UTC), browser_of(request)
    with limited(request, context, code):
        # A reader checks the code, so that a wrong one never waits for the writer or locks the workshop.
        await context.database.read(lambda session: device_codes.check(session, key, code, fresh_secret=fresh, now=now))
        await context.database.write(
            lambda session: device_codes.use(session, key, code, fresh_secret=fresh, device=device, now=now), key
        )
    response = RedirectResponse(f"/w/{key}", 303)
    cookies.keep_seat(request, response, context.keys, key, fresh)
    return response
