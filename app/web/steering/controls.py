"""One-press controls of the steering bar: phases, timer, locks, veil and approval. Each sets a state."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from app.domain.records.facilitators import DECISIONS
from app.domain.records.security_log import Kind
from app.domain.steering import agenda, agenda_editing, approval, locks, timer
from app.web.acting import Acting, On, Text

router = APIRouter(prefix="/w/{key}")


@router.post("/phase")
async def enter(act: Acting, phase: Annotated[int, Form()], seen: Annotated[int | None, Form()] = None) -> Response:
    """Go to `phase`; `seen` is the phase that the page showed as the present one, empty for none."""
    return await act(lambda session, person, now: agenda.enter(session, person, phase, seen=seen, now=now))


@router.post("/phase/end")
async def end_agenda(act: Acting) -> Response:
    return await act(agenda.end)


@router.post("/timer")
async def start_timer(act: Acting, minutes: Annotated[int, Form()], seen: Text = "") -> Response:
    return await act(lambda session, person, now: timer.start(session, person, 60 * minutes, seen=seen, now=now))


@router.post("/timer/pause")
async def pause_timer(act: Acting, on: On, seen: Text = "") -> Response:
    return await act(lambda session, person, now: timer.pause(session, person, on=on, seen=seen, now=now))


@router.post("/timer/time")
async def change_timer(act: Acting, seconds: Annotated[int, Form()], seen: Text = "") -> Response:
    return await act(lambda session, person, now: timer.change(session, person, seconds, seen=seen, now=now))


@router.post("/timer/stop")
async def stop_timer(act: Acting, seen: Text = "") -> Response:
    return await act(lambda session, person, now: timer.stop(session, person, seen=seen, now=now))


@router.post("/timer/freeze")
async def freeze_at_end(act: Acting, on: On) -> Response:
    return await act(lambda session, person, now: timer.freeze_at_end(session, person, on=on, now=now))


@router.post("/lock")
async def lock_board(act: Acting, on: On) -> Response:
    return await act(lambda session, person, now: locks.lock_board(session, person, on=on, now=now))


@router.post("/approval")
async def approve_first(act: Acting, on: On) -> Response:
    return await act(
        lambda session, person, now: locks.approve_first(session, person, on=on, now=now),
        kind=Kind.APPROVAL_REQUIRED if on else Kind.APPROVAL_ENDED,
    )


@router.post("/columns/{column}/lock")
async def lock_column(act: Acting, column: int, on: On) -> Response:
    return await act(lambda session, person, now: locks.lock_column(session, person, column, on=on, now=now))


@router.post("/columns/{column}/opening")
async def open_column(act: Acting, column: int) -> Response:
    return await act(
        lambda session, person, now: agenda_editing.open_column(session, person, column, now), f"#column-{column}"
    )


@router.post("/columns/{column}/veil")
async def veil(act: Acting, column: int, on: On) -> Response:
    return await act(
        lambda session, person, now: locks.veil(session, person, column, on=on, now=now),
        kind=Kind.ANSWERS_VEILED if on else Kind.ANSWERS_REVEALED,
    )


@router.post("/notes/{note_id}/approval")
async def decide(act: Acting, note_id: str, decision: Text, reason: Text = "") -> Response:
    """Approve a note, decline it for a reason (a key of `approval.REASONS`), or have it wait again (`hold`)."""
    return await act(
        lambda session, person, now: approval.decide(session, person, note_id, decision, reason, now),
        f"#note-{note_id}",
        kind=DECISIONS.get(decision),
    )
