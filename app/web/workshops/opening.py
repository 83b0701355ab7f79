"""Opening a board as an organiser, with a seat of their own, and the offer to do so on every page that needs one."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import openings, sessions
from app.domain.errors import NotAllowed, Refused
from app.domain.models import Workshop
from app.domain.records.security_log import Kind
from app.domain.workshops import seats
from app.web.client import browser_of, is_script
from app.web.context import ActingOrganiser, Context, Key, SeatSecret, context_of, language_of
from app.web.pages import page
from app.web.security import cookies, tickets

router = APIRouter()

# What may follow /w/KEY/ in the address of a page: a path without "..", and a query.
_PLACE = re.compile(r"(?!.*\.\.)[\w./-]{0,200}(\?[\w.&=%+-]{0,300})?", re.ASCII)


@router.post("/w/{key}/opening")
async def open_as_facilitator(
    request: Request,
    context: Context,
    key: Key,
    secret: SeatSecret,
    cookie: ActingOrganiser,
    to: Annotated[str, Form()] = "",
) -> Response:
    """Open a board as a facilitator of it, and go to the page `to` of the workshop; its board if there is none."""

    def raise_seat(session: Session) -> str:
        by = sessions.acting(session, cookie, lock=True)
        by.record(session, Kind.BOARD_OPENED, workshop=key)
        fresh = tickets.fresh_secret()
        device = browser_of(request)
        return openings.open_board(session, by, key, secret=secret, fresh_secret=fresh, device=device).secret

    raised = await context.database.write(raise_seat, key)
    inside = to if _PLACE.fullmatch(to) and not to.startswith("/") else ""
    response = RedirectResponse(f"/w/{key}/{inside}" if inside else f"/w/{key}", 303)
    cookies.keep_seat(request, response, context.keys, key, raised)
    return response


async def offer(request: Request) -> Response | None:
    """A page on which an organiser opens the workshop whose page was refused to their browser.

    None if the request is not for a page of a workshop, or if it comes from no organiser or from a facilitator.
    """
    key = request.path_params.get("key")
    if request.method != "GET" or not key or is_script(request):
        return None
    context = context_of(request)
    cookie = cookies.organiser_of(request)
    secret = cookies.seat_secret(request, context.keys, key)
    if cookie is None:
        return None

    def read(session: Session) -> tuple[Workshop, bool] | None:
        try:
            sessions.signed_in(session, cookie)
            workshop = seats.find(session, key)
        except Refused:
            return None
        try:
            facilitates = seats.load_actor(session, key, secret).facilitates
        except NotAllowed:
            return workshop, False
        return None if facilitates else (workshop, True)

    found = await context.database.read(read)
    if found is None:
        return None
    workshop, takes_part = found
    rest = request.url.path.removeprefix(f"/w/{key}").lstrip("/")
    return page(
        "workshops/open.html",
        language_of(request),
        403,
        workshop=workshop,
        takes_part=takes_part,
        to=f"{rest}?{request.url.query}" if request.url.query else rest,
    )
