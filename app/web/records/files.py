"""The records of a workshop, as files."""

from collections import Counter
from datetime import UTC, datetime

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.mapping import codings
from app.domain.records import facilitators
from app.domain.records.security_log import Kind
from app.domain.records.team_actions import TeamAction, team_actions
from app.domain.workshops import seats
from app.exports import FORMATS
from app.exports.bundle import Bundle, bundle
from app.exports.formatting import formatted
from app.presentation import translations
from app.presentation.templates import in_words, short_name, who_speaks
from app.web.context import Context, Key, Language, SeatRef
from app.web.pages import html
from app.web.records.team_words import all_actions
from app.web.security import devices

router = APIRouter(prefix="/w/{key}/records")

# Formatting a file occupies a processor and holds a whole workshop in memory.
_ONE_AT_A_TIME = CapacityLimiter(1)


@router.get("")
async def records(context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    """A page that counts what the files would contain now, from the same bundle that the files are written from."""

    def read(session: Session) -> tuple[seats.Actor, Bundle, list[TeamAction]]:
        person, taken = _taken(session, key, ref)
        return person, taken, team_actions(session, person.workshop)

    person, taken, team = await context.database.read(read)
    present = context.hub.presence_counts().get(person.workshop.id or 0, 0)
    return HTMLResponse(await to_thread.run_sync(_page, person, taken, team, language, present))


@router.get("/{name}.{format}")
async def download(
    request: Request, context: Context, language: Language, key: Key, ref: SeatRef, name: str, format: str
) -> Response:
    """Download everything on the board at this moment as one file."""
    if format not in FORMATS:
        raise NotFound
    # Read first, so that a refused download never waits for the writer.
    await context.database.read(lambda session: _facilitator(session, key, ref))
    device, now = devices.in_words(request.headers.get("user-agent")), datetime.now(UTC)

    def record(session: Session) -> None:
        person = _facilitator(session, key, ref)
        facilitators.record(session, Kind.DOWNLOADED, person, device, now, format=format)

    await context.database.write(record, key)
    async with _ONE_AT_A_TIME:
        _person, taken = await context.database.read(lambda session: _taken(session, key, ref))
        content = await to_thread.run_sync(formatted, format, taken, language, context.settings.locales_dir)
    return Response(
        content,
        media_type=FORMATS[format].media_type,
        headers={"content-disposition": f'attachment; filename="{taken.stem}.{format}"'},
    )


def _facilitator(session: Session, key: str, ref: str | None) -> seats.Actor:
    person = seats.load_actor(session, key, ref)
    seats.require(person, "records")
    return person


def _taken(session: Session, key: str, ref: str | None) -> tuple[seats.Actor, Bundle]:
    person = _facilitator(session, key, ref)
    return person, bundle(session, person.workshop, datetime.now(UTC))


def _page(person: seats.Actor, taken: Bundle, team: list[TeamAction], language: str, present: int) -> str:
    _ = translations.translations(language).gettext
    cells = taken.counts(lambda note: note.column)
    names = taken.code_book.names | {codings.NOT_ABOUT: _("Not about the framework")}
    asked = Counter(note.column for note in taken.notes)
    spoken = Counter(note.speaks_for for note in taken.notes)
    return html(
        "records/records.html",
        language,
        workshop=person.workshop,
        person=person,
        place=taken.workshop.place,
        here=max(1, present),
        taken=taken,
        mapped=sum(taken.mapped(note.id) for note in taken.notes),
        not_about=sum(cells[codings.NOT_ABOUT, column.number] for column in taken.columns),
        by_question=[
            (f"{column.number} · {in_words(column, 'question', language)}", asked[column.number])
            for column in taken.columns
        ],
        by_who=[(who_speaks(group, language) if group else _("No group"), spoken[group]) for group in taken.groups],
        columns=[(column.number, short_name(column, language)) for column in taken.columns],
        table=[
            (element, names[element], {column.number: cells[element, column.number] for column in taken.columns})
            for element in taken.keys
        ],
        most=max(cells.values(), default=1),
        team=team,
        said=all_actions(_),
    )
