"""Notices after signing in about changes that another person made to the organiser's account."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import notices, sessions
from app.web.accounts.forms import Field
from app.web.accounts.resumed_form import is_inside
from app.web.context import ActingAccount, Context, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()


@router.get("/account/notices")
async def show_notices(context: Context, language: Language, cookie: OrganiserCookie, to: str = "") -> Response:
    def read(session: Session) -> str | None:
        waiting = notices.waiting(session, sessions.acting(session, cookie, setting_up=True, analysts=True).account)
        return html("accounts/notices.html", language, notices=waiting, to=to) if waiting else None

    shown = await context.database.read(read)
    return HTMLResponse(shown) if shown else _go_on(to)


@router.post("/account/notices")
async def dismiss(context: Context, cookie: ActingAccount, last: Annotated[int, Form()], to: Field = "") -> Response:
    """Dismiss the notices up to the last one that the page showed."""

    def write(session: Session) -> None:
        notices.dismiss(session, sessions.acting(session, cookie, setting_up=True, analysts=True), last)

    await context.database.write(write)
    return _go_on(to)


def _go_on(to: str) -> Response:
    return RedirectResponse(to if is_inside(to) else "/workshops", 303)
