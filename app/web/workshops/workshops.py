"""What organisers do: the list of workshops and plans, another like one that is there, and the way onto a board."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import organisers
from app.domain.errors import Invalid
from app.domain.models import Workshop
from app.domain.workshops import deletion, listing, plans, saved_plans, seats, workshops
from app.web.context import Context, Key, Language, OrganiserCookie, SeatRef
from app.web.pages import html
from app.web.security import cookies

router = APIRouter()

# How long before its notes have to go a workshop says so.
WARNED_DAYS = 14
# Farther than anybody leafs.
MOST = 1_000_000


@router.get("/workshops")
async def list_of_workshops(
    context: Context, language: Language, cookie: OrganiserCookie, q: str = "", start: int = 0, deleted: bool = False
) -> Response:
    today = datetime.now(UTC).date()

    def read(session: Session) -> str:
        organiser = organisers.signed_in(session, cookie)
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
            soon=today + timedelta(days=WARNED_DAYS),
            deleted=deleted,
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/w/{key}/copies")
async def duplicate(context: Context, key: Key, cookie: OrganiserCookie) -> Response:
    """Another workshop with the same questions and settings, today, without notes and people."""
    account = organisers.acting(cookie)

    def make(session: Session) -> Workshop:
        organisers.signed_in(session, account)
        workshop = seats.find(session, key)
        draft = workshops.draft_of(session, workshop)
        today = datetime.now(UTC).date()
        kept = draft.keep_until - draft.held_on
        again = replace(draft, held_on=today, keep_until=today + kept)
        return workshops.create(session, again, workshops.framework_of(session, workshop), datetime.now(UTC))

    made = await context.database.write(make, key)
    return RedirectResponse(f"/w/{made.key}/details?made=1", 303)


@router.post("/w/{key}/deletion")
async def delete(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, sure: Annotated[bool, Form()] = False
) -> Response:
    """A workshop and everything in it, for good."""
    account = organisers.acting(cookie)

    def forget(session: Session) -> None:
        organisers.signed_in(session, account)
        workshop = seats.find(session, key, hold=True)
        if not sure:
            raise Invalid("Nothing was deleted. Tick the box first, if you are sure.")
        deletion.delete_workshop(session, workshop, datetime.now(UTC))

    await context.database.write(forget, key)
    return RedirectResponse("/workshops?deleted=1", 303)


@router.post("/w/{key}/plan")
async def keep_plan(context: Context, key: Key, cookie: OrganiserCookie, name: Annotated[str, Form()] = "") -> Response:
    """What this workshop was made from, kept under a name to make others from."""
    account = organisers.acting(cookie)

    def keep(session: Session) -> None:
        organiser = organisers.signed_in(session, account)
        saved_plans.keep(session, organiser, seats.find(session, key), name, datetime.now(UTC))

    await context.database.write(keep)
    return RedirectResponse("/workshops", 303)


@router.post("/plans/{plan_id}/removal")
async def forget_plan(context: Context, cookie: OrganiserCookie, plan_id: int) -> Response:
    account = organisers.acting(cookie)
    await context.database.write(
        lambda session: saved_plans.forget(session, organisers.signed_in(session, account), plan_id)
    )
    return RedirectResponse("/workshops", 303)


@router.post("/w/{key}/opening")
async def open_as_facilitator(
    request: Request, context: Context, key: Key, ref: SeatRef, cookie: OrganiserCookie, to: Annotated[str, Form()] = ""
) -> Response:
    """The organiser's own way onto a board: as a facilitator of it."""
    account = organisers.acting(cookie)

    def raise_seat(session: Session) -> str:
        now = datetime.now(UTC)
        organiser = organisers.signed_in(session, account)
        workshop = seats.find(session, key, hold=True)
        assert workshop.id is not None
        working = seats.links(session, workshop.id)
        link = working[0] if working else seats.make_link(session, workshop, now)
        fresh = context.keys.fresh(context.keys.fresh_seat())
        return seats.facilitate(session, key, link.ref, seat_ref=ref, fresh_ref=fresh, name=organiser.name, now=now).ref

    raised = await context.database.write(raise_seat, key)
    response = RedirectResponse(f"/w/{key}{f'/{to}' if to in ('people', 'questions') else ''}", 303)
    cookies.keep_seat(request, response, context.keys, key, raised)
    return response
