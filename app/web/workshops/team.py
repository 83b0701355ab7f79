"""The team of a workshop: its links, recovery codes for them, and handing over."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Invalid, NotFound
from app.domain.models import Link, Workshop
from app.domain.records import facilitators, security_log
from app.domain.records.security_log import Kind
from app.domain.workshops import link_recovery, links, seats
from app.web.acting import Acting, Text
from app.web.board.new_seats import limited
from app.web.client import browser_of
from app.web.context import ActingSecret, Context, Key, Language
from app.web.pages import page
from app.web.security.rate_limit import TooFast
from app.web.workshops.share import share_html

router = APIRouter()


@router.post("/w/{key}/links")
async def make_link(act: Acting, language: Language, name: Text = "", role: Text = seats.FACILITATOR) -> Response:
    try:
        return await act(
            lambda session, person, now: links.add_link(session, person, now, name=name, role=role),
            "/share?made=1",
            kind=Kind.LINK_MADE,
        )
    except Invalid as error:
        problems = error.with_prefix("link-")
        typed = {"name": name, "role": role}
        page = await share_html(act.context, language, act.key, act.secret, typed=typed, problems=problems)
        return HTMLResponse(page, 422)


@router.post("/w/{key}/links/{link_id}/revocation")
async def revoke(act: Acting, link_id: int) -> Response:
    return await act(
        lambda session, person, now: links.revoke(session, person, link_id, now),
        "/share",
        kind=Kind.LINK_TURNED_OFF,
        turned_off=link_id,
    )


@router.post("/w/{key}/recovery-code")
async def make_code(request: Request, context: Context, language: Language, key: Key, secret: ActingSecret) -> Response:
    """Create a recovery code for the person's own link, and show it once, because only its hash is stored."""
    device, now = browser_of(request), datetime.now(UTC)

    def make(session: Session) -> tuple[str, Workshop]:
        person = seats.load_actor(session, key, secret, hold=True)
        code = link_recovery.make(session, person)
        facilitators.record(session, Kind.LINK_CODE_MADE, person, device, now)
        return code, person.workshop

    code, workshop = await context.database.write(make, key)
    parts = [code[start : start + 4] for start in range(0, len(code), 4)]
    front = context.settings.public_url
    return page("workshops/recovery_code.html", language, workshop=workshop, parts=parts, address=f"{front}/recover")


@router.post("/w/{key}/handover")
async def hand_over(request: Request, context: Context, language: Language, key: Key, secret: ActingSecret) -> Response:
    """End the person's own link, so that the other facilitators go on, and say so."""
    device, now = browser_of(request), datetime.now(UTC)

    def end(session: Session) -> tuple[Workshop, list[str]]:
        person = seats.load_actor(session, key, secret, hold=True)
        others = [seat.name or "" for seat in links.others_facilitate(session, person)]
        links.hand_over(session, person, now)
        facilitators.record(session, Kind.HANDED_OVER, person, device, now)
        return person.workshop, list(filter(None, others))

    workshop, others = await context.database.write(end, key)
    return page("workshops/handed_over.html", language, workshop=workshop, others=others)


@router.get("/recover")
async def recover_form(language: Language) -> Response:
    return page("workshops/recover.html", language, problem="", wait=0)


@router.post("/recover")
async def recover(request: Request, context: Context, language: Language, code: Text = "") -> Response:
    """Use a recovery code up, and redirect to the link that it recovers. A wrong one shows the form again."""
    device, now = browser_of(request), datetime.now(UTC)

    def use(session: Session) -> tuple[str, Link]:
        workshop, link = link_recovery.use(session, code)
        about = {"workshop": workshop.key, "link": link.id}
        security_log.record(session, Kind.LINK_CODE_USED, security_log.UNKNOWN, device, now, about)
        return workshop.key, link

    try:
        with limited(request, context, code):
            # A reader checks the code, so that a wrong one never waits for the writer.
            await context.database.read(lambda session: link_recovery.find(session, code))
            key, link = await context.database.write(use)
    except TooFast as error:
        wait = round(error.seconds) + 1
        response = page("workshops/recover.html", language, 429, problem=str(error), wait=wait)
        response.headers["retry-after"] = str(wait)
        return response
    except NotFound as error:
        return page("workshops/recover.html", language, 404, problem=str(error), wait=0)
    return RedirectResponse(context.keys.facilitator_link("", key, link.ref), 303)
