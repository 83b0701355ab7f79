"""Links that an organiser gives to someone: an invitation, or a password reset for a colleague."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import invitations, organisers, sessions
from app.domain.accounts.acting import By
from app.domain.accounts.invitations import Made
from app.domain.accounts.sessions import Presented
from app.domain.errors import NotFound
from app.web.context import ActingOrganiser, AppContext, Context, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()


@router.post("/organisers/invitations")
async def invite(context: Context, cookie: ActingOrganiser) -> Response:
    return await _make(context, cookie, lambda session, by: invitations.invite(session, by, context.keys.derived))


@router.post("/organisers/{organiser_id}/password-link")
async def link_for_password(context: Context, cookie: ActingOrganiser, organiser_id: int) -> Response:
    def make(session: Session, by: By) -> Made:
        organiser = organisers.by_id(session, organiser_id)
        return invitations.link_for_password(session, by, organiser, context.keys.derived)

    return await _make(context, cookie, make)


@router.get("/organisers/links/{link_id}")
async def show(context: Context, language: Language, cookie: OrganiserCookie, link_id: int) -> Response:
    """Show a new link. Its creator can show it again for ten minutes, after a reload or a change of language."""

    def read(session: Session) -> str:
        by = sessions.acting(session, cookie)
        found, secret = invitations.secret_to_show(session, by, link_id, context.keys.derived)
        other = organisers.by_id(session, found.organiser_id) if found.organiser_id else None
        address = f"{context.settings.public_url}/i/{secret}"
        return html("accounts/link.html", language, link=found, address=address, other=other)

    try:
        return HTMLResponse(await context.database.read(read))
    except NotFound:
        return RedirectResponse("/organisers?saved=link-over", 303)


@router.post("/organisers/links/{link_id}/end")
async def turn_off(context: Context, cookie: ActingOrganiser, link_id: int) -> Response:
    await context.database.write(
        lambda session: invitations.turn_off(session, sessions.acting(session, cookie, lock=True), link_id)
    )
    return RedirectResponse("/organisers?saved=link-off", 303)


async def _make(context: AppContext, cookie: Presented, make: Callable[[Session, By], Made]) -> Response:
    made = await context.database.write(lambda session: make(session, sessions.acting(session, cookie, lock=True)))
    return RedirectResponse(f"/organisers/links/{made.id}", 303)
