"""The editor of a report: its sections, the blocks of the open one, and the page as it will be published."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings import members, programmes, versions
from app.domain.findings.coding import book
from app.domain.findings.reports import report_blocks, report_checks, report_quotes, report_start, reports
from app.domain.findings.reports.report_blocks import Kind, block
from app.domain.findings.rights import Colleague, Right
from app.exports.documents import to_html
from app.exports.reports import composition, count_labels, counts, document_checks, prose, published
from app.exports.reports.facts import Facts, gather
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, AppContext, Context, Key, Language, OrganiserCookie
from app.web.fields import number
from app.web.findings import report_forms
from app.web.findings.entering import act, enter, facts
from app.web.findings.report_choices import choices, quotable, searched
from app.web.findings.reports import ReportId
from app.web.findings.themes import names as units_named
from app.web.pages import html

router = APIRouter()

Part = Annotated[str, Query(max_length=200)]


@router.get("/p/{key}/reports/{report_id}")
async def editor(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, report_id: ReportId, section: Part = ""
) -> Response:
    """One section of a report, with all others beside it. The first one is open if none is named."""
    return HTMLResponse(await _editor(context, language, key, cookie, report_id, section))


@router.post("/p/{key}/reports/{report_id}")
async def rename(
    context: Context, language: Language, key: Key, cookie: ActingAccount, report_id: ReportId, title: Field = ""
) -> Response:
    try:
        await act(context, cookie, key, lambda session, person: reports.edit(session, person, report_id, title))
    except Invalid as error:
        problems = error.with_prefix("report-")
        page = await _editor(context, language, key, cookie, report_id, "", problems=problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/reports/{report_id}", 303)


@router.post("/p/{key}/reports/{report_id}/sections/{section}")
async def write(
    request: Request,
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    report_id: ReportId,
    section: str,
) -> Response:
    """Save a section, and do what the button asks for: see `report_forms.changed`, or "read" with the id of a quote.

    A conflict shows both versions and loses nothing.
    """
    form = await request.form()
    sent = report_forms.blocks(form)
    verb, _space, after = str(form.get("do") or "save").partition(" ")
    revision = number(str(form.get("revision") or "0"), "revision")

    def store(session: Session, person: Colleague) -> None:
        made = report_forms.changed(form, _stored(session, person, report_id, sent))
        reports.write(session, person, report_id, section, made, revision)
        if verb == "read":
            report_quotes.mark_read(session, person, reports.find(session, person.programme, report_id).report, after)

    try:
        await act(context, cookie, key, store)
    except (Conflict, Invalid) as error:
        status, problems = 409 if isinstance(error, Conflict) else 422, error.problems
        page = await _editor(context, language, key, cookie, report_id, section, typed=sent, problems=problems)
        return HTMLResponse(page, status)
    if verb == "quote":
        return RedirectResponse(f"/p/{key}/reports/{report_id}/quotes?section={section}&after={after}", 303)
    return RedirectResponse(f"/p/{key}/reports/{report_id}?section={section}#{_where(verb, after)}", 303)


@router.post("/p/{key}/reports/{report_id}/sections/{section}/preview")
async def preview(
    request: Request, context: Context, key: Key, cookie: ActingAccount, report_id: ReportId, section: str
) -> Response:
    """The section with what is typed now, as it would be published. Nothing is stored."""
    sent = report_forms.blocks(await request.form())

    def read(session: Session) -> Markup:
        person = enter(session, cookie, key, Right.CODE)
        written = reports.typed(session, person, report_id, section, _stored(session, person, report_id, sent))
        return _preview(context, gather(session, person, written), section)

    return HTMLResponse(await context.database.read(read))


@router.post("/p/{key}/reports/{report_id}/sections/{section}/versions")
async def bring_back(
    context: Context,
    key: Key,
    cookie: ActingAccount,
    report_id: ReportId,
    section: str,
    former: Annotated[int, Form()],
    revision: Annotated[int, Form()],
) -> Response:
    """Make a former version of a section the present one."""

    def restore(session: Session, person: Colleague) -> None:
        reports.restore_version(session, person, report_id, section, former, revision)

    await act(context, cookie, key, restore)
    return RedirectResponse(f"/p/{key}/reports/{report_id}?section={section}", 303)


@router.get("/p/{key}/reports/{report_id}/quotes")
async def quotes_page(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    report_id: ReportId,
    section: Part = "findings",
    after: Part = "",
    find: Part = "",
) -> Response:
    """The notes and passages that may be quoted, those of the finding above first."""
    where = {"section": section, "after": after, "find": find}
    return HTMLResponse(await _quotes(context, language, key, cookie, report_id, where))


@router.post("/p/{key}/reports/{report_id}/quotes")
async def insert_quote(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    report_id: ReportId,
    section: Field = "",
    after: Field = "",
    find: Field = "",
    unit: Field = "",
    words: Field = "",
) -> Response:
    """Insert the typed quote of a unit after a block."""

    def insert(session: Session, person: Colleague) -> None:
        written = reports.find(session, person.programme, report_id)
        found = written.sections.get(section)
        chosen = units_named([unit])
        if found is None or not chosen:
            raise NotFound("Choose notes or excerpts that are still there.")
        quote = report_quotes.choose(session, person, written.report, chosen[0], words)
        at = next((n for n, each in enumerate(found.blocks) if each["id"] == after), len(found.blocks) - 1)
        made = block(programmes.fresh_id(), Kind.QUOTE, quote=quote.id)
        blocks = [*found.blocks[: at + 1], made, *found.blocks[at + 1 :]]
        reports.write(session, person, report_id, section, blocks, found.revision)

    try:
        await act(context, cookie, key, insert)
    except Invalid as error:
        where = {"section": section, "after": after, "find": find}
        typed = {"typed": (unit, words), "problems": {"quote": str(error)}}
        return HTMLResponse(await _quotes(context, language, key, cookie, report_id, where, **typed), 422)
    return RedirectResponse(f"/p/{key}/reports/{report_id}?section={section}#b-{after}", 303)


@router.post("/p/{key}/reports/{report_id}/limits")
async def read_limits(context: Context, key: Key, cookie: ActingAccount, report_id: ReportId) -> Response:
    """Say that one has read what the report cannot say."""
    await act(context, cookie, key, lambda session, person: reports.read_limits(session, person, report_id))
    return RedirectResponse(f"/p/{key}/reports/{report_id}?section=limits", 303)


def _stored(session: Session, person: Colleague, report_id: str, sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of a form as they are stored: with the names of counts instead of their labels."""
    report = reports.find(session, person.programme, report_id).report
    known = book.read(session, person.programme, report.language)
    titles = counts.named(report, known, report_start.findings(session, report, person.programme))
    return [each | {"text": count_labels.stored(each["text"], titles)} if "text" in each else each for each in sent]


def _where(verb: str, after: str) -> str:
    return f"b-{after}" if after and verb not in ("remove", "read") else "section"


async def _editor(
    context: Context, language: str, key: str, cookie: OrganiserCookie, report_id: str, section: str, **values: Any
) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        written = reports.find(session, person.programme, report_id)
        known = report_blocks.sections(written.report.place_id)
        opened = next((each for each in known if each.key == section), known[0])
        found = gather(session, person, written)
        stored = written.sections[opened.key]
        checks = report_checks.run(session, person.programme, written)
        checks |= document_checks.run(composition.content(found))
        present, titles = counts.counts(found), counts.titles(found)
        return html(
            "findings/report.html",
            language,
            report=written.report,
            sections=known,
            written=written,
            opened=opened,
            stored=stored,
            checks=report_checks.CHECKS | document_checks.CHECKS,
            faults=checks,
            left=sum(bool(each) for each in checks.values()),
            states=_states(written, checks),
            quotes=found.quotes,
            may_read=_may_read(session, person, found),
            themes={theme.id: theme.name for theme in found.findings} | _names(found),
            choices=choices(found),
            counts=present,
            count_labels=count_labels.labels(titles),
            count_titles=titles,
            labelled=lambda text: count_labels.labelled(text, titles),
            numbers=lambda text: prose.typed_numbers(count_labels.stored(text, titles)),
            long=lambda text: prose.long_sentences(prose.filled(count_labels.stored(text, titles), present)),
            preview=_preview(context, found, opened.key),
            history=versions.listed(session, person, reports.KIND, f"{report_id} {opened.key}"),
            pens=members.pen_names(session, person.programme),
            **{"typed": None, "problems": {}} | values,
            **facts(session, person),
        )

    return await context.database.read(read)


async def _quotes(
    context: Context,
    language: str,
    key: str,
    cookie: OrganiserCookie,
    report_id: str,
    where: dict[str, str],
    **values: Any,
) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key, Right.CODE)
        written = reports.find(session, person.programme, report_id)
        found = gather(session, person, written)
        fitting = searched(quotable(found, where["section"], where["after"]), where["find"])
        return html(
            "findings/report_quotes.html",
            language,
            report=written.report,
            evidence=fitting,
            where=where,
            **{"typed": ("", ""), "problems": {}} | values,
            **facts(session, person),
        )

    return await context.database.read(read)


def _names(found: Facts) -> dict[str, str]:
    return {theme: one.theme.name for theme, one in found.rests.items()}


def _may_read(session: Session, person: Colleague, found: Facts) -> set[str]:
    return {quote for quote, one in found.quotes.items() if report_quotes.may_read(session, person, one.row)}


def _states(written: reports.Written, checks: dict[str, list[report_checks.Fault]]) -> dict[str, str]:
    """How far each section is: todo, empty, done, or computed where people need not write."""
    todo = {fault.section for found in checks.values() for fault in found}
    states = {}
    for key, section in written.sections.items():
        texts = [each["text"] for each in section.blocks if "text" in each]
        states[key] = "todo" if key in todo else "done" if any(texts) else "empty" if texts else "computed"
    return states


def _preview(context: AppContext, found: Facts, key: str) -> Markup:
    """One section as it will be published."""
    part = published.draft(composition.section(found, key), found.sources, context.settings.public_url)
    return to_html.parts(part).blocks
