"""Our cookies: which seat or account a browser has, and its language. Each is HttpOnly and SameSite=Lax."""

from fastapi import Request
from fastapi.requests import HTTPConnection
from starlette.responses import Response

from app.web.security.keys import Keys

KEPT_SECONDS = 400 * 24 * 3600
LANGUAGE, ORGANISER = "language", "organiser"


def seat_of(connection: HTTPConnection, keys: Keys, key: str) -> str | None:
    """The seat whose signed cookie for this workshop came with the request, if any."""
    return keys.seat(key, connection.cookies.get(f"seat-{key}"))


def organiser_of(connection: HTTPConnection, keys: Keys) -> tuple[int, str] | None:
    """The account id and stamp in the signed cookie, if any; the database decides whether the stamp still holds."""
    return keys.organiser(connection.cookies.get(ORGANISER))


def language_choice(connection: HTTPConnection) -> str | None:
    """The language that this browser's person has chosen, if any."""
    return connection.cookies.get(LANGUAGE)


def keep_seat(request: Request, response: Response, keys: Keys, key: str, ref: str) -> None:
    """Let this browser come back as the same seat."""
    _keep(request, response, f"seat-{key}", keys.seat_cookie(key, ref), path=f"/w/{key}")


def keep_organiser(request: Request, response: Response, keys: Keys, id: int, stamp: str) -> None:
    """Sign this browser in until the account's password changes or its person signs out."""
    _keep(request, response, ORGANISER, keys.organiser_cookie(id, stamp))


def keep_language(request: Request, response: Response, language: str) -> None:
    """Answer this browser in this language from now on."""
    _keep(request, response, LANGUAGE, language)


def forget_organiser(response: Response) -> None:
    """Sign this browser out."""
    response.delete_cookie(ORGANISER, path="/")


def _keep(request: Request, response: Response, name: str, value: str, path: str = "/") -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=KEPT_SECONDS, path=path, secure=secure, httponly=True, samesite="lax")
