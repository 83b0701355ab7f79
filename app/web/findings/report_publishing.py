"""Unpublishing a signed edition, reading it as a member, and publishing it again."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Invalid
from app.domain.findings.reports import editions, reports, unpublishing
from app.domain.findings.reports.editions import Published
from app.exports.documents import to_html
from app.exports.reports import published
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter
from app.web.findings.report_pages import Number
from app.web.findings.report_signing import sign_off
from app.web.findings.reports import ReportId
from app.web.pages import page

router = APIRouter()


@router.get("/p/{key}/reports/{report_id}/editions/{number}")
async def edition(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, report_id: ReportId, number: Number
) -> Response:
    """One edition for members, who also read those that were unpublished."""

    def read(session: Session) -> Published:
        person = enter(session, cookie, key)
        signed = unpublishing.find(session, person, report_id, number)
        report = reports.find(session, person.programme, report_id).report
        return editions.present(session, person.programme, report, signed)

    found = await context.database.read(read)
    document = published.edition(found, context.settings.public_url)
    return page(
        "findings/report_page.html",
        language,
        parts=to_html.parts(document),
        document=document,
        kept=found.edition,
        time_zone=found.programme.time_zone,
        back=f"/p/{key}/reports/{report_id}/sign-off",
    )


@router.post("/p/{key}/reports/{report_id}/editions/{number}/unpublishing")
async def unpublish(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    report_id: ReportId,
    number: Number,
    reason: Field = "",
) -> Response:
    """Take an edition away from everyone outside the programme."""
    try:
        await act(
            context,
            cookie,
            key,
            lambda session, person: unpublishing.unpublish(session, person, report_id, number, reason),
        )
    except Invalid as error:
        problems = {f"{field}-{number}": words for field, words in error.problems.items()}
        return HTMLResponse(await sign_off(context, language, key, cookie, report_id, problems=problems), 422)
    return RedirectResponse(f"/p/{key}/reports/{report_id}/sign-off#editions", 303)


@router.post("/p/{key}/reports/{report_id}/editions/{number}/publication")
async def publish(context: Context, key: Key, cookie: ActingAccount, report_id: ReportId, number: Number) -> Response:
    """Let anyone read an edition again."""
    await act(context, cookie, key, lambda session, person: unpublishing.publish(session, person, report_id, number))
    return RedirectResponse(f"/p/{key}/reports/{report_id}/sign-off#editions", 303)
