"""Acting on several notes at once. Their ids are one field, with spaces between them."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from app.domain.board import selection
from app.domain.records.security_log import Kind
from app.web.acting import Acting, Id, On

router = APIRouter(prefix="/w/{key}/selection")

Ids = Annotated[str, Form(alias="notes", max_length=50_000)]


@router.post("/hiding")
async def hide(act: Acting, ids: Ids, on: On) -> Response:
    return await act(
        lambda session, person, now: selection.hide(session, person, ids.split(), on=on, now=now),
        kind=Kind.NOTES_HIDDEN if on else Kind.NOTES_SHOWN,
    )


@router.post("/place")
async def move(act: Acting, ids: Ids, column: Id) -> Response:
    """Move the notes to the end of a column."""
    return await act(lambda session, person, now: selection.move(session, person, ids.split(), column, now))
