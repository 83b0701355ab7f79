"""The list of a programme's reports: create one, or remove one that was never signed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.checks import Checks
from app.domain.errors import Invalid
from app.domain.findings import programmes
from app.domain.findings.reports import editions, report_checks, reports
from app.domain.findings.rights import Colleague
from app.presentation import translations
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.fields import checked_number
from app.web.findings.entering import act, enter, facts
from app.web.pages import html

router = APIRouter()

ReportId = Annotated[str, Path(max_length=40)]


@router.get("/p/{key}/reports")
async def list_of_reports(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    return HTMLResponse(await _list(context, language, key, cookie))


@router.post("/p/{key}/reports")
async def create(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    place: Field = "",
    title: Field = "",
    tongue: Field = translations.SOURCE,
) -> Response:
    """Create a report of one place, or the combined one without `place`, in the language `tongue`."""
    made = programmes.fresh_id()

    def make(session: Session, person: Colleague) -> None:
        written_in = tongue if tongue in translations.languages() else translations.SOURCE
        checks = Checks()
        about = checked_number(place, "place", checks) if place else None
        checks.finish_with(lambda: reports.add(session, person, made, about, title, written_in))

    try:
        await act(context, cookie, key, make)
    except Invalid as error:
        typed = {"place": place, "title": title, "tongue": tongue}
        page = await _list(context, language, key, cookie, typed=typed, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/reports/{made}", 303)


@router.post("/p/{key}/reports/{report_id}/removal")
async def remove(context: Context, key: Key, cookie: ActingAccount, report_id: ReportId) -> Response:
    await act(context, cookie, key, lambda session, person: reports.remove(session, person, report_id))
    return RedirectResponse(f"/p/{key}/reports", 303)


async def _list(context: Context, language: str, key: str, cookie: OrganiserCookie, **values: Any) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        listed, known = [], report_checks.Evidence(session, person.programme)
        for report in reports.listed(session, person.programme):
            faults = report_checks.run(session, person.programme, reports.read(session, report), known)
            left = sum(bool(found) for found in faults.values())
            listed.append((report, editions.listed(session, report), left))
        usual = {"place": "", "title": "", "tongue": person.programme.language}
        return html(
            "findings/reports.html",
            language,
            listed=listed,
            tongues=translations.names(),
            **{"typed": usual, "problems": {}} | values,
            **facts(session, person),
        )

    return await context.database.read(read)
