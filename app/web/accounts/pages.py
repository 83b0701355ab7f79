"""The sign-in page, and the steps after a correct password, link or code."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import notices, sessions
from app.domain.accounts.sessions import Presented
from app.domain.models import Organiser, OrganiserNotice
from app.web import resumed_form
from app.web.accounts.forms import Problems
from app.web.context import AppContext
from app.web.pages import page
from app.web.resumed_form import ResumedForm
from app.web.security import cookies


@dataclass(frozen=True)
class Begun:
    """A sign-in that has begun: its token for the cookie, whether it still needs a code, and the notices to show."""

    token: str
    organiser_id: int
    kept: bool
    needs_code: bool
    notices: list[OrganiserNotice]


def sign_in_page(
    language: str,
    status: int = 200,
    *,
    email: str = "",
    to: str = "",
    keep: bool = False,
    problems: Problems | None = None,
    kept: ResumedForm | None = None,
) -> HTMLResponse:
    """The sign-in form. It carries `kept`, a form that was refused because the sender was signed out."""
    return page(
        "accounts/sign_in.html",
        language,
        status,
        email=email,
        to=to,
        keep=keep,
        problems=problems or {},
        kept=kept,
        prefix=resumed_form.KEPT,
    )


def code_page(
    language: str,
    status: int = 200,
    *,
    to: str = "",
    problems: Problems | None = None,
    kept: ResumedForm | None = None,
) -> HTMLResponse:
    """The form for the code of the second factor."""
    return page(
        "accounts/code.html", language, status, to=to, problems=problems or {}, kept=kept, prefix=resumed_form.KEPT
    )


def resume_form_page(language: str, kept: ResumedForm, waiting: list[OrganiserNotice] | None = None) -> HTMLResponse:
    """A page for a signed-in organiser with a button that sends the form refused earlier."""
    return page("accounts/resume_form.html", language, kept=kept, notices=waiting or [], prefix=resumed_form.KEPT)


async def begin(
    request: Request, context: AppContext, cookie: Presented | None, find: Callable[[Session], Organiser], *, kept: bool
) -> Begun:
    """Sign in the account that `find` returns, in one transaction. This browser's earlier sign-in ends."""
    token = sessions.fresh_token()
    shown = cookies.presented(request, token)

    def write(session: Session) -> Begun:
        organiser = find(session)
        sessions.sign_out(session, cookie)
        row = sessions.begin(session, organiser, shown, kept=kept)
        return _begun(session, token, organiser, kept=kept, needs_code=row.needs_code)

    return await context.database.write(write)


async def finish(context: AppContext, cookie: Presented | None, code: str) -> Begun:
    """Complete a sign-in that waits for a code. Raises NotSignedIn if none waits, Invalid if the code is wrong."""
    token = sessions.fresh_token()

    def write(session: Session) -> Begun:
        by = sessions.waiting_for_code(session, cookie)
        sessions.finish(session, by, sessions.hash_of(token), code, context.keys.derived)
        assert by.sign_in is not None
        return _begun(session, token, by.account, kept=by.sign_in.kept, needs_code=False)

    return await context.database.write(write)


def welcome(
    request: Request, context: AppContext, language: str, begun: Begun, to: str, kept: ResumedForm | None = None
) -> Response:
    """The response after signing in: the code form, the refused form, the notices, or a redirect to `to`."""
    inside = to if resumed_form.is_inside(to) else ""
    response: Response
    if begun.needs_code:
        response = code_page(language, to=inside, kept=kept) if kept else _to("/sign-in/code", inside)
    elif kept is not None:
        response = resume_form_page(language, kept, begun.notices)
    elif begun.notices:
        response = _to("/account/notices", inside)
    else:
        response = RedirectResponse(inside or "/workshops", 303)
    cookies.keep_organiser(request, response, begun.token, kept=begun.kept)
    if not begun.needs_code:
        ref, accounts = cookies.device_of(request, context.keys) or (secrets.token_hex(8), [])
        others = [account for account in accounts if account != begun.organiser_id]
        cookies.keep_device(request, response, context.keys, ref, [*others, begun.organiser_id])
    return response


def _begun(session: Session, token: str, organiser: Organiser, *, kept: bool, needs_code: bool) -> Begun:
    return Begun(token, organiser.id, kept, needs_code, notices.waiting(session, organiser))


def _to(address: str, to: str) -> RedirectResponse:
    return RedirectResponse(f"{address}?{urlencode({'to': to})}" if to else address, 303)
