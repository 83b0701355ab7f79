"""Sticky notes: editing, moving, withdrawing and hiding; `posting.py` adds them.

A script gets 204 with the seq in `x-seq`; a form without JavaScript gets a redirect to the board.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import lookup, notes
from app.domain.records.security_log import Kind
from app.domain.workshops import seats
from app.web.acting import Acting, On, Text, Writing
from app.web.client import is_script
from app.web.context import Context, Key, Language, SeatSecret
from app.web.pages import html

router = APIRouter(prefix="/w/{key}/notes")


@router.get("/{note_id}/edit")
async def edit_form(
    request: Request, context: Context, language: Language, key: Key, secret: SeatSecret, note_id: str
) -> Response:
    """The edit form as a page, for a browser without JavaScript; a script gets the stored text."""
    script = is_script(request)

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        note = lookup.note(session, person, note_id)
        seats.require(person, "edit", note)
        if script:
            return note.text
        return html("board/edit.html", language, note=note, workshop=person.workshop, longest=notes.LONGEST)

    answer = PlainTextResponse if script else HTMLResponse
    return answer(await context.database.read(read))


@router.post("/{note_id}")
async def edit(act: Writing, note_id: str, text: Text = "", colour: Text = "") -> Response:
    return await act(
        lambda session, person, now: notes.edit(session, person, note_id, text=text, colour=colour or None, now=now),
        f"#note-{note_id}",
    )


@router.post("/{note_id}/withdrawal")
async def withdraw(act: Acting, note_id: str, on: On) -> Response:
    return await act(
        lambda session, person, now: notes.withdraw(session, person, note_id, on=on, now=now),
    )


@router.post("/{note_id}/hiding")
async def hide(act: Acting, note_id: str, on: On) -> Response:
    return await act(
        lambda session, person, now: notes.hide(session, person, note_id, on=on, now=now),
        kind=Kind.NOTE_HIDDEN if on else Kind.NOTE_SHOWN,
        note=note_id,
    )


@router.post("/{note_id}/place")
async def move(
    act: Acting,
    note_id: str,
    column: Annotated[int, Form()],
    after: Annotated[str | None, Form()] = None,
    top: On = False,
) -> Response:
    """Move a note into a column: after the note `after`, at the top, or at the end if neither is given."""
    return await act(
        lambda session, person, now: notes.move(
            session, person, note_id, column_id=column, after="" if top else after or None, now=now
        ),
    )
