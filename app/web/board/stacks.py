"""Stacks: putting notes together, naming a stack, and taking notes out."""

from fastapi import APIRouter
from starlette.responses import Response

from app.domain.board import stacks
from app.web.acting import Acting, Text

router = APIRouter(prefix="/w/{key}/stacks")


@router.post("/{note_id}")
async def put_together(act: Acting, note_id: str, notes: Text = "") -> Response:
    """Put the notes with these ids, separated by spaces, in the stack of a note."""
    return await act(lambda session, person, now: stacks.put_together(session, person, notes.split(), note_id, now))


@router.post("/{note_id}/name")
async def name(act: Acting, note_id: str, name: Text = "") -> Response:
    return await act(lambda session, person, now: stacks.name(session, person, note_id, name, now))


@router.post("/{note_id}/removal")
async def take_apart(act: Acting, note_id: str) -> Response:
    return await act(lambda session, person, now: stacks.take_apart(session, person, note_id, now))


@router.post("/notes/{note_id}/removal")
async def take_out(act: Acting, note_id: str) -> Response:
    """Take one note out of its stack."""
    return await act(lambda session, person, now: stacks.take_out(session, person, note_id, now))
