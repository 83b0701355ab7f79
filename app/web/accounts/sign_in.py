"""Signing in with a password and a code, and signing out."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import organisers, sessions
from app.domain.accounts.sessions import NotSignedIn
from app.domain.errors import Invalid, gettext_noop
from app.domain.models import Organiser
from app.domain.records import security_log
from app.domain.records.security_log import UNKNOWN, Kind
from app.web import resumed_form
from app.web.accounts import pages
from app.web.accounts.forms import Field, attempt_of, too_fast
from app.web.context import AppContext, Context, Language, OrganiserCookie
from app.web.security import cookies
from app.web.security.rate_limit import TooFast
from app.web.security.sign_in_limits import Attempt

router = APIRouter()

INCORRECT = gettext_noop("The email address or password is incorrect.")
TOO_MANY = gettext_noop("Too many attempts. Wait a minute, then try again.")


@router.get("/sign-in")
async def sign_in_form(language: Language, to: str = "") -> Response:
    return pages.sign_in_page(language, to=to)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    context: Context,
    language: Language,
    cookie: OrganiserCookie,
    email: Field = "",
    password: Field = "",
    to: Field = "",
    keep: Field = "",
) -> Response:
    kept = resumed_form.carried(await request.form())
    stays = bool(keep)

    def again(status: int, **problems: str) -> HTMLResponse:
        return pages.sign_in_page(
            language,
            status,
            email=email,
            to=to,
            keep=stays,
            kept=kept,
            problems={k: v for k, v in problems.items() if v},
        )

    if not email.strip() or not password:
        missing = gettext_noop("Enter your email address."), gettext_noop("Enter your password.")
        return again(422, email="" if email.strip() else missing[0], password="" if password else missing[1])
    organiser = await context.database.read(lambda session: _active(session, email))
    attempt = attempt_of(request, context, organisers.email_key(email), organiser.id if organiser else None)
    try:
        right = await _is_right(context, attempt, password, organiser)
    except TooFast as error:
        return too_fast(again(429, email=TOO_MANY), error.seconds)
    if organiser is None or not right:
        await _record_failure(request, context, organiser, "password")
        return again(403, email=INCORRECT)
    organiser_id, checked = organiser.id, organiser.password
    try:
        begun = await pages.begin(
            request,
            context,
            cookie,
            lambda session: sessions.with_password(session, organiser_id, checked),
            kept=stays,
        )
    except NotSignedIn:
        # The password was changed while this attempt was checked.
        return again(403, email=INCORRECT)
    return pages.welcome(request, context, language, begun, to, kept)


@router.get("/sign-in/code")
async def code_form(context: Context, language: Language, cookie: OrganiserCookie, to: str = "") -> Response:
    try:
        await context.database.read(lambda session: sessions.waiting_for_code(session, cookie))
    except NotSignedIn:
        # Without `to`: after signing in, no sign-in would be waiting for a code.
        return RedirectResponse("/sign-in", 303)
    return pages.code_page(language, to=to)


@router.post("/sign-in/code")
async def give_code(
    request: Request, context: Context, language: Language, cookie: OrganiserCookie, code: Field = "", to: Field = ""
) -> Response:
    kept = resumed_form.carried(await request.form())
    try:
        by = await context.database.read(lambda session: sessions.waiting_for_code(session, cookie))
    except NotSignedIn:
        late = {"email": gettext_noop("Sign in again. You took too long, or your second factor was reset.")}
        return pages.sign_in_page(language, 403, to=to, kept=kept, problems=late)
    attempt = attempt_of(request, context, f"code {by.account.id}", by.account.id)
    try:
        with context.sign_in_limits.code(attempt):
            begun = await pages.finish(context, cookie, code)
    except TooFast as error:
        return too_fast(pages.code_page(language, to=to, kept=kept, problems={"code": TOO_MANY}), error.seconds)
    except Invalid as error:
        await _record_failure(request, context, by.account, "code")
        return pages.code_page(language, 422, to=to, kept=kept, problems={"code": str(error)})
    return pages.welcome(request, context, language, begun, to, kept)


@router.post("/sign-out")
async def sign_out(request: Request, context: Context, cookie: OrganiserCookie) -> Response:
    """End the sign-in on the server and its access to the boards that it opened."""
    # A reader checks the token, so that a false one never waits for the writer.
    if await context.database.read(lambda session: sessions.is_active(session, cookie)):
        await context.database.write(lambda session: sessions.sign_out(session, cookie))
    response = RedirectResponse("/sign-in", 303)
    cookies.forget_organiser(request, response)
    return response


def _active(session: Session, email: str) -> Organiser | None:
    organiser = organisers.by_email(session, email)
    return None if organiser is None or organiser.deactivated_at else organiser


async def _is_right(context: AppContext, attempt: Attempt, password: str, organiser: Organiser | None) -> bool:
    """Wait for a turn, then check a password. Raises TooFast after too many failures."""
    limits = context.sign_in_limits
    async with context.hashing.turn(lambda: limits.urgency(attempt)):
        # Asked within the turn, so that failures of attempts sent together with this one count.
        if wait := limits.wait(attempt):
            raise TooFast(wait)
        right = await context.hashing.check(password, organiser.password if organiser else None)
        if not right:
            limits.failed(attempt)
    return right


async def _record_failure(request: Request, context: AppContext, organiser: Organiser | None, step: str) -> None:
    """Write a failure to the security log, without typed text: people type passwords into the wrong field."""
    shown = cookies.presented(request, "")
    details: dict[str, int | str] = {"step": step}
    if organiser is not None and organiser.id is not None:
        details["account"] = organiser.id

    def write(session: Session) -> None:
        security_log.record_repeated(session, Kind.SIGN_IN_FAILED, UNKNOWN, shown.device, shown.at, details)

    await context.database.write(write)
