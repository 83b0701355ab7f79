"""The mapping page, where facilitators map notes to elements of the framework."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.domain import journal
from app.domain.mapping import codings
from app.domain.workshops import seats
from app.suggestions.suggester import SHOWN
from app.web.acting import Acting, On, Text
from app.web.client import accepts_gzip
from app.web.context import Context, Key, Language, SeatSecret
from app.web.header import shown_presence
from app.web.pages import html, page_of_blocks
from app.web.render.audience import MAP, audience_of
from app.web.render.board import MAP_FACTS, read_board
from app.web.render.page_pieces import drawn_wheel
from app.web.render.steering import control_values

router = APIRouter(prefix="/w/{key}")


@router.get("/map")
async def map_page(request: Request, context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    gzipped = accepts_gzip(request)
    # Read before the reader thread starts: only the event loop may touch live state.
    present = context.hub.presence_counts()

    def read(session: Session) -> bytes:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "map")
        board = read_board(context.fragments, session, person.workshop, audience_of(person, MAP, language))
        assert board.code_book is not None
        assert board.totals is not None
        drawn = html(
            "mapping/map.html",
            language,
            board=board,
            wheel=Markup(drawn_wheel(board.code_book, board.totals, language)),  # noqa: S704
            person=person,
            suggests=context.suggester is not None,
            here=shown_presence(present, person.workshop),
            **MAP_FACTS,
            **(control_values(board.controls) if board.controls else {}),
        )
        return board.fill(drawn, gzipped=gzipped)

    return page_of_blocks(await context.database.read(read), gzipped=gzipped)


@router.post("/notes/{note_id}/codings")
async def code(
    act: Acting,
    note_id: str,
    element: Text,
    on: On,
    seen: Annotated[str | None, Form()] = None,
    since: Annotated[int | None, Form(ge=0)] = None,
    suggested: Annotated[int | None, Form(ge=1, le=SHOWN)] = None,
) -> Response:
    """Add an element to a note, or remove it. The header `x-changed` is 1 if that changed anything, else 0.

    `suggested` is the number that the element had on the page as a suggestion. A page offers Undo only for changes of
    its own.
    """
    changed = False

    def change(session: Session, person: seats.Actor, now: datetime) -> int:
        nonlocal changed
        before, _epoch = journal.position(session, person.workshop.id)
        if on:
            known = None if seen is None else set(seen.split())
            rank = suggested if act.context.suggester else None
            seq = codings.give(session, person, note_id, element, now, seen=known, since=since, suggested=rank)
        else:
            seq = codings.take(session, person, note_id, element, now, since=since)
        changed = seq > before
        return seq

    response = await act(change, "/map")
    response.headers["x-changed"] = str(int(changed))
    return response
