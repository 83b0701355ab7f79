"""The mapping page: notes onto the framework."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.domain import mapping, people
from app.web import paint
from app.web.boards import audience
from app.web.notes import On, act
from app.web.pages import html
from app.web.signin import ActingSeat, HouseHere, Key, Language, SeatRef

router = APIRouter(prefix="/w/{key}")


@router.get("/map")
async def map_page(house: HouseHere, language: Language, key: Key, ref: SeatRef) -> Response:
    def read(session: Session) -> str:
        person = people.who(session, key, ref)
        people.may(person, "map")
        board = paint.whole(session, person.workshop, audience(person, paint.MAP, language))
        assert board.code_book is not None
        assert board.totals is not None
        return html(
            "map/map.html",
            language,
            board=board,
            wheel=Markup(paint.drawn_wheel(board.code_book, board.totals, language)),  # noqa: S704
            person=person,
            here=max(1, house.hub.here(person.workshop.id or 0)),
            not_about=mapping.NOT_ABOUT,
        )

    return HTMLResponse(await house.database.read(read))


@router.post("/notes/{note_id}/codings")
async def code(
    request: Request, house: HouseHere, key: Key, ref: ActingSeat, note_id: str, element: Annotated[str, Form()], on: On
) -> Response:
    """Give an element to a note, or take it away."""
    change = mapping.give if on else mapping.take
    return await act(
        request, house, key, ref, lambda session, person, now: change(session, person, note_id, element, now), "/map"
    )
