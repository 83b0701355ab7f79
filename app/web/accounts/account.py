"""An organiser's own account: name and email address, list of sign-ins, and change of password."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import notices, organisers, second_factor, sessions
from app.domain.checks import Checks
from app.domain.errors import Invalid
from app.web.accounts.forms import Field, Problems, check_current, hashed, own_words, too_fast
from app.web.context import Context, Language, OrganiserCookie
from app.web.pages import html, page
from app.web.security import cookies
from app.web.security.rate_limit import TooFast

router = APIRouter()


@router.get("/account")
async def own_account(context: Context, language: Language, cookie: OrganiserCookie, saved: str = "") -> Response:
    def read(session: Session) -> str:
        by = sessions.acting(session, cookie, analysts=True)
        return html(
            "accounts/account.html",
            language,
            organiser=by.account,
            organisation=organisers.organisation(session),
            sign_ins=sessions.listed(session, by),
            here=by.sign_in,
            second_factor=second_factor.is_on(session, by.account),
            codes_left=second_factor.codes_left(session, by.account),
            notices=notices.waiting(session, by.account),
            saved=saved,
        )

    return HTMLResponse(await context.database.read(read))


@router.get("/account/details")
async def details_form(context: Context, language: Language, cookie: OrganiserCookie) -> Response:
    organiser = await context.database.read(lambda session: sessions.signed_in(session, cookie, analysts=True))
    return _details(language, organiser.name, organiser.email)


@router.post("/account/details")
async def correct_details(
    request: Request,
    context: Context,
    language: Language,
    cookie: OrganiserCookie,
    name: Field = "",
    email: Field = "",
    current: Field = "",
) -> Response:
    by = await context.database.read(lambda session: sessions.acting(session, cookie, analysts=True))

    def correct(session: Session) -> None:
        organisers.correct(session, sessions.acting(session, cookie, lock=True, analysts=True), name=name, email=email)

    checks = Checks()
    checks.value(lambda: organisers.check_name(name), "")
    checks.value(lambda: organisers.check_email(email), "")
    try:
        with checks.keeping():
            await check_current(request, context, by, current)
        checks.finish()
        await context.database.write(correct)
    except Invalid as error:
        return _details(language, name, email, error.problems)
    except TooFast as error:
        return too_fast(_details(language, name, email, {"current": str(error)}), error.seconds)
    return RedirectResponse("/account?saved=details", 303)


@router.get("/account/password")
async def password_form(context: Context, language: Language, cookie: OrganiserCookie) -> Response:
    organiser = await context.database.read(lambda session: sessions.signed_in(session, cookie, analysts=True))
    return _password(language, organiser.email)


@router.post("/account/password")
async def change_password(
    request: Request,
    context: Context,
    language: Language,
    cookie: OrganiserCookie,
    current: Field = "",
    password: Field = "",
) -> Response:
    """Change the password. This sign-in continues under a new token; the account's other sign-ins and links end."""
    by = await context.database.read(lambda session: sessions.acting(session, cookie, analysts=True))
    email, checked = by.account.email, by.account.password
    words = await own_words(context, by.account.name, email)
    checks, password_hash = Checks(), ""
    try:
        with checks.keeping():
            await check_current(request, context, by, current)
        with checks.keeping():
            password_hash = await hashed(context, password, *words)
        checks.finish()
    except Invalid as error:
        return _password(language, email, error.problems)
    except TooFast as error:
        return too_fast(_password(language, email, {"current": str(error)}), error.seconds)
    token = sessions.fresh_token()

    def change(session: Session) -> bool:
        mine = sessions.acting(session, cookie, lock=True, analysts=True)
        sessions.with_password(session, mine.account.id, checked)
        organisers.change_password(session, mine, password_hash)
        return sessions.renew(session, mine, sessions.hash_of(token)).kept

    kept = await context.database.write(change)
    response = RedirectResponse("/account?saved=password", 303)
    cookies.keep_organiser(request, response, token, kept=kept)
    return response


def _details(language: str, name: str, email: str, problems: Problems | None = None) -> HTMLResponse:
    status = 422 if problems else 200
    return page(
        "accounts/details.html", language, status, typed={"name": name, "email": email}, problems=problems or {}
    )


def _password(language: str, email: str, problems: Problems | None = None) -> HTMLResponse:
    return page("accounts/password.html", language, 422 if problems else 200, email=email, problems=problems or {})
