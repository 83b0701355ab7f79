"""The projector screen, and the board as participants see it, both for facilitators."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.steering import screen
from app.domain.workshops import seats
from app.web.acting import Acting, Text
from app.web.board.board_page import preview_page
from app.web.client import accepts_gzip
from app.web.context import Context, Key, Language, SeatSecret
from app.web.header import shown_presence
from app.web.pages import html, page_of_blocks
from app.web.render.audience import PREVIEW, SCREEN, audience_of
from app.web.render.board import read_board
from app.web.render.screen import screen_values
from app.web.security.middleware import HEADERS

router = APIRouter(prefix="/w/{key}")

NO_FORMS = HEADERS["content-security-policy"].replace("form-action 'self'", "form-action 'none'")


@router.get("/screen")
async def screen_page(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """What a projector shows: no controls, and nothing that participants may not see."""
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_viewer(session, key, secret)
        board = read_board(context.fragments, session, person.workshop, audience_of(person, SCREEN, language))
        return html(
            "steering/screen.html",
            language,
            board=board,
            here=shown_presence(present, person.workshop),
            front=context.settings.public_url.partition("://")[2],
            **screen_values(session, board.steering, language),
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/screen")
async def switch(act: Acting, shows: Text) -> Response:
    """Have every projector screen show a value of `screen.SHOWS`, or the question with this id."""
    return await act(lambda session, person, now: screen.switch(session, person, shows, now))


@router.get("/preview")
async def preview(request: Request, context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """The board as a participant without notes sees it. The browser sends none of its forms."""
    gzipped = accepts_gzip(request)
    present = context.hub.presence_counts()

    def read(session: Session) -> bytes:
        person = seats.load_viewer(session, key, secret)
        return preview_page(
            session,
            context.fragments,
            context.skeletons,
            person.workshop,
            audience_of(person, PREVIEW, language),
            join_url=context.settings.join_url(person.workshop.join_token),
            presence_count=shown_presence(present, person.workshop),
            gzipped=gzipped,
        )

    page = page_of_blocks(await context.database.read(read), gzipped=gzipped)
    # Its forms are those of participants, and would post in the name of the facilitator.
    page.headers["content-security-policy"] = NO_FORMS
    return page
