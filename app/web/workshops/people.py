"""The People page, where facilitators manage seats, links, the code, naming and closing."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.board import notes
from app.domain.records import quarter_hours
from app.domain.records.security_log import Kind
from app.domain.workshops import closing, drafts, groups, seats, workshops
from app.web.board.notes import On, act
from app.web.context import ActingSeat, Context, Key, Language, SeatRef
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")


@router.get("/people")
async def people_page(context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    present = context.hub.presence_counts()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, ref)
        seats.require(person, "people")
        workshop = person.workshop
        assert workshop.id is not None
        return html(
            "workshops/people.html",
            language,
            workshop=workshop,
            person=person,
            place=workshops.place_name(session, workshop),
            here=max(1, present.get(workshop.id, 0)),
            seats=seats.seats(session, workshop.id),
            shown_group=groups.shown,
            told=quarter_hours.told,
            links=[
                (link, context.keys.facilitator_link(context.settings.public_url, key, link.ref))
                for link in seats.links(session, workshop.id)
            ],
            participant=f"{context.settings.public_url}/j/{workshop.code}",
            removed=seats.removed(session, workshop.id),
            blanks=drafts.blanks(workshop.notice, workshop.words),
            namings=drafts.NAMING,
            posted=workshops.has_notes(session, workshop),
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/handout")
async def handout(context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    """A page to print, with QR code, join code, questions and privacy notice."""

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, ref)
        seats.require(person, "people")
        workshop = person.workshop
        assert workshop.id is not None
        return html(
            "workshops/handout.html",
            language,
            workshop=workshop,
            place=workshops.place_name(session, workshop),
            columns=notes.columns(session, workshop.id),
            front=context.settings.public_url,
            blanks=drafts.blanks(workshop.notice, workshop.words),
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/seats/{seat_id}/removal")
async def remove(request: Request, context: Context, key: Key, ref: ActingSeat, seat_id: int) -> Response:
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: seats.remove(session, person, seat_id, now),
        "/people",
        kind=Kind.PERSON_REMOVED,
    )


@router.post("/seats/{seat_id}/return")
async def let_in(request: Request, context: Context, key: Key, ref: ActingSeat, seat_id: int) -> Response:
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: seats.let_in(session, person, seat_id, now),
        "/people",
        kind=Kind.PERSON_RETURNED,
    )


@router.post("/links")
async def make_link(request: Request, context: Context, key: Key, ref: ActingSeat) -> Response:
    return await act(request, context, key, ref, seats.another_link, "/people", kind=Kind.LINK_MADE)


@router.post("/links/{link_id}/revocation")
async def revoke(request: Request, context: Context, key: Key, ref: ActingSeat, link_id: int) -> Response:
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: seats.revoke(session, person, link_id, now),
        "/people",
        kind=Kind.LINK_TURNED_OFF,
        turned_off=link_id,
    )


@router.post("/code")
async def replace_code(request: Request, context: Context, key: Key, ref: ActingSeat) -> Response:
    return await act(request, context, key, ref, workshops.replace_code, "/people", kind=Kind.CODE_REPLACED)


@router.post("/code/strangers")
async def keep_strangers_out(request: Request, context: Context, key: Key, ref: ActingSeat) -> Response:
    return await act(request, context, key, ref, workshops.keep_strangers_out, "/people", kind=Kind.CODE_ASKED_AGAIN)


@router.post("/naming")
async def naming(
    request: Request, context: Context, key: Key, ref: ActingSeat, naming: Annotated[str, Form()]
) -> Response:
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: closing.choose_naming(session, person, naming, now),
        "/people",
        kind=Kind.NAMING_CHOSEN,
        naming=naming,
    )


@router.post("/closure")
async def close(request: Request, context: Context, key: Key, ref: ActingSeat, on: On) -> Response:
    return await act(
        request,
        context,
        key,
        ref,
        lambda session, person, now: closing.close(session, person, on=on, now=now),
        "/people",
        kind=Kind.WORKSHOP_CLOSED if on else Kind.WORKSHOP_REOPENED,
    )
