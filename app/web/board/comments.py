"""Comments under notes: writing, editing, withdrawing and moderating them."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import comments, lookup, notes
from app.domain.models import Note
from app.domain.records.facilitators import DECISIONS
from app.domain.records.security_log import Kind
from app.domain.workshops import seats
from app.web.acting import Acting, On, Text, Writing
from app.web.client import is_script
from app.web.context import Context, Key, Language, SeatSecret
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")


@router.get("/notes/{note_id}/comments")
async def form(context: Context, language: Language, key: Key, secret: SeatSecret, note_id: str) -> Response:
    """The form for a comment as a page, for a browser without JavaScript."""

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        note = lookup.note(session, person, note_id)
        facts = {"note": note, "workshop": person.workshop, "longest": notes.LONGEST}
        return html("board/comment.html", language, **facts, comment=None, fresh_id=secrets.token_hex(12))

    return HTMLResponse(await context.database.read(read))


@router.post("/notes/{note_id}/comments")
async def add(
    act: Writing,
    note_id: str,
    id: Text = "",
    text: Text = "",
    show_name: On = False,
    naming: Annotated[str | None, Form()] = None,
) -> Response:
    return await act(
        lambda session, person, now: comments.add(
            session, person, note_id, comment_id=id, text=text, show_name=show_name, promised=naming, now=now
        ),
        f"#note-{note_id}",
    )


@router.get("/comments/{comment_id}/edit")
async def edit_form(
    request: Request, context: Context, language: Language, key: Key, secret: SeatSecret, comment_id: str
) -> Response:
    """The form for changing a comment as a page, for a browser without JavaScript; a script gets the stored text."""
    script = is_script(request)

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        comment = comments.own(session, person, comment_id)
        if script:
            return comment.text
        note = session.get_one(Note, (comment.workshop_id, comment.note_id))
        facts = {"note": note, "workshop": person.workshop, "longest": notes.LONGEST}
        return html("board/comment.html", language, **facts, comment=comment)

    answer = PlainTextResponse if script else HTMLResponse
    return answer(await context.database.read(read))


@router.post("/comments/{comment_id}")
async def edit(act: Writing, comment_id: str, text: Text = "") -> Response:
    return await act(
        lambda session, person, now: comments.edit(session, person, comment_id, text=text, now=now),
    )


@router.post("/comments/{comment_id}/withdrawal")
async def withdraw(act: Acting, comment_id: str, on: On) -> Response:
    return await act(lambda session, person, now: comments.withdraw(session, person, comment_id, on=on, now=now))


@router.post("/comments/{comment_id}/hiding")
async def hide(act: Acting, comment_id: str, on: On) -> Response:
    return await act(
        lambda session, person, now: comments.hide(session, person, comment_id, on=on, now=now),
        kind=Kind.NOTE_HIDDEN if on else Kind.NOTE_SHOWN,
        note=comment_id,
    )


@router.post("/comments/{comment_id}/approval")
async def decide(act: Acting, comment_id: str, decision: Text, reason: Text = "") -> Response:
    """Approve a comment, or decline it for a reason (a key of `approval.REASONS`)."""
    return await act(
        lambda session, person, now: comments.decide(session, person, comment_id, decision, reason, now),
        kind=DECISIONS.get(decision),
    )
