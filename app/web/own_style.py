"""For browsers without JavaScript: a style sheet that marks the reader's own notes.

Everyone is sent the same bytes for a note. A script marks the reader's own notes; without it, this style sheet does.
"""

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import note_rows
from app.domain.workshops import seats
from app.web.context import Context, Key, SeatSecret

router = APIRouter()


@router.get("/w/{key}/own.css")
async def own_style(context: Context, key: Key, secret: SeatSecret) -> Response:
    """CSS that outlines each note of this seat and shows its state."""

    def read(session: Session) -> list[str]:
        person = seats.load_viewer(session, key, secret)
        written = note_rows.own(session, person.workshop.id, [person.seat.ref]).get(person.seat.ref, [])
        return [note.id for note in note_rows.at(session, person.workshop.id, written)]

    ids = ",".join(f"#note-{note_id}" for note_id in await context.database.read(read))
    style = f":is({ids}){{box-shadow:inset 0 0 0 2px var(--brand),var(--lies)}}:is({ids}) .own{{display:block}}"
    return Response(style if ids else "", media_type="text/css")
