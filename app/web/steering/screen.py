"""The projector screen, and the board as participants see it, both for facilitators."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.steering import screen
from app.domain.workshops import seats
from app.web.acting import Acting
from app.web.board.board import audience
from app.web.board.board_page import preview_page
from app.web.context import Context, Key, Language, SeatRef
from app.web.pages import accepts_gzip, html, page_of_blocks
from app.web.render.board import read_board
from app.web.render.fragments import PREVIEW, SCREEN
from app.web.render.screen import screen_values
from app.web.security.middleware import HEADERS

router = APIRouter(prefix="/w/{key}")

NO_FORMS = HEADERS["content-security-policy"].replace("form-action 'self'", "form-action 'none'")


@router.get("/screen")
async def screen_page(context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    """What a projector shows: no controls, and nothing that participants may not see."""
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_viewer(session, key, ref)
        board = read_board(context.fragments, session, person.workshop, audience(person, SCREEN, language))
        return html(
            "steering/screen.html",
            language,
            board=board,
            here=max(1, present.get(person.workshop.id, 0)),
            front=context.settings.public_url.partition("://")[2],
            **screen_values(session, board.steering, language),
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/screen")
async def switch(act: Acting, shows: Annotated[str, Form()]) -> Response:
    """Have every projector screen show a value of `screen.SHOWS`, or the question with this id."""
    return await act(lambda session, person, now: screen.switch(session, person, shows, now))


@router.get("/preview")
async def preview(request: Request, context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    """The board as a participant without notes sees it. The browser sends none of its forms."""
    gzipped = accepts_gzip(request)
    present = context.hub.presence_counts()

    def read(session: Session) -> bytes:
        person = seats.load_viewer(session, key, ref)
        return preview_page(
            session,
            context.fragments,
            context.skeletons,
            person.workshop,
            audience(person, PREVIEW, language),
            join_url=f"{context.settings.public_url}/j/{person.workshop.join_token}",
            presence_count=max(1, present.get(person.workshop.id, 0)),
            gzipped=gzipped,
        )

    page = page_of_blocks(await context.database.read(read), gzipped=gzipped)
    # Its forms are those of participants, and would post in the name of the facilitator.
    page.headers["content-security-policy"] = NO_FORMS
    return page
