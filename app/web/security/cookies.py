"""Our cookies: a browser's seats, its organiser's sign-in, its known device, and its language.

Each is HttpOnly and SameSite=Lax. A cookie is Secure if BASE_URL is https, because behind a proxy the request itself
is plain http.
"""

import re
from datetime import UTC, datetime

from fastapi import Request
from fastapi.requests import HTTPConnection
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from app.domain.accounts.sessions import AT_MOST, Presented, hash_of
from app.web.client import browser_of
from app.web.security.keys import Keys

_OF_A_WORKSHOP = re.compile(r"/w/([^/]{4,64})/")
KEPT_SECONDS = 400 * 24 * 3600
LANGUAGE, ORGANISER, DEVICE = "language", "organiser", "device"
# In characters; our tokens are shorter.
LONGEST_TOKEN = 100
# More accounts than people sign in to from one browser.
REMEMBERED_ACCOUNTS = 8


def name_of(base: str, public_url: str, path: str = "/") -> str:
    """The name of a cookie, with the prefix that makes browsers refuse it from another host or from plain http.

    On https the prefix is `__Host-` for the whole site and `__Secure-` for one path. On http there is none, because
    browsers refuse both.
    """
    if not public_url.startswith("https://"):
        return base
    return f"__Host-{base}" if path == "/" else f"__Secure-{base}"


def seat_secret(connection: HTTPConnection, keys: Keys, key: str) -> str | None:
    """The browser's secret in the request's signed cookie for this workshop, if any."""
    return keys.seat(key, _cookie(connection, f"seat-{key}", f"/w/{key}"))


def seat_in(keys: Keys, public_url: str, scope: Scope) -> str | None:
    """The seat in the signed cookie of an ASGI scope that has not reached the app; None if it shows none."""
    found = _OF_A_WORKSHOP.match(scope["path"])
    header = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    if found is None or not header:
        return None
    name = name_of(f"seat-{found[1]}", public_url, f"/w/{found[1]}")
    return keys.seat(found[1], cookie_parser(header.decode("latin-1")).get(name))


def organiser_of(connection: HTTPConnection) -> Presented | None:
    """The sign-in token in the request, if any; the database decides whether it is still valid."""
    token = _cookie(connection, ORGANISER)
    if not token or len(token) > LONGEST_TOKEN:
        return None
    return presented(connection, token)


def presented(connection: HTTPConnection, token: str) -> Presented:
    """A token as presented now: its hash, the time, and the browser in words."""
    return Presented(hash_of(token), datetime.now(UTC), browser_of(connection))


def device_of(connection: HTTPConnection, keys: Keys) -> tuple[str, list[int]] | None:
    """The browser's reference and the ids of accounts that signed in from it before, if any."""
    return keys.device(_cookie(connection, DEVICE))


def language_choice(connection: HTTPConnection) -> str | None:
    """The tag of the language chosen in this browser, if any."""
    return _cookie(connection, LANGUAGE)


def keep_seat(request: Request, response: Response, keys: Keys, key: str, secret: str) -> None:
    """Set the cookie with which this browser returns as the same seat, and delete its ticket."""
    _keep(request, response, f"seat-{key}", keys.seat_cookie(key, secret), KEPT_SECONDS, path=f"/w/{key}")
    if ticket_value(request, key) is not None:
        _keep(request, response, f"join-{key}", "", 0, path=f"/w/{key}")


def renew_seat(request: Request, response: Response, keys: Keys, key: str, secret: str) -> None:
    """Set the seat's cookie again if its signature is one that the next release will no longer accept."""
    if keys.is_old(key, _cookie(request, f"seat-{key}", f"/w/{key}")):
        keep_seat(request, response, keys, key, secret)


def forget_seat(request: Request, response: Response, key: str) -> None:
    """Delete this browser's cookies for this workshop, and no others."""
    for base in (f"seat-{key}", f"join-{key}"):
        _keep(request, response, base, "", 0, path=f"/w/{key}")


def ticket_value(connection: HTTPConnection, key: str) -> str | None:
    """The value of the cookie with this browser's ticket for a workshop, if any."""
    return _cookie(connection, f"join-{key}", f"/w/{key}")


def keep_ticket(request: Request, response: Response, key: str, value: str) -> None:
    """Set the cookie with a newcomer's ticket, until the browser closes."""
    _keep(request, response, f"join-{key}", value, None, path=f"/w/{key}")


def keep_organiser(request: Request, response: Response, token: str, *, kept: bool) -> None:
    """Set the sign-in cookie: until the browser closes, or for 30 days if `kept`."""
    _keep(request, response, ORGANISER, token, int(AT_MOST.total_seconds()) if kept else None)


def keep_device(request: Request, response: Response, keys: Keys, ref: str, accounts: list[int]) -> None:
    """Set the cookie that marks this browser as known to these accounts. It grants no access."""
    _keep(request, response, DEVICE, keys.device_cookie(ref, accounts[-REMEMBERED_ACCOUNTS:]), KEPT_SECONDS)


def keep_language(request: Request, response: Response, language: str) -> None:
    """Set the cookie for this browser's language."""
    _keep(request, response, LANGUAGE, language, KEPT_SECONDS)


def forget_organiser(request: Request, response: Response) -> None:
    """Delete the sign-in cookie."""
    # With the same attributes, because a browser deletes a `__Host-` cookie only then.
    _keep(request, response, ORGANISER, "", 0)


def _cookie(connection: HTTPConnection, base: str, path: str = "/") -> str | None:
    return connection.cookies.get(name_of(base, _public_url(connection), path))


def _keep(request: Request, response: Response, base: str, value: str, seconds: int | None, *, path: str = "/") -> None:
    url = _public_url(request)
    response.set_cookie(
        name_of(base, url, path),
        value,
        max_age=seconds,
        path=path,
        secure=url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def _public_url(connection: HTTPConnection) -> str:
    return connection.app.state.context.settings.public_url
