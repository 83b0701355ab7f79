"""Voting for notes, and closing a vote."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from app.domain.board import votes
from app.web.acting import Acting, Id, On

router = APIRouter(prefix="/w/{key}")


@router.post("/notes/{note_id}/votes")
async def vote(
    act: Acting, note_id: str, phase: Id, number: Annotated[int, Form(alias="votes", ge=0, le=100)]
) -> Response:
    """Set the number of the person's votes for a note in the phase that the page showed."""
    return await act(
        lambda session, person, now: votes.cast(session, person, note_id, number, phase_id=phase, now=now),
        f"#note-{note_id}",
    )


@router.post("/votes/closure")
async def close(act: Acting, phase: Id, on: On) -> Response:
    return await act(lambda session, person, now: votes.close(session, person, phase, on=on, now=now))
