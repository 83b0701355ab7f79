"""Hiding many notes at once, the page of hidden notes, and showing exactly these again."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import bulk_hiding
from app.domain.errors import Invalid
from app.domain.records.security_log import Kind
from app.domain.workshops import seats
from app.domain.workshops.seats import Actor
from app.web.acting import Act, Acting, Text
from app.web.context import Context, Key, Language, SeatSecret
from app.web.errors import INCOMPLETE
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter(prefix="/w/{key}/hidings")

Choose = Callable[[Session, Actor, datetime], range]

# No seq has more digits, and a longer number does not fit into its column.
Seq = Annotated[int, Path(ge=1, lt=10**9)]
Number = Annotated[int, Path(ge=0, le=100_000)]


@router.get("")
async def hidden_notes(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """The notes that are hidden now, with a button for each action that hid some."""
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        actions = bulk_hiding.hidden(session, person)
        return html("board/hidden.html", language, **header_facts(session, person, present), actions=actions)

    return HTMLResponse(await context.database.read(read))


@router.post("")
async def hide(act: Acting, since: Text = "", group: Text = "") -> Response:
    """Hide the notes posted since the note `since`, or those of a group.

    The header `x-hidden` is the first seq of the hidden notes and their number, as the address to show them again.
    """

    def choose(session: Session, person: Actor, now: datetime) -> range:
        if since:
            return bulk_hiding.hide_since(session, person, since, now)
        if group:
            return bulk_hiding.hide_group(session, person, group, now)
        raise Invalid(INCOMPLETE)

    return await _act(act, choose, Kind.NOTES_HIDDEN)


@router.post("/{first}/{count}/removal")
async def show(act: Acting, first: Seq, count: Number) -> Response:
    """Show the notes again that one action hid. A form returns to the page of hidden notes."""
    seqs = range(first, first + count)

    def choose(session: Session, person: Actor, now: datetime) -> range:
        return bulk_hiding.show_again(session, person, seqs, now)

    return await _act(act, choose, Kind.NOTES_SHOWN, "/hidings")


async def _act(act: Act, fn: Choose, kind: Kind, back: str = "") -> Response:
    touched = range(0)

    def write(session: Session, person: Actor, now: datetime) -> int:
        nonlocal touched
        touched = fn(session, person, now)
        return touched.stop - 1

    response = await act(write, back, kind=kind)
    response.headers["x-hidden"] = f"{touched.start}/{len(touched)}"
    return response
