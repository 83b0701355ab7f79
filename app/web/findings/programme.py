"""The overview of a programme, its details, places, workshops and deletion."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.checks import Checks
from app.domain.errors import Invalid
from app.domain.findings import members, programmes, progress, sources
from app.domain.findings.coding import memos
from app.domain.findings.programmes import Details
from app.domain.findings.reports import editions, reports
from app.domain.findings.rights import Colleague, Right
from app.domain.findings.steps import step_views
from app.presentation import translations
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.fields import checked_day, checked_number
from app.web.findings.entering import act, enter, facts
from app.web.pages import html

router = APIRouter()


@router.get("/p/{key}")
async def overview(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        return html(
            "findings/programme.html",
            language,
            progress=progress.read(session, person.programme),
            reported=[
                (report, editions.latest(session, report)) for report in reports.listed(session, person.programme)
            ],
            people=members.listed(session, person.programme),
            pens=members.pen_names(session, person.programme),
            warning=progress.warning,
            today=step_views.today(person.programme, person.now),
            memos=memos.listed(session, person, memos.About()),
            **facts(session, person),
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/p/{key}/details")
async def details(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, saved: bool = False
) -> Response:
    return HTMLResponse(await _details(context, language, key, cookie, saved=saved))


@router.post("/p/{key}/details")
async def change_details(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount
) -> Response:
    form = await request.form()
    typed = {
        name: str(form.get(name) or "")
        for name in ("name", "language", "time_zone", "threshold", "reflexive", "keep_until", "retention")
    }

    def change(session: Session, person: Colleague) -> None:
        checks = Checks()
        wanted = Details(
            name=typed["name"],
            keep_until=checked_day(typed["keep_until"], "keep_until", checks),
            language=typed["language"] if typed["language"] in translations.languages() else person.programme.language,
            time_zone=person.programme.time_zone,
            threshold=checked_number(typed["threshold"], "threshold", checks),
            reflexive=bool(typed["reflexive"]),
            retention=typed["retention"],
        )
        checks.finish_with(lambda: programmes.edit(session, person, wanted))

    try:
        await act(context, cookie, key, change)
    except Invalid as error:
        page = await _details(context, language, key, cookie, typed=typed, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/details?saved=1", 303)


@router.post("/p/{key}/partners")
async def change_partners(context: Context, key: Key, cookie: ActingAccount, partners: Field = "") -> Response:
    """Replace the list of partners by these names, one on each line."""
    names: list[tuple[str, str | None]] = [(line, None) for line in partners.splitlines()]
    await act(context, cookie, key, lambda session, person: programmes.set_partners(session, person, names))
    return RedirectResponse(f"/p/{key}/details?saved=1", 303)


@router.post("/p/{key}/places")
async def add_place(
    context: Context, language: Language, key: Key, cookie: ActingAccount, place: Field = ""
) -> Response:
    try:
        await act(context, cookie, key, lambda session, person: programmes.add_place(session, person, place))
    except Invalid as error:
        page = await _details(context, language, key, cookie, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/details?saved=1", 303)


@router.post("/p/{key}/places/{place_id}/removal")
async def remove_place(context: Context, key: Key, cookie: ActingAccount, place_id: int) -> Response:
    await act(context, cookie, key, lambda session, person: programmes.remove_place(session, person, place_id))
    return RedirectResponse(f"/p/{key}/details?saved=1", 303)


@router.post("/p/{key}/workshops")
async def take_workshop(context: Context, key: Key, cookie: ActingAccount, workshop: Field = "") -> Response:
    """Add the workshop with this key to the programme."""
    await act(context, cookie, key, lambda session, person: sources.take(session, person, workshop))
    return RedirectResponse(f"/p/{key}/details?saved=1", 303)


@router.post("/p/{key}/workshops/{workshop_id}/removal")
async def let_workshop_go(context: Context, key: Key, cookie: ActingAccount, workshop_id: int) -> Response:
    await act(context, cookie, key, lambda session, person: sources.let_go(session, person, workshop_id))
    return RedirectResponse(f"/p/{key}/details?saved=1", 303)


@router.post("/p/{key}/deletion")
async def delete(context: Context, language: Language, key: Key, cookie: ActingAccount, sure: Field = "") -> Response:
    """Delete the programme permanently, if `sure`."""

    def forget(session: Session, person: Colleague) -> None:
        if not sure:
            raise Invalid("Nothing was deleted. To delete the programme, tick the box first.", field="sure")
        programmes.delete_now(session, person)

    try:
        await act(context, cookie, key, forget)
    except Invalid as error:
        page = await _details(context, language, key, cookie, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse("/p?deleted=1", 303)


async def _details(context: Context, language: str, key: str, cookie: OrganiserCookie, **values: object) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key, Right.ORGANISE)
        programme = person.programme
        usual = {
            "name": programme.name,
            "language": programme.language,
            "threshold": str(programme.threshold),
            "reflexive": "1" if programme.reflexive else "",
            "keep_until": programme.keep_until.isoformat(),
            "retention": programme.retention,
        }
        return html(
            "findings/details.html",
            language,
            held=sources.workshops(session, programme),
            to_take=sources.to_take(session, programme),
            partners=programmes.partners(session, programme),
            **{"typed": usual, "problems": {}, "saved": False} | values,
            **facts(session, person),
        )

    return await context.database.read(read)
