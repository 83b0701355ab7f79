"""Stacks: putting notes together, naming a stack, and taking notes out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.domain.board import stacks
from app.web.board.notes import act
from app.web.context import ActingSeat, Context, Key

router = APIRouter(prefix="/w/{key}/stacks")


@router.post("/{note_id}")
async def put_together(
    request: Request,
    context: Context,
    key: Key,
    ref: ActingSeat,
    note_id: str,
    notes: Annotated[str, Form()] = "",
) -> Response:
    """Put the notes with these ids, separated by spaces, in the stack of a note."""
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: stacks.put_together(session, person, notes.split(), note_id, now),
    )


@router.post("/{note_id}/name")
async def name(
    request: Request, context: Context, key: Key, ref: ActingSeat, note_id: str, name: Annotated[str, Form()] = ""
) -> Response:
    return await act(
        request, context, key, ref, lambda session, person, now: stacks.name(session, person, note_id, name, now)
    )


@router.post("/{note_id}/removal")
async def take_apart(request: Request, context: Context, key: Key, ref: ActingSeat, note_id: str) -> Response:
    return await act(
        request, context, key, ref, lambda session, person, now: stacks.take_apart(session, person, note_id, now)
    )


@router.post("/notes/{note_id}/removal")
async def take_out(request: Request, context: Context, key: Key, ref: ActingSeat, note_id: str) -> Response:
    """Take one note out of its stack."""
    return await act(
        request, context, key, ref, lambda session, person, now: stacks.take_out(session, person, note_id, now)
    )
