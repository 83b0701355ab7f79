"""The page of a workshop on which facilitators make next steps of its notes, while people still write them."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts.sessions import NotSignedIn, Presented, SecondFactorMissing
from app.domain.errors import NotAllowed, NotFound
from app.domain.findings import regions, units
from app.domain.findings.rights import Colleague, Right
from app.domain.findings.steps import step_sources, step_views
from app.domain.workshops import seats
from app.exports.next_steps import state_words
from app.web.context import Context, Key, Language, OrganiserCookie, SeatSecret
from app.web.findings.entering import enter
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter()


@router.get("/w/{key}/next-steps")
async def capture(
    context: Context, language: Language, key: Key, secret: SeatSecret, cookie: OrganiserCookie
) -> Response:
    """Notes that may become steps, and those that are, in each programme in which this facilitator may write."""
    presence = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "map")
        workshop_id = person.workshop.id or 0
        return html(
            "findings/workshop_steps.html",
            language,
            **header_facts(session, person, presence),
            lists=[_list(session, colleague, workshop_id) for colleague in _colleagues(session, cookie, workshop_id)],
            state_words=state_words(language),
        )

    return HTMLResponse(await context.database.read(read))


def _colleagues(session: Session, cookie: Presented | None, workshop_id: int) -> Iterator[Colleague]:
    """The account of this browser as a member of each programme of the workshop in which it may make steps."""
    for programme in step_sources.programmes_of(session, workshop_id):
        try:
            yield enter(session, cookie, programme.key, Right.CODE)
        except (NotSignedIn, SecondFactorMissing, NotAllowed, NotFound):
            # The page says who can make steps.
            continue


def _list(session: Session, person: Colleague, workshop_id: int) -> dict[str, object]:
    """What the page shows of one programme."""
    programme = person.programme
    found = step_sources.candidates(session, programme, units.units(session, programme))
    here = next((each for each in found if each.workshop_id == workshop_id), None)
    rows = step_views.read(session, programme, step_views.today(programme, person.now))
    return {
        "programme": programme,
        "stamp": regions.stamp(session, programme),
        "notes": [*here.during, *here.others] if here else [],
        "made": [row for row in rows if any(unit.source == str(workshop_id) for unit in row.sources)],
    }
