"""What asks for everyone's attention, and what participants say without words. Each action sets a state."""

from fastapi import APIRouter
from starlette.responses import Response

from app.domain.errors import Invalid
from app.domain.steering import attention, signals
from app.web.acting import Acting, Id, On, Text, Writing

router = APIRouter(prefix="/w/{key}")


@router.post("/notes/{note_id}/spotlight")
async def spotlight(act: Acting, note_id: str, on: On) -> Response:
    return await act(lambda session, person, now: attention.spotlight(session, person, note_id, on=on, now=now))


@router.post("/bringing")
async def bring_everyone(act: Acting, column: Id) -> Response:
    return await act(
        lambda session, person, now: attention.bring_everyone(session, person, column, now), f"#column-{column}"
    )


@router.post("/announcement")
async def announce(act: Writing, text: Text = "", send: On = False) -> Response:
    """Show a message to everyone; an empty one removes it, unless the button that sends one was pressed."""
    if send and not text.strip():
        raise Invalid("Write a message first.", field="text")
    return await act(lambda session, person, now: attention.announce(session, person, text, now))


@router.post("/hand")
async def raise_hand(act: Acting, on: On) -> Response:
    return await act(lambda session, person, now: signals.raise_hand(session, person, on=on, now=now))


@router.post("/ready")
async def say_ready(act: Acting, on: On) -> Response:
    return await act(lambda session, person, now: signals.say_ready(session, person, on=on, now=now))


@router.post("/hands/lowering")
async def lower_all(act: Acting) -> Response:
    return await act(signals.lower_all)
