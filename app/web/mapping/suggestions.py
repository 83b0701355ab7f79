"""Suggested elements for the notes of the mapping page, if the extra is installed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings.coding import suggesting
from app.domain.mapping import codings
from app.domain.workshops import seats
from app.suggestions.lines import lines
from app.suggestions.suggester import MOST_TEXTS
from app.web.context import Context, Key, SeatSecret

router = APIRouter(prefix="/w/{key}")
# After this many seconds a page asks again.
ASK_AGAIN = 30


@router.get("/suggestions")
async def suggestions(
    context: Context,
    key: Key,
    secret: SeatSecret,
    note: Annotated[list[str] | None, Query(max_length=MOST_TEXTS)] = None,
) -> Response:
    """JSON {"notes": {id: {"elements": [key, …], "certainty": …}}, "withheld": …} for these notes, likeliest first.

    `withheld` is true while notes of the workshop are coded independently. 503 if suggestions fail for now.
    """

    def read(session: Session) -> tuple[bool, dict[str, str], dict[str, Any]]:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "map")
        if context.suggester is None or not note:
            return False, {}, {}
        if suggesting.withheld(session, person.workshop.id):
            return True, {}, {}
        content = codings.code_book(session, person.workshop).content
        return False, suggesting.texts(session, person.workshop.id, note), content

    withheld, texts, content = await context.database.read(read)
    found = await context.suggester.suggest(lines(content), list(texts.values())) if context.suggester and texts else []
    if found is None:
        return JSONResponse({}, 503, {"retry-after": str(ASK_AGAIN)})
    notes = {note_id: suggestion._asdict() for note_id, suggestion in zip(texts, found, strict=True)}
    return JSONResponse({"notes": notes, "withheld": withheld})
