"""What leaves the page of next steps: files, and public pages."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts.sessions import Presented
from app.domain.errors import NotFound
from app.domain.findings import programmes
from app.domain.findings.coding import book
from app.domain.findings.rights import Colleague, Right, require
from app.domain.findings.steps import step_links, step_views
from app.domain.findings.steps.step_views import Row
from app.domain.findings.themes import themes
from app.domain.records import security_log
from app.domain.records.security_log import Kind
from app.exports import file_names, next_steps
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, AppContext, Context, Key, Language, OrganiserCookie, public_page
from app.web.fields import number
from app.web.findings.entering import act, enter
from app.web.pages import page
from app.web.security.keys import without_punctuation

router = APIRouter()

PURPOSE = "next steps"
Chosen = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True)
class _Found:
    rows: list[Row]
    names: next_steps.Names
    zone: str
    stem: str


@router.get("/p/{key}/steps.csv")
async def as_table(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, place: Chosen = ""
) -> Response:
    """The steps of the programme, or of one place, for spreadsheets."""
    found = await _read(context, language, key, cookie, place, "csv")
    content = next_steps.table(found.rows, found.names, found.zone, language)
    return _file(content, "text/csv; charset=utf-8", f"{found.stem}.csv")


@router.get("/p/{key}/steps.ics")
async def as_calendar(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, place: Chosen = ""
) -> Response:
    """The due dates of open steps of the programme, or of one place, for calendars."""
    found = await _read(context, language, key, cookie, place, "ics")
    content = next_steps.calendar(found.rows, found.names, key, language)
    return _file(content, "text/calendar; charset=utf-8", f"{found.stem}.ics")


@router.post("/p/{key}/steps/links")
async def share(context: Context, key: Key, cookie: ActingAccount, place: Field = "") -> Response:
    """Make the public page of one place, or of all places without `place`."""
    chosen = number(place, "place") if place else None
    await act(context, cookie, key, lambda session, person: step_links.share(session, person, chosen))
    return RedirectResponse(f"/p/{key}/steps?place={place}#public", 303)


@router.post("/p/{key}/steps/links/{page_id}/end")
async def end(
    context: Context, key: Key, cookie: ActingAccount, page_id: Annotated[str, Path(max_length=40)], place: Field = ""
) -> Response:
    await act(context, cookie, key, lambda session, person: step_links.end(session, person, page_id))
    return RedirectResponse(f"/p/{key}/steps?place={place}#public", 303)


@router.get("/s/{token}", dependencies=[Depends(public_page)])
async def public(context: Context, language: Language, token: Annotated[str, Path(max_length=100)]) -> Response:
    """The decided steps for anyone with the link: text, owner, state and updates.

    The security log says once a day that the link was used, and nothing about who used it.
    """
    link_id, _dot, secret = without_punctuation(token).partition(".")
    if not hmac.compare_digest(secret.encode(), context.keys.derived(PURPOSE, link_id).encode()):
        raise NotFound(step_links.GONE)
    now = datetime.now(UTC)

    def read(session: Session) -> tuple[step_links.Page, bool]:
        found = step_links.opened(session, link_id, now)
        return found, security_log.is_recorded_today(session, Kind.LINK_USED, found.logged, now)

    async with context.public_pages.one_at_a_time:
        found, known = await context.database.read(read)
    if not known:
        await context.database.write(
            lambda session: security_log.record_daily(session, Kind.LINK_USED, found.logged, now)
        )
    answer = page("findings/steps_public.html", language, found=found, states=next_steps.state_words(language))
    answer.headers["x-robots-tag"] = "noindex"
    return answer


async def _read(
    context: AppContext, language: str, key: str, cookie: Presented | None, place: str, format: str
) -> _Found:
    """The steps for a file. The security log records the download."""

    def record(session: Session, person: Colleague) -> None:
        require(person, Right.DOWNLOAD)
        person.by.record(session, Kind.DOWNLOADED, programme=key, format=format)

    def read(session: Session) -> _Found:
        person = enter(session, cookie, key, Right.DOWNLOAD)
        programme = person.programme
        day = step_views.today(programme, person.now)
        rows = step_views.read(session, programme, day, number(place, "place") if place else None)
        names = next_steps.Names(
            {row.id: row.name for row in programmes.places(session, programme)},
            book.read(session, programme, language).names,
            {theme.id: theme.name for theme in themes.listed(session, programme)},
            next_steps.state_words(language),
        )
        stem = file_names.stem("next-steps", programme.name, key, person.now, programme.seq)
        return _Found(rows, names, programme.time_zone, stem)

    found = await context.database.read(read)
    assert cookie is not None
    await act(context, cookie, key, record)
    return found


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
