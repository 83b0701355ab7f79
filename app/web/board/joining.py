"""Joining a workshop: the form, and the page of newcomers who wait for their turn."""

import time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import joining
from app.domain.board.joining import Newcomer
from app.domain.errors import Closed, Conflict, Full, Invalid, NotAllowed, NotFound, Refused, gettext_noop
from app.domain.workshops import seats
from app.web.board.join_page import code_changed_page, join_page, join_page_again
from app.web.board.new_seats import seat_or_ticket
from app.web.client import accepts_gzip
from app.web.context import AppContext, Context, Key, Language, SeatSecret, admit_newcomer
from app.web.pages import page, page_of_blocks
from app.web.security import cookies, tickets
from app.web.security.rate_limit import TooFast
from app.web.security.tickets import Ticket

router = APIRouter()

NO_COOKIES = gettext_noop("Your browser did not keep our cookie. Allow cookies for this site, then try again.")
# Seconds between two looks of a page that waits: the shortest, and the longest.
SOONEST, LATEST = 2, 10


@router.get("/w/{key}/join")
async def join_form(
    request: Request, context: Context, language: Language, key: Key, secret: SeatSecret, code: str = ""
) -> Response:
    gzipped = accepts_gzip(request)

    def read(session: Session) -> bytes | str | None:
        try:
            if secret is not None:
                seats.load_actor(session, key, secret)
                return None
        except seats.CodeChanged:
            return code_changed_page(session, key, secret, language)
        except NotAllowed:
            pass  # a removed seat sees the form, and the reason for its removal when it sends the form
        return join_page(
            session,
            context.skeletons,
            joining.workshop_to_join(session, key),
            language,
            code=code,
            group_threshold=context.settings.group_threshold,
            gzipped=gzipped,
        )

    async with admit_newcomer(request):
        body = await context.database.read(read)
    if body is None:
        return RedirectResponse(f"/w/{key}", 303)
    response = HTMLResponse(body) if isinstance(body, str) else page_of_blocks(body, gzipped=gzipped)
    tickets.offer_ticket(request, response, context.keys, key)
    return response


@router.post("/w/{key}/join")
async def join(
    request: Request,
    context: Context,
    language: Language,
    key: Key,
    secret: SeatSecret,
    code: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    speaks_for: Annotated[str, Form()] = "",
) -> Response:
    newcomer = Newcomer(code, name, speaks_for)
    ticket = tickets.ticket_of(request, context.keys, key)
    if secret is None and ticket is None:
        # Anyone who comes without a cookie could not return to a seat.
        response = await _form_again(context, language, key, secret, newcomer, Invalid(NO_COOKIES))
        tickets.offer_ticket(request, response, context.keys, key)
        return response
    return await _join(request, context, language, key, secret, ticket or Ticket(tickets.fresh_secret()), newcomer)


@router.get("/w/{key}/waiting")
async def waiting(request: Request, context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """The page of a newcomer who waits. It reloads itself without JavaScript, and joins when the turn has come.

    Joining by GET is safe here: the person has asked for it by POST, and only their own browser holds the ticket.
    """
    ticket = tickets.ticket_of(request, context.keys, key)
    if ticket is None or not ticket.asked_at:
        return RedirectResponse(f"/w/{key}/join", 303)
    return await _join(request, context, language, key, secret, ticket, ticket.newcomer)


async def _join(
    request: Request,
    context: AppContext,
    language: str,
    key: str,
    secret: str | None,
    ticket: Ticket,
    newcomer: Newcomer,
) -> Response:
    """Join, or wait. A refusal shows the form again with what was entered."""
    try:
        joined = await seat_or_ticket(request, context, key, secret, ticket, newcomer)
    except (NotFound, Invalid, Full, Closed, Conflict, TooFast) as error:
        return await _form_again(context, language, key, secret, newcomer, error)
    if isinstance(joined, str):
        response: Response = RedirectResponse(f"/w/{key}", 303)
        cookies.keep_seat(request, response, context.keys, key, joined)
        return response
    if request.method == "POST":
        response = RedirectResponse(f"/w/{key}/waiting", 303)
    else:
        seconds = max(0, round(joined.turn - time.time())) if joined.turn else None
        workshop = await context.database.read(lambda session: seats.find(session, key))
        response = page("board/waiting.html", language, workshop=workshop, seconds=seconds)
        response.headers["refresh"] = str(min(max(seconds or 0, SOONEST), LATEST) if joined.turn else LATEST)
    tickets.keep(request, response, context.keys, key, joined)
    return response


async def _form_again(
    context: AppContext, language: str, key: str, secret: str | None, newcomer: Newcomer, error: Refused
) -> Response:
    """The form with what was entered and the problem. It asks for the code again only if the code is the problem."""
    wrong_code = isinstance(error, NotFound | TooFast)
    asks_code = wrong_code or not newcomer.code
    problems = {field or ("code" if wrong_code else ""): words for field, words in error.problems.items()}

    def again(session: Session) -> str:
        try:
            seats.load_actor(session, key, secret)
        except seats.CodeChanged:
            return code_changed_page(session, key, secret, language, code=newcomer.code, problem=str(error))
        except NotAllowed:
            pass
        return join_page_again(
            session,
            seats.find(session, key),
            language,
            newcomer=newcomer,
            asks_code=asks_code,
            group_threshold=context.settings.group_threshold,
            problems=problems,
        )

    status = 404 if isinstance(error, NotFound) else 429 if isinstance(error, TooFast) else 422
    if isinstance(error, Full | Closed | Conflict):
        status = 409
    return HTMLResponse(await context.database.read(again), status)
