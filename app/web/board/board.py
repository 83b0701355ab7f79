"""The board as a page, and as fragments for a page that has fallen too far behind."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.workshops import seats
from app.web.board.board_page import board_page
from app.web.client import accepts_gzip
from app.web.context import Context, Key, Language, SeatSecret
from app.web.header import shown_presence
from app.web.pages import page, page_of_blocks
from app.web.render.audience import BOARD, audience_of
from app.web.render.board import read_board
from app.web.render.update import whole_pieces
from app.web.security import cookies
from app.web.security.admission_queue import Stage
from app.web.workshops import opening

router = APIRouter()


@router.get("/w/{key}")
async def board(request: Request, context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    gzipped = accepts_gzip(request)
    # Read before the reader thread starts: only the event loop may touch live state.
    present = context.hub.presence_counts()

    def read(session: Session) -> bytes | None:
        try:
            person = seats.load_viewer(session, key, secret)
        except seats.Stranger:
            return None
        return board_page(
            session,
            context.fragments,
            context.skeletons,
            person,
            language,
            join_url=context.settings.join_url(person.workshop.join_token),
            presence_count=shown_presence(present, person.workshop),
            gzipped=gzipped,
        )

    async with context.admission.turn(Stage.BOARD):
        body = await context.database.read(read)
    if body is not None and secret is not None:
        response = page_of_blocks(body, gzipped=gzipped)
        cookies.renew_seat(request, response, context.keys, key, secret)
        return response
    if offered := await opening.offer(request):
        return offered
    workshop = await context.database.read(lambda session: seats.find(session, key))
    if workshop.closed_at:
        return page("board/join_closed.html", language, 403, workshop=workshop)
    return RedirectResponse(f"/w/{key}/join", 303)


@router.get("/w/{key}/board")
async def whole_board(
    request: Request, context: Context, key: Key, secret: SeatSecret, view: str = BOARD, lang: str = "en"
) -> Response:
    """The whole board as fragments, with its seq and epoch in the headers x-seq and x-epoch."""
    gzipped = accepts_gzip(request)

    def read(session: Session) -> tuple[bytes, int, str]:
        person = seats.load_viewer(session, key, secret)
        seen = read_board(context.fragments, session, person.workshop, audience_of(person, view, lang))
        pieces = whole_pieces(context.fragments, session, seen, person.seat)
        return seen.fill(pieces, gzipped=gzipped), person.workshop.seq, seen.epoch

    body, seq, epoch = await context.database.read(read)
    return page_of_blocks(body, gzipped=gzipped, headers={"x-seq": str(seq), "x-epoch": epoch})
