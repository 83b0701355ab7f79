"""The organisers' list of workshops and plans, and opening a board from it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain import accounts
from app.domain.accounts import openings, sessions
from app.domain.records import retention
from app.domain.records.security_log import Kind
from app.domain.workshops import listing, plans, saved_plans
from app.web.context import ActingOrganiser, Context, Key, Language, OrganiserCookie, SeatRef
from app.web.pages import html
from app.web.security import cookies, tickets
from app.web.security.devices import in_words

router = APIRouter()

# The list cannot start later than this; no one pages so far.
MOST = 1_000_000


@router.get("/workshops")
async def list_of_workshops(
    context: Context, language: Language, cookie: OrganiserCookie, q: str = "", start: int = 0, deleted: bool = False
) -> Response:
    today = datetime.now(UTC).date()

    def read(session: Session) -> str:
        organiser = accounts.signed_in(session, cookie)
        first = max(0, min(start, MOST))
        lines, more = listing.listed(session, q[:200], first)
        return html(
            "workshops/workshops.html",
            language,
            organiser=organiser,
            listed=lines,
            search=q[:200],
            later=max(0, first - listing.PAGE) if first else None,
            earlier=first + listing.PAGE if more else None,
            plans=[plans.plan(key) for key in plans.PLANS],
            own_plans=saved_plans.listed(session, organiser),
            today=today,
            warning=retention.warning,
            deleted=deleted,
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/plans/{plan_id}/removal")
async def forget_plan(context: Context, cookie: ActingOrganiser, plan_id: int) -> Response:
    await context.database.write(
        lambda session: saved_plans.forget(session, accounts.signed_in(session, cookie), plan_id)
    )
    return RedirectResponse("/workshops", 303)


@router.post("/w/{key}/opening")
async def open_as_facilitator(
    request: Request, context: Context, key: Key, ref: SeatRef, cookie: ActingOrganiser, to: Annotated[str, Form()] = ""
) -> Response:
    """Open a board as a facilitator of it, with the organiser's own seat."""

    def raise_seat(session: Session) -> str:
        by = sessions.acting(session, cookie, lock=True)
        by.record(session, Kind.BOARD_OPENED, workshop=key)
        fresh = tickets.fresh_secret()
        device = in_words(request.headers.get("user-agent"))
        return openings.open_board(session, by, key, secret=ref, fresh_secret=fresh, device=device).secret

    raised = await context.database.write(raise_seat, key)
    response = RedirectResponse(f"/w/{key}{f'/{to}' if to in ('share', 'questions') else ''}", 303)
    cookies.keep_seat(request, response, context.keys, key, raised)
    return response
