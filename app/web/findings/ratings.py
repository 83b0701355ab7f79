"""The ratings of a programme's workshops, with exact figures, for its members only."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings import programmes
from app.domain.findings.asks import rated
from app.exports.ratings import asked, words
from app.web.context import Context, Key, Language, OrganiserCookie
from app.web.findings.entering import enter, facts
from app.web.pages import html

router = APIRouter()


@router.get("/p/{key}/ratings")
async def ratings(context: Context, language: Language, key: Key, cookie: OrganiserCookie, ask: int = 0) -> Response:
    """The results of one rating: `ask`, or the first."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        found = rated.shown(session, person.programme)
        chosen = next((one for one in found if one.ask.id == ask), found[0] if found else None)
        return html(
            "findings/ratings.html",
            language,
            **facts(session, person),
            found=found,
            place_names={place.id: place.name for place in programmes.places(session, person.programme)},
            headings={one.ask.id: words.heading(one.ask, language) for one in found},
            chosen=chosen,
            asking=asked.of(session, chosen.workshop, chosen.ask, language, exact=True) if chosen else None,
            median=lambda cell: words.median(cell, language),
            exact=True,
        )

    return HTMLResponse(await context.database.read(read))
