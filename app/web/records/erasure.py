"""Pages with one button each that erase a note, all notes of one's own, or everything of a person of a named board."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import lookup
from app.domain.models import Note
from app.domain.records import erasure
from app.domain.workshops import seats
from app.domain.workshops.seats import Actor
from app.web.acting import Act, Acting
from app.web.client import browser_of
from app.web.context import AppContext, Context, Key, Language, SeatSecret
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")


@router.get("/notes/{note_id}/erasure")
async def note_page(context: Context, language: Language, key: Key, secret: SeatSecret, note_id: str) -> Response:
    def find(session: Session, person: Actor) -> Note:
        seats.require(person, "hide")
        return lookup.note(session, person, note_id)

    return await _page(context, language, key, secret, find)


@router.post("/notes/{note_id}/erasure")
async def erase_note(act: Acting, note_id: str) -> Response:
    return await _erase(act, erasure.erase_note, note_id)


@router.get("/own-notes/erasure")
async def own_page(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    return await _page(context, language, key, secret, lambda session, person: None)


@router.post("/own-notes/erasure")
async def erase_own(act: Acting) -> Response:
    return await act(erasure.erase_own)


@router.post("/seats/{seat_id}/erasure")
async def erase_person(act: Acting, seat_id: int) -> Response:
    return await _erase(act, erasure.erase_person, seat_id, back="/participants")


async def _page(
    context: AppContext, language: str, key: str, secret: str | None, find: Callable[[Session, Actor], Note | None]
) -> Response:
    """The page that erases the note from `find`, or if that is None, all of the person's own notes."""

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        note = find(session, person)
        own = 0 if note else erasure.own_count(session, person)
        return html("records/erase.html", language, workshop=person.workshop, note=note, own=own)

    return HTMLResponse(await context.database.read(read))


async def _erase(act: Act, erase: Callable[..., int], what: int | str, back: str = "") -> Response:
    """Erase as a facilitator; `erase` also writes the security log, because only it knows the number of notes."""
    device = browser_of(act.request)
    return await act(lambda session, person, now: erase(session, person, what, now, device=device), back)
