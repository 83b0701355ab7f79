"""Pages with one button each that erase a note, all notes of one's own, or everything of a person of a named board."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import notes
from app.domain.records import erasure
from app.domain.workshops import seats
from app.web.board.notes import act
from app.web.context import ActingSeat, Context, Key, Language, SeatRef
from app.web.pages import html
from app.web.security import devices

router = APIRouter(prefix="/w/{key}")


@router.get("/notes/{note_id}/erasure")
async def note_page(context: Context, language: Language, key: Key, ref: SeatRef, note_id: str) -> Response:
    def read(session: Session) -> str:
        person = seats.load_actor(session, key, ref)
        seats.require(person, "hide")
        note = notes.find(session, person, note_id)
        return html("records/erase.html", language, workshop=person.workshop, note=note, own=0)

    return HTMLResponse(await context.database.read(read))


@router.post("/notes/{note_id}/erasure")
async def erase_note(request: Request, context: Context, key: Key, ref: ActingSeat, note_id: str) -> Response:
    device = devices.in_words(request.headers.get("user-agent"))
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: erasure.erase_note(session, person, note_id, now, device=device),
    )


@router.get("/own-notes/erasure")
async def own_page(context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    def read(session: Session) -> str:
        person = seats.load_actor(session, key, ref)
        own = erasure.own_count(session, person)
        return html("records/erase.html", language, workshop=person.workshop, note=None, own=own)

    return HTMLResponse(await context.database.read(read))


@router.post("/own-notes/erasure")
async def erase_own(request: Request, context: Context, key: Key, ref: ActingSeat) -> Response:
    return await act(request, context, key, ref, erasure.erase_own)


@router.post("/seats/{seat_id}/erasure")
async def erase_person(request: Request, context: Context, key: Key, ref: ActingSeat, seat_id: int) -> Response:
    device = devices.in_words(request.headers.get("user-agent"))
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: erasure.erase_person(session, person, seat_id, now, device=device),
        "/participants",
    )
