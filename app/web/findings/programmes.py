"""The list of a member's programmes, and the form for a new one."""

from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import sessions
from app.domain.accounts.acting import ORGANISER
from app.domain.checks import Checks
from app.domain.errors import Invalid
from app.domain.findings import members, programmes
from app.domain.findings.programmes import Details
from app.domain.workshops import plans, workshops
from app.web.accounts.forms import Field
from app.web.context import ActingOrganiser, Context, Key, Language, OrganiserCookie
from app.web.fields import checked_day
from app.web.pages import html

router = APIRouter()


@router.get("/p")
async def list_of_programmes(
    context: Context, language: Language, cookie: OrganiserCookie, deleted: bool = False
) -> Response:
    return HTMLResponse(await _list(context, language, cookie, deleted=deleted))


@router.post("/p")
async def create(
    context: Context, language: Language, cookie: ActingOrganiser, name: Field = "", keep_until: Field = ""
) -> Response:
    """Create a programme with the newest version of the organisation's framework."""

    def write(session: Session) -> str:
        by = sessions.acting(session, cookie)
        framework = workshops.latest_framework(session, plans.default_framework())
        checks = Checks()
        details = Details(name, checked_day(keep_until, "keep_until", checks), language=language)
        return checks.finish_with(lambda: programmes.create(session, by, details, framework)).programme.key

    try:
        key = await context.database.write(write)
    except Invalid as error:
        typed = {"name": name, "keep_until": keep_until}
        page = await _list(context, language, cookie, typed=typed, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}", 303)


@router.post("/p/{key}/organiser")
async def take_over(context: Context, key: Key, cookie: ActingOrganiser) -> Response:
    """Become the organiser of a programme that has none. Raises NotFound for every other one."""

    def write(session: Session) -> None:
        members.take_over(session, sessions.acting(session, cookie), key)

    await context.database.write(write, key)
    return RedirectResponse(f"/p/{key}", 303)


async def _list(context: Context, language: str, cookie: OrganiserCookie, **values: object) -> str:
    def read(session: Session) -> str:
        by = sessions.acting(session, cookie, analysts=True)
        usual = (datetime.now(UTC) + programmes.KEPT).date().isoformat()
        shown = {"typed": {"name": "", "keep_until": usual}, "problems": {}, "deleted": False} | values
        return html(
            "findings/programmes.html",
            language,
            account=by.account,
            listed=programmes.listed(session, by),
            free=members.without_organiser(session) if by.account.kind == ORGANISER else [],
            **shown,
        )

    return await context.database.read(read)
