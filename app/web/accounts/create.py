"""Pages behind a secret link: creating the first account, accepting an invitation, and resetting a password."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import invitations, organisers
from app.domain.accounts.acting import ANALYST, By
from app.domain.accounts.sessions import Presented
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.models import Invitation, Organiser
from app.web.accounts import pages
from app.web.accounts.forms import Field, Problems, hashed, own_words
from app.web.context import Context, Language, OrganiserCookie, context_of
from app.web.pages import page
from app.web.security import cookies
from app.web.security.keys import without_punctuation

router = APIRouter()

EMPTY = {"organisation": "", "name": "", "email": "", "lawful_basis": "", "contact": ""}


@router.get("/o/{token}")
async def set_up_form(context: Context, language: Language, token: str) -> Response:
    """The form for the first account. Opening it changes nothing, because mail scanners follow links."""
    token = without_punctuation(token)
    _require(context.keys.is_setup_link(token))
    if await context.database.read(organisers.any_account):
        return RedirectResponse("/sign-in", 303)
    return _form(language, "first", "/o", token, EMPTY)


@router.post("/o")
async def set_up(
    request: Request,
    context: Context,
    language: Language,
    cookie: OrganiserCookie,
    token: Field = "",
    organisation: Field = "",
    name: Field = "",
    email: Field = "",
    lawful_basis: Field = "",
    contact: Field = "",
    password: Field = "",
) -> Response:
    _require(context.keys.is_setup_link(token))
    typed = {"organisation": organisation, "name": name, "email": email}
    typed |= {"lawful_basis": lawful_basis, "contact": contact}
    checks = Checks()
    checks.value(lambda: organisers.check_organisation(organisation), "")
    checks.value(lambda: organisers.check_name(name), "")
    checks.value(lambda: organisers.check_email(email), "")

    def make(session: Session, by: By, password_hash: str) -> Organiser:
        return organisers.make_first(session, by, password=password_hash, **typed)

    def again(problems: Problems) -> Response:
        return _form(language, "first", "/o", token, typed, problems)

    return await _begin_or_again(request, language, cookie, password, tuple(typed.values()), checks, make, again)


@router.get("/i/{secret}")
async def link_form(context: Context, language: Language, secret: str) -> Response:
    """The form of an invitation or of a password-reset link. Raises what `invitations.find` raises."""
    secret = without_punctuation(secret)
    found, organiser = await context.database.read(lambda session: _link(session, secret))
    typed = EMPTY | {"name": organiser.name, "email": organiser.email} if organiser else EMPTY
    analyst = found.kind == ANALYST
    return _form(language, "again" if organiser else "invited", "/i", secret, typed, analyst=analyst)


@router.post("/i")
async def use_link(
    request: Request,
    context: Context,
    language: Language,
    cookie: OrganiserCookie,
    token: Field = "",
    name: Field = "",
    email: Field = "",
    password: Field = "",
) -> Response:
    found, organiser = await context.database.read(lambda session: _link(session, token))
    typed = EMPTY | (
        {"name": organiser.name, "email": organiser.email} if organiser else {"name": name, "email": email}
    )
    name, email = typed["name"], typed["email"]
    checks = Checks()
    checks.value(lambda: organisers.check_name(name), "")
    checks.value(lambda: organisers.check_email(email), "")

    def make(session: Session, by: By, password_hash: str) -> Organiser:
        return organisers.accept(session, by, token, name=name, email=email, password=password_hash)

    def again(problems: Problems) -> Response:
        kind, analyst = "again" if organiser else "invited", found.kind == ANALYST
        return _form(language, kind, "/i", token, typed, problems, analyst=analyst)

    words = await own_words(context, name, email)
    return await _begin_or_again(request, language, cookie, password, words, checks, make, again)


def _link(session: Session, secret: str) -> tuple[Invitation, Organiser | None]:
    return invitations.find(session, secret, datetime.now(UTC))


async def _begin_or_again(
    request: Request,
    language: str,
    cookie: Presented | None,
    password: str,
    own_words: tuple[str, ...],
    checks: Checks,
    make: Callable[[Session, By, str], Organiser],
    again: Callable[[Problems], Response],
) -> Response:
    """Sign in with the account that `make` creates. For invalid input, return the form from `again` with problems."""
    context = context_of(request)
    password_hash = ""
    shown = cookies.presented(request, "")
    by = By(None, shown.device, shown.at)
    try:
        with checks.keeping():
            password_hash = await hashed(context, password, *own_words)
        checks.finish()
        begun = await pages.begin(
            request, context, cookie, lambda session: make(session, by, password_hash), kept=False
        )
    except Invalid as error:
        return again(error.problems)
    except Conflict as error:
        return again({"": str(error)})
    return pages.welcome(request, context, language, begun, "")


def _form(
    language: str,
    kind: str,
    action: str,
    token: str,
    typed: dict[str, str],
    problems: Problems | None = None,
    *,
    analyst: bool = False,
) -> Response:
    return page(
        "accounts/create.html",
        language,
        422 if problems else 200,
        kind=kind,
        action=action,
        token=token,
        typed=typed,
        problems=problems or {},
        analyst=analyst,
    )


def _require(valid_link: bool) -> None:
    if not valid_link:
        raise NotAllowed("This link no longer works. Ask the person who runs this server for the current one.")
