"""Becoming a facilitator by a link, and the pages at the addresses of links without their secret."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Invalid, NotAllowed
from app.domain.records import facilitators
from app.domain.records.security_log import Kind
from app.domain.workshops import links, seats
from app.web.board.joining import NO_COOKIES
from app.web.client import browser_of
from app.web.context import Context, Key, Language, SeatSecret
from app.web.pages import html, page
from app.web.security import cookies, tickets
from app.web.security.keys import without_punctuation

router = APIRouter()

ENDED = "This link no longer works. Ask the organiser for a new one."


@router.get("/w/{key}/facilitate/{token}")
async def facilitator_button(request: Request, context: Context, language: Language, key: Key, token: str) -> Response:
    """A page with one button, because mail scanners follow links but do not press buttons."""
    token = without_punctuation(token)
    link_ref = context.keys.facilitates(token)
    if link_ref is None:
        raise NotAllowed(ENDED)

    def read(session: Session) -> str:
        workshop = seats.find(session, key)
        link = links.by_ref(session, workshop, link_ref)
        return html("workshops/facilitate.html", language, workshop=workshop, token=token, link=link)

    response = HTMLResponse(await context.database.read(read))
    tickets.offer_ticket(request, response, context.keys, key)
    return response


@router.post("/w/{key}/facilitate")
async def facilitate(
    request: Request,
    context: Context,
    key: Key,
    secret: SeatSecret,
    token: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    link_ref = context.keys.facilitates(token)
    if link_ref is None:
        raise NotAllowed(ENDED)
    ticket = tickets.ticket_of(request, context.keys, key)
    if secret is None and ticket is None:
        # Anyone who comes without a cookie could not return to a seat.
        raise Invalid(NO_COOKIES)
    fresh = ticket.secret if ticket else tickets.fresh_secret()
    now, device = datetime.now(UTC), browser_of(request)

    def raise_seat(session: Session) -> str:
        raised = links.facilitate(
            session, key, link_ref, secret=secret, fresh_secret=fresh, name=name, device=device, now=now
        )
        facilitators.record(session, Kind.LINK_USED, seats.load_actor(session, key, raised.secret), device, now)
        return raised.secret

    # A reader checks the link, so that one that was revoked never waits for the writer or locks the workshop.
    await context.database.read(lambda session: links.by_ref(session, seats.find(session, key), link_ref))
    raised = await context.database.write(raise_seat, key)
    response = RedirectResponse(f"/w/{key}", 303)
    cookies.keep_seat(request, response, context.keys, key, raised)
    return response


@router.get("/o")
@router.get("/i")
@router.get("/r")
@router.get("/w/{key}/facilitate")
async def link_again(language: Language) -> Response:
    """The page at the address that remains after `secret-address.js` has removed the secret from it."""
    return page("board/link_again.html", language)
