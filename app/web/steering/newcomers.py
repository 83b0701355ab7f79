"""The number of people who wait to join, which the steering bar shows. Turns come by time, so no event announces it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotAllowed
from app.domain.rows import AnyWorkshop
from app.domain.workshops import seats
from app.web.context import Context, Key, Language, SeatSecret
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")


@router.get("/newcomers")
async def newcomers(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """The part of the bar that says how many people wait, with the buttons to let them in and to pause joining."""

    def read(session: Session) -> AnyWorkshop:
        person = seats.load_viewer(session, key, secret)
        if not person.facilitates:
            raise NotAllowed("Only a facilitator can do that.")
        return person.workshop

    workshop = await context.database.read(read)
    assert workshop.id is not None
    waiting = context.join_turns.waiting(workshop.id, workshop.admitted_at)
    return HTMLResponse(html("steering/_newcomers.html", language, workshop=workshop, newcomers=waiting))
