"""Reports as readers see them: a preview for members, a draft for participants, and signed editions for anyone."""

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator
from sqlmodel import Session

from app.domain.accounts.acting import By
from app.domain.errors import Invalid, NotFound
from app.domain.findings import programmes
from app.domain.findings.reports import editions, report_blocks, report_links, report_quotes, reports
from app.domain.findings.reports.editions import Published
from app.domain.findings.reports.report_links import Shared
from app.domain.findings.reports.report_models import Edition
from app.domain.findings.reports.unpublishing import NoLongerPublished
from app.domain.findings.rights import Colleague
from app.downloads.wanted import Wanted
from app.exports.documents import FORMATS, to_html
from app.exports.documents.model import Document
from app.exports.reports import published
from app.exports.reports.composition import compose
from app.web.accounts.forms import Field
from app.web.client import address_of
from app.web.context import AppContext, Context, Key, Language, OrganiserCookie, public_page
from app.web.findings.entering import enter
from app.web.findings.reports import ReportId
from app.web.pages import page
from app.web.security.keys import without_punctuation

router = APIRouter()
_ID = re.compile(r"[0-9a-f]{24}")
PUBLIC = [Depends(public_page)]
# A draft is for those who were given its address.
NOT_SEARCHED = {"x-robots-tag": "noindex"}

Secret = Annotated[str, Path(min_length=20, max_length=80), AfterValidator(without_punctuation)]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.get("/p/{key}/reports/{report_id}/page")
async def preview(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, report_id: ReportId
) -> Response:
    """The whole report at its present state, as it would be published."""

    def read(session: Session) -> tuple[Document, str]:
        person = enter(session, cookie, key)
        return _draft(context, session, person, report_id), person.programme.key

    document, programme = await context.database.read(read)
    back = f"/p/{programme}/reports/{report_id}"
    return page("findings/report_page.html", language, parts=to_html.parts(document), document=document, back=back)


@router.get("/reports/{key}", dependencies=PUBLIC)
async def latest(context: Context, language: Language, key: Key) -> Response:
    """The newest edition of a report, for anyone."""
    return await _edition(context, language, key, None)


@router.get("/reports/{key}/{number}", dependencies=PUBLIC)
async def edition(context: Context, language: Language, key: Key, number: Number) -> Response:
    """One edition of a report, for anyone."""
    return await _edition(context, language, key, number)


@router.get("/reports/{key}/{number}/report.{format}")
async def download(request: Request, context: Context, key: Key, number: Number, format: str) -> Response:
    """An edition as a file, made from the present words of its quotes."""
    if format not in FORMATS:
        raise NotFound
    context.public_pages.file(address_of(request))

    def found(session: Session) -> None:
        _published(session, key, number)

    # Read first, so that a wrong address waits for no file.
    await context.database.read(found)
    wanted = Wanted("report", key, format, number=number, base=context.settings.public_url)
    name, content = await context.files.make(wanted)
    # Again, because it may have taken minutes.
    await context.database.read(found)
    named = f'attachment; filename="{name}"'
    return Response(content, media_type=FORMATS[format].media_type, headers={"content-disposition": named})


@router.get("/d/{secret}", dependencies=PUBLIC)
async def shared(context: Context, language: Language, secret: Secret, sent: bool = False) -> Response:
    """The draft that a participant's link shows, with a form for comments."""
    return await _shared(context, language, secret, sent=sent)


@router.post("/d/{secret}/comments")
async def comment(
    request: Request,
    context: Context,
    language: Language,
    secret: Secret,
    section: Field = "",
    text: Field = "",
    id: Field = "",
) -> Response:
    """Store a comment of a participant, who has no account."""
    link = await context.database.read(lambda session: _open(session, secret).link.id)
    context.public_pages.comment(address_of(request), link)

    def store(session: Session) -> None:
        there = _open(session, secret, hold=True)
        # The erasure list keeps the id of a deleted comment, so it must not be able to say anything.
        own = id if _ID.fullmatch(id) else programmes.fresh_id()
        report_links.comment(session, there, own, section, text, _now())

    try:
        await context.database.write(store)
    except Invalid as error:
        typed = {"section": section, "text": text}
        return await _shared(context, language, secret, typed=typed, problems=error.problems, status=422)
    return RedirectResponse(f"/d/{secret}?sent=1#comment", 303)


async def _edition(context: Context, language: str, key: str, number: int | None) -> Response:
    def read(session: Session) -> tuple[Published, list[Edition], dict[str, str]]:
        found = _published(session, key, number)
        others = editions.listed(session, found.report)
        local = {}
        for report_id, signed in found.edition.content.get("local", {}).items():
            address = found.edition.content["addresses"][report_id]
            other = editions.published(session, address, signed)
            if other is not None:
                local[f"/reports/{address}/{signed}"] = f"{other.edition.content['place']}: {other.report.title}"
        return found, others, local

    async with context.public_pages.one_at_a_time:
        found, others, local = await context.database.read(read)
    document = published.edition(found, context.settings.public_url)
    return page(
        "findings/report_page.html",
        language,
        parts=to_html.parts(document),
        document=document,
        edition=found.edition,
        others=[other.number for other in others if other.unpublished_at is None],
        newer_unpublished=others[0].unpublished_at is not None,
        local=local,
        formats=list(FORMATS),
        address=f"/reports/{key}",
        back="",
    )


async def _shared(
    context: Context, language: str, secret: str, *, sent: bool = False, status: int = 200, **values: object
) -> Response:
    def read(session: Session) -> tuple[Shared, Document, list[tuple[str, str]], bool]:
        found = _open(session, secret)
        person = Colleague(found.programme, found.member, By(None, "", _now()))
        said = [(each.text, each.response) for each in report_quotes.comments(session, found.report) if each.response]
        known = report_links.is_recorded(session, found, _now())
        return found, _draft(context, session, person, found.report.id), said, known

    async with context.public_pages.one_at_a_time:
        found, document, said, known = await context.database.read(read)
    if not known:
        await context.database.write(lambda session: report_links.record_use(session, found, _now()))
    given = {"typed": {"section": "", "text": ""}, "problems": {}} | values
    answer = page(
        "findings/report_page.html",
        language,
        status,
        parts=to_html.parts(document),
        document=document,
        shared=found,
        sections=report_blocks.sections(found.report.place_id),
        said=said,
        sent=sent,
        fresh=programmes.fresh_id(),
        address=f"/d/{secret}",
        back="",
        **given,
    )
    answer.headers.update(NOT_SEARCHED)
    return answer


def _draft(context: AppContext, session: Session, person: Colleague, report_id: str) -> Document:
    written = reports.find(session, person.programme, report_id)
    sources = report_quotes.present(session, person.programme, written.report)
    return published.draft(compose(session, person, written), sources, context.settings.public_url)


def _published(session: Session, key: str, number: int | None) -> Published:
    found = editions.published(session, key, number)
    if found is None:
        raise NoLongerPublished if editions.is_unpublished(session, key, number) else NotFound
    return found


def _open(session: Session, secret: str, *, hold: bool = False) -> Shared:
    return report_links.opened(session, secret, _now(), hold=hold)


def _now() -> datetime:
    return datetime.now(UTC)
