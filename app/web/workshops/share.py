"""The Share page, where facilitators find how people join, and their team; its Join view and handout."""

import io
from collections.abc import Mapping

import segno
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.models import Link
from app.domain.workshops import column_rows, drafts, links, seats, workshops
from app.web.context import AppContext, Context, Key, Language, SeatSecret
from app.web.header import header_facts, shown_presence
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")


@router.get("/people")
async def old_people_page(key: Key) -> Response:
    """The address of the previous release, when Share and Participants were one page."""
    return RedirectResponse(f"/w/{key}/participants", 308)


@router.get("/share")
async def share_page(
    context: Context, language: Language, key: Key, secret: SeatSecret, made: bool = False
) -> Response:
    """How people join, and the team's links. The newest link is open to copy only if it has just been `made`.

    The page may be on a projector, where a link would let anyone run the workshop.
    """
    return HTMLResponse(await share_html(context, language, key, secret, made=made))


async def share_html(
    context: AppContext,
    language: str,
    key: str,
    secret: str | None,
    *,
    made: bool = False,
    **refused: Mapping[str, str],
) -> str:
    """The page Share. `refused` are the fields of a new link as they were `typed`, and the `problems` by field."""
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "people")
        workshop = person.workshop
        return html(
            "workshops/share.html",
            language,
            **header_facts(session, person, present),
            waiting=context.join_turns.waiting(workshop.id, workshop.admitted_at),
            links=[
                (link, people, context.keys.facilitator_link(context.settings.public_url, key, link.ref))
                for link, people in links.with_people(session, workshop.id)
            ],
            made=made,
            others=links.others_facilitate(session, person),
            own_link=session.get(Link, person.seat.link_id),
            front=context.settings.public_url.partition("://")[2],
            participant=context.settings.join_url(workshop.join_token),
            blanks=drafts.blanks(workshop.notice, workshop.words),
            **{"typed": {}, "problems": {}} | refused,
        )

    return await context.database.read(read)


@router.get("/share/screen")
async def join_view(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """How to join, for a projector: the QR code, the address and the code fill the screen."""
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "people")
        return html(
            "workshops/join_view.html",
            language,
            workshop=person.workshop,
            here=shown_presence(present, person.workshop),
            front=context.settings.public_url.partition("://")[2],
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/handout")
async def handout(context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """A page to print, with QR code, join code, questions and privacy notice."""

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "people")
        workshop = person.workshop
        return html(
            "workshops/handout.html",
            language,
            workshop=workshop,
            place=workshops.place_name(session, workshop),
            columns=column_rows.of(session, workshop.id),
            front=context.settings.public_url,
            blanks=drafts.blanks(workshop.notice, workshop.words),
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/qr.svg")
async def qr(context: Context, key: Key, secret: SeatSecret) -> Response:
    """The joining link as a QR code in SVG, for seats of this workshop. Raises NotFound after closing."""
    person = await context.database.read(lambda session: seats.load_actor(session, key, secret))
    if person.workshop.join_token is None:
        raise NotFound
    drawn = io.BytesIO()
    segno.make(context.settings.join_url(person.workshop.join_token), error="m", micro=False).save(
        drawn, kind="svg", border=4, dark="#101418", light="#ffffff", omitsize=True, svgclass=None, lineclass=None
    )
    return Response(drawn.getvalue(), media_type="image/svg+xml")
