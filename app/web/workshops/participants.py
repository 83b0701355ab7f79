"""The Participants page, where facilitators see who has joined, remove people, choose naming and close the workshop."""

from collections import Counter

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.models import Workshop
from app.domain.records import quarter_hours
from app.domain.records.security_log import Kind
from app.domain.workshops import closing, drafts, groups, links, muting, seats, workshops
from app.web.acting import Acting, On, Text
from app.web.context import Context, Key, Language, SeatSecret
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")


@router.get("/participants")
async def participants_page(
    context: Context, language: Language, key: Key, secret: SeatSecret, removed: bool = False
) -> Response:
    """The people in this workshop. After a removal (`removed`), it offers what keeps them from joining again.

    Who is connected is told only where names are shown: elsewhere, it would help to guess who wrote a note.
    """
    counts, people = context.hub.presence_counts(), context.hub.people_present()

    def read(session: Session) -> str:
        person = seats.load_actor(session, key, secret)
        seats.require(person, "people")
        workshop = person.workshop
        everyone = seats.numbered(session, workshop.id)
        here = [one for one in everyone if not one.seat.removed_at]
        roles = links.roles(session, workshop.id)
        connected = people.get(workshop.id, frozenset())
        return html(
            "workshops/participants.html",
            language,
            **header_facts(session, person, counts),
            waiting=context.join_turns.waiting(workshop.id, workshop.admitted_at),
            seats=here,
            present=None
            if quarter_hours.protects_writers(workshop)
            else {one.seat.id for one in here if context.keys.pseudonym(one.seat.ref) in connected},
            totals=_totals(workshop, [one for one in here if one.seat.id not in roles]),
            removed=[one for one in everyone if one.seat.removed_at],
            roles=roles,
            after_removal=removed,
            shown_group=groups.shown,
            told=quarter_hours.told,
            namings=drafts.NAMING,
            posted=workshops.has_notes(session, workshop),
        )

    return HTMLResponse(await context.database.read(read))


def _totals(workshop: Workshop, people: list[seats.Numbered]) -> list[tuple[str | None, int]]:
    """How many of these people chose each group that is shown, most first, and how many show none (None), last."""
    counted = Counter(groups.shown(workshop, one.seat.speaks_for) for one in people)
    return sorted(counted.items(), key=lambda entry: (entry[0] is None, -entry[1]))


@router.post("/seats/{seat_id}/removal")
async def remove(act: Acting, seat_id: int, hide: On = False) -> Response:
    """Remove a person; with `hide`, also hide all their notes, on a board with names."""
    removing = muting.remove_and_hide if hide else seats.remove
    return await act(
        lambda session, person, now: removing(session, person, seat_id, now),
        "/participants?removed=1",
        kind=Kind.PERSON_REMOVED,
    )


@router.post("/seats/{seat_id}/return")
async def let_in(act: Acting, seat_id: int) -> Response:
    return await act(
        lambda session, person, now: seats.let_in(session, person, seat_id, now),
        "/participants",
        kind=Kind.PERSON_RETURNED,
    )


@router.post("/seats/{seat_id}/muting")
async def mute(act: Acting, seat_id: int, on: On) -> Response:
    return await act(
        lambda session, person, now: muting.mute(session, person, seat_id, on=on, now=now),
        "/participants",
        kind=Kind.PERSON_MUTED if on else Kind.PERSON_UNMUTED,
    )


@router.post("/naming")
async def naming(act: Acting, naming: Text) -> Response:
    return await act(
        lambda session, person, now: closing.choose_naming(session, person, naming, now),
        "/participants",
        kind=Kind.NAMING_CHOSEN,
        naming=naming,
    )


@router.post("/closure")
async def close(act: Acting, on: On) -> Response:
    return await act(
        lambda session, person, now: closing.close(session, person, on=on, now=now),
        "/participants",
        kind=Kind.WORKSHOP_CLOSED if on else Kind.WORKSHOP_REOPENED,
    )
