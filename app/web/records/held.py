"""The page What we hold: the data of one workshop, as a page and as a file, and the date on which it is deleted."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import sessions
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid
from app.domain.findings.asks.ask_models import Answer, Ask, Ballot, Judgement
from app.domain.models import (
    Coding,
    Column,
    Comment,
    DeviceCode,
    Event,
    Link,
    Note,
    Phase,
    Seat,
    SeatDevice,
    Vote,
    Workshop,
)
from app.domain.records import held, retention
from app.domain.records.security_log import Kind
from app.domain.workshops import seats
from app.exports import file_names
from app.presentation import translations
from app.presentation.words import worded
from app.web.context import ActingOrganiser, Context, Key, Language, OrganiserCookie
from app.web.fields import checked_day
from app.web.pages import html

router = APIRouter(prefix="/w/{key}/held")


@router.get("")
async def held_page(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    workshop, lines = await context.database.read(lambda session: _read(session, key, cookie, language))
    return HTMLResponse(_page(workshop, lines, language))


@router.get("/{name}.txt")
async def held_file(context: Context, language: Language, key: Key, cookie: OrganiserCookie, name: str) -> Response:
    """The same lines as plain text, to hand to the person who asks."""
    workshop, lines = await context.database.read(lambda session: _read(session, key, cookie, language))
    await context.database.write(
        lambda session: sessions.acting(session, cookie).record(session, Kind.DOWNLOADED, workshop=key, format="held")
    )
    title = f"{worded(workshop, 'title', language)} · {workshop.held_on} · {workshop.key}"
    counted = datetime.now(UTC).isoformat(timespec="minutes")
    text = "\n".join([title, counted, "", *(f"{label}: {value}" for label, value in lines), ""])
    named = (workshop.title, workshop.key, datetime.now(UTC), workshop.seq, workshop.held_on)
    stem = file_names.stem("commonboard", *named)
    headers = {"content-disposition": f'attachment; filename="{stem}-held.txt"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.post("/date")
async def change_date(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingOrganiser,
    keep_until: Annotated[str, Form()] = "",
    what: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Change the date, or what happens on it. The reason is required and goes into the security log."""

    def change(session: Session) -> int:
        by = sessions.acting(session, cookie)
        checks = Checks()
        until = checked_day(keep_until, "keep_until", checks)
        return checks.finish_with(lambda: retention.change(session, by, key, until, what, reason))

    try:
        await context.database.write(change, key)
    except (Invalid, Conflict) as error:
        workshop, lines = await context.database.read(lambda session: _read(session, key, cookie, language))
        typed = {"keep_until": keep_until, "what": what, "reason": reason}
        return HTMLResponse(_page(workshop, lines, language, problems=error.problems, **typed), 422)
    return RedirectResponse(f"/w/{key}/held", 303)


def _read(session: Session, key: str, cookie: sessions.Presented | None, language: str) -> tuple[Workshop, "Lines"]:
    sessions.signed_in(session, cookie)
    workshop = seats.find(session, key)
    return workshop, _lines(workshop, held.held(session, workshop), language)


Lines = list[tuple[str, str]]


def _lines(workshop: Workshop, counted: held.Held, language: str) -> Lines:
    _ = translations.translations(language).gettext
    day = translations.day(workshop.keep_until, language)
    rows, programmes = counted.rows, counted.in_programmes
    numbers = [
        (_("Notes"), rows[Note]),
        (_("Hidden notes"), counted.hidden),
        (_("Notes deleted by their writers"), counted.withdrawn),
        (_("Notes linked to the device that wrote them"), counted.linked),
        (_("Comments"), rows[Comment]),
        (_("Comments linked to the device that wrote them"), counted.linked_comments),
        (_("Names on notes and comments"), counted.names_on_notes),
        (_("Votes"), rows[Vote]),
        (_("People’s ratings"), rows[Ballot]),
        (_("Answers in these ratings"), rows[Answer]),
        (_("Votes and ratings linked to the device that gave them"), counted.linked_answers),
        (_("What the group agreed about ratings"), rows[Judgement]),
        (_("People"), rows[Seat]),
        (_("Names of people"), counted.names),
        (_("Devices of people"), rows[SeatDevice]),
        (_("Codes for a second device"), rows[DeviceCode]),
        (_("Codings"), rows[Coding]),
        (_("Questions"), rows[Column]),
        (_("Phases of the agenda"), rows[Phase]),
        (_("Ratings on the agenda"), rows[Ask]),
        (_("Earlier words that undoing may restore"), counted.replaced),
        (_("Changes in the journal, without words or names"), rows[Event]),
        (_("Facilitator links"), rows[Link]),
        (_("Entries of the security log"), counted.logged),
        (_("Entries of the list of permanently deleted notes"), counted.erased),
        (_("Programmes that use this workshop"), programmes.programmes),
        (_("Codes of its notes in programmes"), programmes.codes),
        (_("Its notes as evidence or quotes in programmes"), programmes.evidence),
        (_("Memos about its notes in programmes"), programmes.memos),
        (_("Next steps made from its notes"), programmes.steps),
        (_("Signed reports that quote its notes"), programmes.editions),
        (_("Comments on drafts of these programmes"), programmes.comments),
    ]
    until = _("Deleted on") if workshop.retention == retention.DELETE else _("Reviewed on")
    return [(until, day), *((label, str(number)) for label, number in numbers)]


def _page(
    workshop: Workshop,
    lines: Lines,
    language: str,
    *,
    problems: dict[str, str] | None = None,
    keep_until: str = "",
    what: str = "",
    reason: str = "",
) -> str:
    return html(
        "records/held.html",
        language,
        workshop=workshop,
        lines=lines,
        problems=problems or {},
        keep_until=keep_until or workshop.keep_until.isoformat(),
        what=what or workshop.retention,
        reason=reason,
        reasons=retention.REASONS,
    )
