"""Sharing a draft with participants, answering their comments, and signing a report."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Conflict, Invalid
from app.domain.findings import members
from app.domain.findings.reports import (
    editions,
    report_blocks,
    report_checks,
    report_links,
    report_quotes,
    reports,
    signing,
)
from app.domain.findings.rights import Colleague
from app.exports.reports import document_checks
from app.exports.reports.composition import compose
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.fields import number
from app.web.findings.entering import act, enter, facts
from app.web.findings.reports import ReportId
from app.web.pages import html

router = APIRouter()


@router.get("/p/{key}/reports/{report_id}/sign-off")
async def signing_page(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, report_id: ReportId
) -> Response:
    """What is left to do, the links to the draft with the comments, and the editions."""
    return HTMLResponse(await sign_off(context, language, key, cookie, report_id))


@router.post("/p/{key}/reports/{report_id}/editions")
async def sign(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    report_id: ReportId,
    role: Field = "",
    correction: Field = "",
) -> Response:
    """Sign the present state of a report as its next edition."""

    def store(session: Session, person: Colleague) -> None:
        content = compose(session, person, reports.find(session, person.programme, report_id))
        if any(document_checks.run(content).values()):
            raise Conflict(signing.LEFT)
        signing.sign(session, person, report_id, content, role, correction)

    try:
        await act(context, cookie, key, store)
    except Invalid as error:
        typed, problems = {"role": role, "correction": correction}, error.problems
        page = await sign_off(context, language, key, cookie, report_id, typed=typed, problems=problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/reports/{report_id}/sign-off#editions", 303)


@router.post("/p/{key}/reports/{report_id}/links")
async def share(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    report_id: ReportId,
    days: Annotated[str, Form()] = "14",
) -> Response:
    """Make a link to the draft, which is shown once."""
    try:
        wanted = number(days, "days")
        secret = await act(
            context, cookie, key, lambda session, person: report_links.share(session, person, report_id, wanted)
        )
    except Invalid as error:
        page = await sign_off(context, language, key, cookie, report_id, problems=error.problems)
        return HTMLResponse(page, 422)
    address = f"{context.settings.public_url}/d/{secret}"
    return HTMLResponse(await sign_off(context, language, key, cookie, report_id, shared_address=address))


@router.post("/p/{key}/reports/{report_id}/links/{link}/end")
async def end(context: Context, key: Key, cookie: ActingAccount, report_id: ReportId, link: str) -> Response:
    await act(context, cookie, key, lambda session, person: report_links.end(session, person, report_id, link))
    return RedirectResponse(f"/p/{key}/reports/{report_id}/sign-off#links", 303)


@router.post("/p/{key}/reports/{report_id}/comments/{comment}")
async def respond(
    context: Context, key: Key, cookie: ActingAccount, report_id: ReportId, comment: str, response: Field = ""
) -> Response:
    """Say what was done about a participant's comment."""
    await act(
        context,
        cookie,
        key,
        lambda session, person: report_links.respond(session, person, report_id, comment, response),
    )
    return RedirectResponse(f"/p/{key}/reports/{report_id}/sign-off#comments", 303)


@router.post("/p/{key}/reports/{report_id}/comments/{comment}/removal")
async def discard(context: Context, key: Key, cookie: ActingAccount, report_id: ReportId, comment: str) -> Response:
    """Delete a participant's comment permanently, for example because it names someone."""
    await act(context, cookie, key, lambda session, person: report_links.discard(session, person, report_id, comment))
    return RedirectResponse(f"/p/{key}/reports/{report_id}/sign-off#comments", 303)


async def sign_off(
    context: Context, language: str, key: str, cookie: OrganiserCookie, report_id: str, **values: Any
) -> str:
    """The HTML of the page for signing, with `values` of a form that was refused."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        written = reports.find(session, person.programme, report_id)
        faults = report_checks.run(session, person.programme, written)
        faults |= document_checks.run(compose(session, person, written))
        signed = editions.listed(session, written.report)
        newer = editions.newer_than(session, signed[0].content, person.programme) if signed else []
        return html(
            "findings/report_signing.html",
            language,
            report=written.report,
            section_titles={each.key: each.title for each in report_blocks.sections(written.report.place_id)},
            checks=report_checks.CHECKS | document_checks.CHECKS,
            faults=faults,
            left=sum(bool(each) for each in faults.values()),
            editions=signed,
            newer=newer,
            gone={edition.number: editions.gone_from(session, edition.content) for edition in signed},
            links=report_links.links(session, written.report, person.now),
            comments=report_quotes.comments(session, written.report),
            pens=members.pen_names(session, person.programme),
            **{"typed": {"role": "", "correction": ""}, "problems": {}, "shared_address": ""} | values,
            **facts(session, person),
        )

    return await context.database.read(read)
