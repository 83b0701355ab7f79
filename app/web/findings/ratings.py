"""The ratings of a programme's workshops, with exact figures, for its members only."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session, col, select
from starlette.responses import Response

from app.domain.findings import asks
from app.domain.findings.asks import AskRow
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.models import Place, Workshop
from app.exports.ratings import asked, words
from app.web.context import Context, Key, Language, OrganiserCookie
from app.web.findings.entering import enter, facts
from app.web.pages import html

router = APIRouter()


class Shown(NamedTuple):
    """A rating whose results were shown, with its workshop and the name of its place."""

    ask: AskRow
    workshop: Workshop
    place: str


@router.get("/p/{key}/ratings")
async def ratings(context: Context, language: Language, key: Key, cookie: OrganiserCookie, ask: int = 0) -> Response:
    """The results of one rating: `ask`, or the first."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        found = _shown(session, person.programme)
        chosen = next((one for one in found if one.ask.id == ask), found[0] if found else None)
        return html(
            "findings/ratings.html",
            language,
            **facts(session, person),
            found=found,
            headings={one.ask.id: words.heading(one.ask, language) for one in found},
            chosen=chosen,
            asking=asked.of(session, chosen.workshop, chosen.ask, language, exact=True) if chosen else None,
            median=lambda cell: words.median(cell, language),
            exact=True,
        )

    return HTMLResponse(await context.database.read(read))


def _shown(session: Session, programme: Programme) -> list[Shown]:
    """The ratings of a programme, by the date of their workshops."""
    workshops = (
        select(Workshop, Place.name)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Workshop.id))
        .join(Place, col(Place.id) == col(ProgrammeWorkshop.place_id))
        .where(ProgrammeWorkshop.programme_id == programme.id, col(Workshop.deleted_at).is_(None))
        .order_by(col(Workshop.held_on), col(Workshop.id))
    )
    return [
        Shown(ask, workshop, place)
        for workshop, place in session.exec(workshops)
        for ask in asks.listed(session, workshop.id or 0)
        if ask.shown_at
    ]
