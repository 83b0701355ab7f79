"""The organisers of this installation: the list, deactivating one, and what applies to the whole organisation."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import invitations, organisers, second_factor, sessions
from app.domain.accounts.acting import By
from app.domain.accounts.sessions import Presented
from app.domain.models import Organiser
from app.web.accounts.forms import Field
from app.web.context import ActingOrganiser, AppContext, Context, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()


@router.get("/organisers")
async def list_of_organisers(
    context: Context, language: Language, cookie: OrganiserCookie, saved: str = ""
) -> Response:
    def read(session: Session) -> str:
        by = sessions.acting(session, cookie)
        return html(
            "accounts/organisers.html",
            language,
            organiser=by.account,
            organisers=organisers.listed(session),
            organisation=organisers.organisation(session),
            with_second_factor=second_factor.accounts_with(session),
            links=invitations.open_links(session, by.now),
            saved=saved,
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/organisers/{organiser_id}/deactivation")
async def deactivate(context: Context, cookie: ActingOrganiser, organiser_id: int) -> Response:
    return await _act(context, cookie, organiser_id, organisers.deactivate, "deactivated")


@router.post("/organisers/{organiser_id}/activation")
async def activate(context: Context, cookie: ActingOrganiser, organiser_id: int) -> Response:
    return await _act(context, cookie, organiser_id, organisers.activate, "activated")


@router.get("/organisers/{organiser_id}/removal")
async def removal_form(context: Context, language: Language, cookie: OrganiserCookie, organiser_id: int) -> Response:
    """A page that asks for confirmation and lists what is removed and what is kept."""

    def read(session: Session) -> str:
        sessions.acting(session, cookie)
        other = organisers.by_id(session, organiser_id)
        return html("accounts/removal.html", language, other=other)

    return HTMLResponse(await context.database.read(read))


@router.post("/organisers/{organiser_id}/removal")
async def remove(context: Context, cookie: ActingOrganiser, organiser_id: int) -> Response:
    return await _act(context, cookie, organiser_id, organisers.remove, "removed")


@router.post("/organisers/{organiser_id}/second-factor-reset")
async def reset_second_factor(context: Context, cookie: ActingOrganiser, organiser_id: int) -> Response:
    return await _act(context, cookie, organiser_id, second_factor.reset, "second-factor-reset")


@router.post("/organisers/second-factor")
async def require_second_factor(context: Context, cookie: ActingOrganiser, required: Field = "") -> Response:
    def write(session: Session) -> None:
        by = sessions.acting(session, cookie, lock=True)
        organisers.require_second_factor(session, by, on=bool(required))

    await context.database.write(write)
    return RedirectResponse("/organisers?saved=second-factor", 303)


@router.post("/organisers/notice")
async def change_notice(
    context: Context, cookie: ActingOrganiser, lawful_basis: Field = "", contact: Field = ""
) -> Response:
    """Change what the privacy notices of new workshops say about the organisation."""

    def write(session: Session) -> None:
        by = sessions.acting(session, cookie, lock=True)
        organisers.change_notice(session, by, lawful_basis=lawful_basis, contact=contact)

    await context.database.write(write)
    return RedirectResponse("/organisers?saved=notice", 303)


async def _act(
    context: AppContext,
    cookie: Presented,
    organiser_id: int,
    act: Callable[[Session, By, Organiser], None],
    saved: str,
) -> Response:
    def write(session: Session) -> None:
        by = sessions.acting(session, cookie, lock=True)
        act(session, by, organisers.by_id(session, organiser_id))

    await context.database.write(write)
    return RedirectResponse(f"/organisers?saved={saved}", 303)
