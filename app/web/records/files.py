"""The records of a workshop, as files."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import note_rows
from app.domain.errors import NotFound
from app.domain.records import facilitators, quarter_hours, security_log
from app.domain.records.security_log import Kind
from app.domain.records.team_actions import team_actions
from app.domain.steering.visibility import Who
from app.domain.workshops import seats
from app.downloads.wanted import Wanted
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.presentation import translations
from app.web.client import browser_of
from app.web.context import Context, Key, Language, SeatSecret
from app.web.header import header_facts
from app.web.pages import html
from app.web.records.team_words import all_actions

router = APIRouter(prefix="/w/{key}/records")

# The downloads that the page lists.
LATEST = 5


@router.get("")
async def records(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """The files by what they are for, the notes that they would contain now, and the latest downloads."""
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = _facilitator(session, key, secret)
        taken = bundle(session, person.workshop, datetime.now(UTC))
        shown_or_later = len(note_rows.positions(session, person.workshop.id, Who.MAPPERS))
        return html(
            "records/records.html",
            language,
            **header_facts(session, person, present),
            notes=len(taken.notes),
            later=shown_or_later - len(taken.notes),
            mapped=sum(taken.mapped(note.id) for note in taken.notes),
            exact_times=not quarter_hours.protects_writers(person.workshop),
            counted_at=taken.exported_at,
            downloads=security_log.downloads(session, "workshop", key, LATEST),
            team=team_actions(session, person.workshop),
            said=all_actions(translations.translations(language).gettext),
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/{name}.{format}")
async def download(
    request: Request, context: Context, language: Language, key: Key, secret: SeatSecret, name: str, format: str
) -> Response:
    """Download everything on the board at this moment as one file."""
    if format not in FORMATS:
        raise NotFound

    def may(session: Session) -> None:
        _facilitator(session, key, secret)

    # Read first, so that a refused download never waits for the writer.
    await context.database.read(may)
    device, now = browser_of(request), datetime.now(UTC)

    def record(session: Session) -> None:
        person = _facilitator(session, key, secret)
        facilitators.record(session, Kind.DOWNLOADED, person, device, now, format=format)

    await context.database.write(record, key)
    name, content = await context.files.make(Wanted("workshop", key, format, language))
    # Again, because it may have taken minutes.
    await context.database.read(may)
    return Response(
        content,
        media_type=FORMATS[format].media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _facilitator(session: Session, key: str, secret: str | None) -> seats.Actor:
    person = seats.load_actor(session, key, secret)
    seats.require(person, "records")
    return person
