"""The second factor of an organiser's own account: setting it up with an app, recovery codes, and turning it off."""

from collections.abc import Callable

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import organisers, second_factor, sessions
from app.domain.accounts.acting import By
from app.domain.accounts.sessions import Presented
from app.domain.errors import Invalid, NotFound
from app.web.accounts.forms import Field, Problems, attempt_of, check_current, too_fast
from app.web.accounts.sign_in import TOO_MANY
from app.web.context import ActingAccount, AppContext, Context, Language, OrganiserCookie
from app.web.pages import html
from app.web.security.rate_limit import TooFast

router = APIRouter()

SHOWN = "/account/second-factor"


@router.get("/account/second-factor")
async def state(context: Context, language: Language, cookie: OrganiserCookie) -> Response:
    return await _state(context, language, cookie)


@router.post("/account/second-factor")
async def begin(
    request: Request, context: Context, language: Language, cookie: OrganiserCookie, current: Field = ""
) -> Response:
    """Create a key for an authenticator app. The second factor stays as it is until a code is confirmed."""
    return await _with_password(request, context, language, cookie, current, second_factor.begin, f"{SHOWN}/set-up")


@router.post("/account/second-factor/codes")
async def renew_codes(
    request: Request, context: Context, language: Language, cookie: OrganiserCookie, current: Field = ""
) -> Response:
    def renew(session: Session, by: By) -> None:
        second_factor.renew_codes(session, by, context.keys.derived)

    return await _with_password(request, context, language, cookie, current, renew, f"{SHOWN}/codes")


@router.post("/account/second-factor/off")
async def turn_off(
    request: Request, context: Context, language: Language, cookie: OrganiserCookie, current: Field = ""
) -> Response:
    return await _with_password(
        request, context, language, cookie, current, second_factor.turn_off, "/account?saved=second-factor-off"
    )


@router.get("/account/second-factor/set-up")
async def set_up_form(context: Context, language: Language, cookie: OrganiserCookie) -> Response:
    return await _set_up(context, language, cookie)


@router.post("/account/second-factor/set-up")
async def confirm(
    request: Request, context: Context, language: Language, cookie: OrganiserCookie, code: Field = ""
) -> Response:
    by = await context.database.read(lambda session: _acting(session, cookie))
    attempt = attempt_of(request, context, f"code {by.account.id}", by.account.id)

    def write(session: Session) -> None:
        second_factor.confirm(session, _acting(session, cookie, lock=True), code, context.keys.derived)

    try:
        with context.sign_in_limits.code(attempt):
            await context.database.write(write)
    except TooFast as error:
        return too_fast(await _set_up(context, language, cookie, {"code": TOO_MANY}), error.seconds)
    except Invalid as error:
        return await _set_up(context, language, cookie, error.problems)
    return RedirectResponse(f"{SHOWN}/codes", 303)


@router.get("/account/second-factor/codes")
async def codes(context: Context, language: Language, cookie: OrganiserCookie) -> Response:
    """Show the recovery codes. They can be shown again for ten minutes, after a reload or a change of language."""

    def read(session: Session) -> str | None:
        by = _acting(session, cookie)
        found = second_factor.codes_to_show(session, by, context.keys.derived)
        return html("accounts/recovery_codes.html", language, codes=found) if found else None

    shown = await context.database.read(read)
    return HTMLResponse(shown) if shown else RedirectResponse(SHOWN, 303)


@router.post("/account/second-factor/codes/kept")
async def confirm_codes_written_down(context: Context, cookie: ActingAccount) -> Response:
    await context.database.write(
        lambda session: second_factor.confirm_codes_written_down(session, _acting(session, cookie, lock=True))
    )
    return RedirectResponse("/account?saved=second-factor", 303)


def _acting(session: Session, cookie: Presented | None, *, lock: bool = False) -> By:
    return sessions.acting(session, cookie, setting_up=True, lock=lock, analysts=True)


async def _with_password(
    request: Request,
    context: AppContext,
    language: str,
    cookie: Presented | None,
    current: str,
    act: Callable[[Session, By], None],
    to: str,
) -> Response:
    """Run `act` and redirect to `to` if the current password is correct; otherwise show the page with the problem."""
    by = await context.database.read(lambda session: _acting(session, cookie))
    try:
        await check_current(request, context, by, current)
    except Invalid as error:
        return await _state(context, language, cookie, error.problems)
    except TooFast as error:
        return too_fast(await _state(context, language, cookie, {"current": str(error)}), error.seconds)
    await context.database.write(lambda session: act(session, _acting(session, cookie, lock=True)))
    return RedirectResponse(to, 303)


async def _state(
    context: AppContext, language: str, cookie: Presented | None, problems: Problems | None = None
) -> HTMLResponse:
    def read(session: Session) -> str:
        organiser = _acting(session, cookie).account
        return html(
            "accounts/second_factor.html",
            language,
            organiser=organiser,
            on=second_factor.is_on(session, organiser),
            codes_left=second_factor.codes_left(session, organiser),
            required=organisers.organisation(session).second_factor_required,
            problems=problems or {},
        )

    return HTMLResponse(await context.database.read(read), 422 if problems else 200)


async def _set_up(
    context: AppContext, language: str, cookie: Presented | None, problems: Problems | None = None
) -> Response:
    def read(session: Session) -> tuple[str, str]:
        by = _acting(session, cookie)
        return second_factor.key_to_confirm(session, by, context.keys.derived), by.account.email

    try:
        key, email = await context.database.read(read)
    except NotFound:
        return RedirectResponse(SHOWN, 303)
    drawn = segno.make(second_factor.address(key, email), error="m", micro=False).svg_inline(
        border=4, dark="#101418", light="#ffffff", omitsize=True, svgclass=None, lineclass=None
    )
    written = " ".join(key[start : start + 4] for start in range(0, len(key), 4))
    shown = html(
        "accounts/set_up.html",
        language,
        key=written,
        qr=Markup(drawn),  # noqa: S704
        problems=problems or {},
    )
    return HTMLResponse(shown, 422 if problems else 200)
