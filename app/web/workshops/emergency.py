"""What a facilitator does when the wrong people come in. These actions are never rate-limited."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.domain.errors import NotAllowed
from app.domain.records.security_log import Kind
from app.domain.workshops import joining_controls, seats, workshops
from app.web.acting import Act, On
from app.web.context import Context, Key, SeatSecret

router = APIRouter(prefix="/w/{key}")


async def facilitating(request: Request, context: Context, key: Key, secret: SeatSecret) -> Act:
    """`act` for a facilitator, never limited. Raises what `load_viewer` raises, and NotAllowed for participants.

    A reader checks this, because nothing else keeps a participant from filling the writer's queue.
    """
    person = await context.database.read(lambda session: seats.load_viewer(session, key, secret))
    if secret is None or not person.facilitates:
        raise NotAllowed("Only a facilitator can do that.")
    return Act(request, context, key, secret)


Facilitating = Annotated[Act, Depends(facilitating)]
# The page to return to: one of these names.
Back = Annotated[str, Form(alias="to", pattern="^(share|participants)$")]


@router.post("/code")
async def replace_code(act: Facilitating, back: Back = "share") -> Response:
    return await act(workshops.replace_code, f"/{back}", kind=Kind.CODE_REPLACED)


@router.post("/code/strangers")
async def replace_code_and_require_it(act: Facilitating, back: Back = "share") -> Response:
    required = workshops.replace_code_and_require_it
    return await act(required, f"/{back}", kind=Kind.CODE_ASKED_AGAIN)


@router.post("/joining/pause")
async def pause_joining(act: Facilitating, on: On, back: Back = "share") -> Response:
    return await act(
        lambda session, person, now: joining_controls.pause_joining(session, person, on=on, now=now),
        f"/{back}",
        kind=Kind.JOINING_PAUSED if on else Kind.JOINING_RESUMED,
    )


@router.post("/joining/admission")
async def admit_all(act: Facilitating, back: Back = "share") -> Response:
    admit = joining_controls.admit_all
    return await act(admit, f"/{back}", kind=Kind.NEWCOMERS_ADMITTED)
