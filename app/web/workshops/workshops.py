"""The organisers' list of workshops and plans: duplicating, deleting, saving plans and opening a board."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain import accounts
from app.domain.accounts import openings, sessions
from app.domain.accounts.acting import ANALYST
from app.domain.errors import Invalid
from app.domain.findings import sources
from app.domain.models import Workshop
from app.domain.records import retention
from app.domain.records.security_log import Kind
from app.domain.workshops import deletion, listing, plans, saved_plans, seats, workshops
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

    def read(session: Session) -> str | None:
        organiser = accounts.signed_in(session, cookie, analysts=True)
        if organiser.kind == ANALYST:
            return None
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

    page = await context.database.read(read)
    return RedirectResponse("/p", 303) if page is None else HTMLResponse(page)


@router.post("/w/{key}/copies")
async def duplicate(context: Context, key: Key, cookie: ActingOrganiser) -> Response:
    """Create a workshop with the same questions and settings, held today, without notes and seats."""

    def make(session: Session) -> Workshop:
        by = sessions.acting(session, cookie)
        workshop = seats.find(session, key)
        draft = workshops.draft_of(session, workshop)
        today = datetime.now(UTC).date()
        kept = draft.keep_until - draft.held_on
        again = replace(draft, held_on=today, keep_until=today + kept)
        made = workshops.create(session, again, workshops.framework_of(session, workshop), datetime.now(UTC))
        by.record(session, Kind.WORKSHOP_CREATED, workshop=made.key)
        return made

    made = await context.database.write(make, key)
    return RedirectResponse(f"/w/{made.key}/details?made=1", 303)


@router.post("/w/{key}/deletion")
async def delete(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingOrganiser,
    sure: Annotated[bool, Form()] = False,
    missing: Annotated[bool, Form()] = False,
) -> Response:
    """Permanently delete a workshop and everything in it.

    Raises Invalid unless `sure`, and unless the sender accepts what will be `missing` if programmes use it.
    """

    def forget(session: Session) -> None:
        by = sessions.acting(session, cookie)
        workshop = seats.find(session, key, hold=True)
        if not sure:
            raise Invalid("Nothing was deleted. To delete the workshop, tick the box first.")
        assert workshop.id is not None
        _mine, programmes = sources.using(session, workshop.id, by.account.id)
        if programmes and not missing:
            raise Invalid("Nothing was deleted. A programme uses this workshop. Tick both boxes first.")
        by.record(session, Kind.WORKSHOP_DELETED, workshop=key)
        deletion.delete_workshop(session, workshop, datetime.now(UTC))

    await context.database.write(forget, key)
    return RedirectResponse("/workshops?deleted=1", 303)


@router.post("/w/{key}/plan")
async def keep_plan(context: Context, key: Key, cookie: ActingOrganiser, name: Annotated[str, Form()] = "") -> Response:
    """Save this workshop's questions and settings as a plan."""

    def keep(session: Session) -> None:
        organiser = accounts.signed_in(session, cookie)
        saved_plans.keep(session, organiser, seats.find(session, key), name, datetime.now(UTC))

    await context.database.write(keep)
    return RedirectResponse("/workshops", 303)


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
