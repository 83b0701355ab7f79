"""The records of a workshop, as files."""

from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain import mapping, people
from app.domain.errors import NotFound
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.web.pages import html
from app.web.signin import HouseHere, Key, Language, SeatRef

router = APIRouter(prefix="/w/{key}/records")


@router.get("")
async def records(house: HouseHere, language: Language, key: Key, ref: SeatRef) -> Response:
    def read(session: Session) -> str:
        person = people.who(session, key, ref)
        people.may(person, "records")
        assert person.workshop.id is not None
        totals = mapping.totals(session, person.workshop.id, mapping.code_book(session, person.workshop))
        return html("steer/records.html", language, workshop=person.workshop, person=person, totals=totals)

    return HTMLResponse(await house.database.read(read))


@router.get("/{name}.{format}")
async def download(house: HouseHere, language: Language, key: Key, ref: SeatRef, name: str, format: str) -> Response:
    """One file of everything on the board at this moment."""
    drawer = FORMATS.get(format)
    if drawer is None:
        raise NotFound

    def read(session: Session) -> tuple[bytes, str]:
        person = people.who(session, key, ref)
        people.may(person, "records")
        taken = bundle(session, person.workshop, datetime.now(UTC))
        return drawer.write(taken, language), f"{taken.stem}.{format}"

    content, filename = await house.database.read(read)
    return Response(
        content,
        media_type=drawer.media_type,
        headers={"content-disposition": f'attachment; filename="{filename}"'},
    )
