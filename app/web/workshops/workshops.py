"""The organisers' list of workshops and plans."""

from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import sessions
from app.domain.accounts.acting import ANALYST
from app.domain.records import retention
from app.domain.workshops import listing, plans, saved_plans
from app.web.context import ActingOrganiser, Context, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()

# The list cannot start later than this; no one pages so far.
MOST = 1_000_000


@router.get("/workshops")
async def list_of_workshops(
    context: Context, language: Language, cookie: OrganiserCookie, q: str = "", start: int = 0, deleted: bool = False
) -> Response:
    now = datetime.now(UTC)

    def read(session: Session) -> str | None:
        organiser = sessions.signed_in(session, cookie, analysts=True)
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
            today_in=lambda zone: retention.today(zone, now),
            warning=retention.warning,
            deleted=deleted,
        )

    page = await context.database.read(read)
    return RedirectResponse("/p", 303) if page is None else HTMLResponse(page)


@router.post("/plans/{plan_id}/removal")
async def forget_plan(context: Context, cookie: ActingOrganiser, plan_id: int) -> Response:
    await context.database.write(
        lambda session: saved_plans.forget(session, sessions.signed_in(session, cookie), plan_id)
    )
    return RedirectResponse("/workshops", 303)
