"""The ratings of a programme's workshops, with exact figures, for its members only."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings import programmes
from app.domain.findings.asks import helping, rated
from app.domain.findings.asks.ask_results import For
from app.domain.findings.asks.rated import Rated
from app.exports.ratings import asked, helps, words
from app.exports.ratings.asked import Asking
from app.exports.ratings.helps import Pairs
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
        asking = asked.of(session, chosen.workshop, chosen.ask, language, For.MEMBERS) if chosen else None
        return html(
            "findings/ratings.html",
            language,
            **facts(session, person),
            found=found,
            place_names={place.id: place.name for place in programmes.places(session, person.programme)},
            headings={one.ask.id: words.heading(one.ask, language) for one in found},
            chosen=chosen,
            asking=asking,
            median=lambda cell: words.median(cell, language),
            exact=True,
            helped=_helped(session, chosen, asking, language),
        )

    return HTMLResponse(await context.database.read(read))


def _helped(session: Session, chosen: Rated | None, asking: Asking | None, language: str) -> Pairs:
    if chosen is None or asking is None or not chosen.is_links:
        return {}
    return helps.by_pair(helping.of_workshop(session, chosen.workshop), asking.subjects, language)
