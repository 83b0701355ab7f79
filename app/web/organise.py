"""The organiser's list of workshops, behind a link with a secret."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain import people, workshops
from app.domain.errors import NotAllowed
from app.web.pages import html, page
from app.web.signin import HouseHere, Key, Language, Organiser, SeatRef, keep_organiser, keep_seat

router = APIRouter()


@router.get("/o/{token}")
async def organiser_button(house: HouseHere, language: Language, token: str) -> Response:
    """A page with one button: mail scanners follow links, but press nothing."""
    _check(house.keys.is_organiser_link(token))
    return page("organise/enter.html", language, token=token)


@router.post("/o")
async def enter(request: Request, house: HouseHere, token: Annotated[str, Form()] = "") -> Response:
    _check(house.keys.is_organiser_link(token))
    response = RedirectResponse("/workshops", 303)
    keep_organiser(request, response)
    return response


@router.get("/workshops")
async def list_of_workshops(house: HouseHere, language: Language, _organiser: Organiser) -> Response:
    def read(session: Session) -> str:
        return html("organise/workshops.html", language, listed=workshops.listed(session))

    return Response(await house.database.read(read), media_type="text/html")


@router.post("/w/{key}/opening")
async def open_as_facilitator(
    request: Request, house: HouseHere, key: Key, ref: SeatRef, _organiser: Organiser
) -> Response:
    """The organiser's own way onto a board: as a facilitator of it."""

    def raise_seat(session: Session) -> str:
        now = datetime.now(UTC)
        workshop = people.find(session, key, hold=True)
        assert workshop.id is not None
        working = people.links(session, workshop.id)
        link = working[0] if working else people.make_link(session, workshop, now)
        fresh = house.keys.fresh(house.keys.fresh_seat())
        return people.facilitate(session, key, link.ref, seat_ref=ref, fresh_ref=fresh, now=now).ref

    raised = await house.database.write(raise_seat, key)
    response = RedirectResponse(f"/w/{key}", 303)
    keep_seat(request, response, key, raised)
    return response


def _check(ours: bool) -> None:
    if not ours:
        raise NotAllowed("This link no longer works. Ask whoever runs this server for the present one.")
