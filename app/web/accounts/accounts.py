"""Organisers' accounts: the set-up link, signing in and out, invitations, a new password."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pwdlib import PasswordHash
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import organisers
from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.models import Organiser
from app.web import resumed_form
from app.web.context import Context, Language, OrganiserCookie, context_of
from app.web.pages import html, page
from app.web.resumed_form import ResumedForm
from app.web.security import cookies
from app.web.security.rate_limit import TooFast

router = APIRouter()
Field = Annotated[str, Form()]

argon2 = PasswordHash.recommended()
# Each takes 64 MiB and every core: many at once would take them from the people at a workshop.
_ONE_AT_A_TIME = CapacityLimiter(1)

EMPTY = {"organisation": "", "name": "", "email": ""}
# Verified where there is no account, so that an answer takes as long.
NOBODY = argon2.hash("nobody's password")


@router.get("/o/{token}")
async def set_up_form(context: Context, language: Language, token: str) -> Response:
    """The form that makes the first account; it does nothing until it is sent, for mail scanners follow links."""
    _check(context.keys.is_setup_link(token))
    if await context.database.read(organisers.any_there):
        return RedirectResponse("/sign-in", 303)
    return page(
        "accounts/new_account.html", language, kind="first", action="/o", token=token, problem=None, typed=EMPTY
    )


@router.post("/o")
async def set_up(
    request: Request,
    context: Context,
    language: Language,
    token: Field = "",
    organisation: Field = "",
    name: Field = "",
    email: Field = "",
    password: Field = "",
) -> Response:
    _check(context.keys.is_setup_link(token))
    typed = {"organisation": organisation, "name": name, "email": email}

    async def make() -> Organiser:
        hashed = await _hashed(password)
        return await context.database.write(
            lambda session: organisers.make_first(
                session, organisation=organisation, name=name, email=email, password=hashed, now=datetime.now(UTC)
            )
        )

    form = {"kind": "first", "action": "/o", "token": token, "typed": typed}
    return await _signed_in_or_again(request, language, make, form)


@router.get("/sign-in")
async def sign_in_form(language: Language, to: str = "") -> Response:
    return sign_in_page(language, to=to)


@router.post("/sign-in")
async def sign_in(
    request: Request, context: Context, language: Language, email: Field = "", password: Field = "", to: Field = ""
) -> Response:
    address = request.client.host if request.client else None
    kept = resumed_form.carried(await request.form())
    organiser = await context.database.read(lambda session: organisers.by_email(session, email))
    known = organiser.password if organiser else NOBODY
    async with _ONE_AT_A_TIME:
        # Asked only now: of many tries sent together, those that failed before this one count.
        if wait := context.password_failures.wait(address):
            return sign_in_page(language, 429, email=email, to=to, problem=str(TooFast(wait)), kept=kept)
        right = await to_thread.run_sync(argon2.verify, password[:500], known)
        if organiser is None or not right:
            context.password_failures.failed(address)
    if organiser is None or not right:
        problem = "That e-mail address and password do not belong together. Check both and try again."
        return sign_in_page(language, 403, email=email, to=to, problem=problem, kept=kept)
    if kept is None:
        return _welcome(request, organiser, to)
    response = page("accounts/resume_form.html", language, kept=kept)
    assert organiser.id is not None
    cookies.keep_organiser(request, response, context_of(request).keys, organiser.id, organiser.stamp)
    return response


def sign_in_page(
    language: str,
    status: int = 200,
    *,
    email: str = "",
    to: str = "",
    problem: str | None = None,
    kept: ResumedForm | None = None,
) -> HTMLResponse:
    """The form for signing in, with what had been written when somebody turned out to be signed out."""
    return page(
        "accounts/sign_in.html",
        language,
        status,
        email=email,
        to=to,
        problem=problem,
        kept=kept,
        prefix=resumed_form.KEPT,
    )


@router.post("/sign-out")
async def sign_out() -> Response:
    response = RedirectResponse("/sign-in", 303)
    cookies.forget_organiser(response)
    return response


@router.get("/account")
async def own_account(context: Context, language: Language, cookie: OrganiserCookie) -> Response:
    return HTMLResponse(await context.database.read(lambda session: _account(session, language, cookie)))


@router.get("/account/password")
@router.get("/account/invitations")
@router.get("/account/resets")
async def back_to_account() -> Response:
    """Where one comes to by choosing a language on what these have answered."""
    return RedirectResponse("/account", 303)


@router.post("/account/password")
async def change_password(
    request: Request,
    context: Context,
    language: Language,
    cookie: OrganiserCookie,
    present: Field = "",
    password: Field = "",
) -> Response:
    organiser = await context.database.read(lambda session: organisers.signed_in(session, cookie))
    try:
        async with _ONE_AT_A_TIME:
            right = await to_thread.run_sync(argon2.verify, present[:500], organiser.password)
        if not right:
            raise Invalid("The present password is not right.")
        hashed = await _hashed(password)
    except Invalid as error:
        said = str(error)
        return HTMLResponse(await context.database.read(lambda s: _account(s, language, cookie, problem=said)), 422)

    account = organisers.acting(cookie)

    def renew(session: Session) -> Organiser:
        mine = organisers.signed_in(session, account)
        organisers.renew_password(session, mine, hashed)
        return mine

    return _welcome(request, await context.database.write(renew), "/account")


@router.post("/account/invitations")
async def invite(context: Context, language: Language, cookie: OrganiserCookie) -> Response:
    """The link is shown once: only a hash of it is kept."""
    account = organisers.acting(cookie)

    def make(session: Session) -> str:
        return organisers.invite(session, organisers.signed_in(session, account), datetime.now(UTC))

    link = f"{context.settings.public_url}/i/{await context.database.write(make)}"
    return HTMLResponse(await context.database.read(lambda session: _account(session, language, cookie, link=link)))


@router.post("/account/resets")
async def reset(
    context: Context, language: Language, cookie: OrganiserCookie, organiser: Annotated[int, Form()]
) -> Response:
    account = organisers.acting(cookie)

    def make(session: Session) -> str:
        organisers.signed_in(session, account)
        wanted = session.get(Organiser, organiser)
        if wanted is None:
            raise NotAllowed
        return organisers.let_choose_again(session, wanted, datetime.now(UTC))

    link = f"{context.settings.public_url}/i/{await context.database.write(make)}"
    return HTMLResponse(await context.database.read(lambda session: _account(session, language, cookie, link=link)))


@router.get("/i/{secret}")
async def invitation_form(context: Context, language: Language, secret: str) -> Response:
    now = datetime.now(UTC)
    _found, organiser = await context.database.read(lambda session: organisers.invitation(session, secret, now))
    kind = "again" if organiser else "invited"
    typed = EMPTY | {"name": organiser.name, "email": organiser.email} if organiser else EMPTY
    return page("accounts/new_account.html", language, kind=kind, action="/i", token=secret, problem=None, typed=typed)


@router.post("/i")
async def accept(
    request: Request,
    context: Context,
    language: Language,
    token: Field = "",
    name: Field = "",
    email: Field = "",
    password: Field = "",
) -> Response:
    now = datetime.now(UTC)
    _found, organiser = await context.database.read(lambda session: organisers.invitation(session, token, now))

    async def make() -> Organiser:
        hashed = await _hashed(password)
        return await context.database.write(
            lambda session: organisers.accept(session, token, name=name, email=email, password=hashed, now=now)
        )

    typed = {"name": organiser.name, "email": organiser.email} if organiser else {"name": name, "email": email}
    form = {"kind": "again" if organiser else "invited", "action": "/i", "token": token, "typed": typed}
    return await _signed_in_or_again(request, language, make, form)


def _account(
    session: Session, language: str, cookie: tuple[int, str] | None, *, link: str = "", problem: str | None = None
) -> str:
    return html(
        "accounts/account.html",
        language,
        organiser=organisers.signed_in(session, cookie),
        everybody=organisers.everybody(session),
        organisation=organisers.organisation(session),
        link=link,
        problem=problem,
    )


async def _signed_in_or_again(request: Request, language: str, make: Callable, form: dict[str, object]) -> Response:
    """Signed in with the account that was made; or the form again, with what was typed and what is wrong with it."""
    try:
        organiser = await make()
    except (Invalid, Conflict) as error:
        return page("accounts/new_account.html", language, 422, problem=str(error), **form)
    return _welcome(request, organiser, "")


def _welcome(request: Request, organiser: Organiser, to: str) -> Response:
    response = RedirectResponse(to if resumed_form.is_inside(to) else "/workshops", 303)
    assert organiser.id is not None
    cookies.keep_organiser(request, response, context_of(request).keys, organiser.id, organiser.stamp)
    return response


async def _hashed(password: str) -> str:
    checked = organisers.check_password(password)
    async with _ONE_AT_A_TIME:
        return await to_thread.run_sync(argon2.hash, checked)


def _check(ours: bool) -> None:
    if not ours:
        raise NotAllowed("This link no longer works. Ask whoever runs this server for the present one.")
