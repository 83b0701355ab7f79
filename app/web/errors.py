"""Error responses in plain words: a page for people, a line of text for a script."""

import logging
import math
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.domain.accounts.sessions import NotSignedIn, SecondFactorMissing
from app.domain.board.joining import Paused
from app.domain.errors import Closed, Conflict, Full, Invalid, NotAllowed, NotFound, Refused, gettext_noop
from app.domain.findings.reports.unpublishing import NoLongerPublished
from app.domain.workshops.seats import CodeChanged, Stranger
from app.observability import logs, metrics
from app.presentation import translations
from app.web import resumed_form
from app.web.accounts.pages import sign_in_page
from app.web.client import is_script
from app.web.context import language_of
from app.web.pages import page
from app.web.security.admission import Busy
from app.web.security.rate_limit import TooFast
from app.web.workshops import opening

log = logging.getLogger("commonboard.errors")

STATUS: dict[type[Refused], int] = {
    NotFound: 404,
    NoLongerPublished: 410,
    NotAllowed: 403,
    Stranger: 403,
    CodeChanged: 403,
    Paused: 403,
    Closed: 409,
    Conflict: 409,
    Full: 409,
    Invalid: 422,
    NotSignedIn: 403,
    SecondFactorMissing: 403,
    TooFast: 429,
    Busy: 503,
}
WENT_WRONG = gettext_noop("Something went wrong. Try again in a moment.")
TOO_LARGE = gettext_noop("This is too long to send. Shorten it and try again.")
INCOMPLETE = gettext_noop("Part of the form is missing. Go back and try again.")


def install(app: FastAPI) -> None:
    """Install a handler for every refusal. `SecurityMiddleware` answers unexpected exceptions with `failed`."""

    @app.exception_handler(Busy)
    async def busy(request: Request, error: Busy) -> Response:
        return come_back(request, error)

    @app.exception_handler(NotSignedIn)
    async def sign_in_first(request: Request, error: NotSignedIn) -> Response:
        if request.method == "GET":
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/sign-in?to={quote(asked)}", 303)
        if is_script(request):
            return answer(request, STATUS[NotSignedIn], str(error), error)
        return sign_in_page(language_of(request), 403, kept=await resumed_form.refused(request))

    @app.exception_handler(SecondFactorMissing)
    async def second_factor_first(request: Request, error: SecondFactorMissing) -> Response:
        if is_script(request):
            return answer(request, STATUS[SecondFactorMissing], str(error), error)
        return RedirectResponse("/account/second-factor", 303)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        metrics.REFUSED.labels(type(error).__name__).inc()
        # An organiser may open every workshop, and then sees the page.
        offered = await opening.offer(request) if isinstance(error, NotAllowed) else None
        return offered or answer(request, STATUS[type(error)], str(error), error)

    @app.exception_handler(RequestValidationError)
    async def incomplete(request: Request, error: RequestValidationError) -> Response:
        if request.method in {"GET", "HEAD"} and any(found["loc"][0] == "path" for found in error.errors()):
            # A link that was cut short, or a number that no page has. No form was sent.
            return answer(request, 404, NotFound.default)
        metrics.REFUSED.labels("Incomplete").inc()
        return answer(request, 422, INCOMPLETE)

    # A number too large for its column, or a character that the database cannot store: our pages send neither.
    @app.exception_handler(DataError)
    @app.exception_handler(OverflowError)
    async def not_storable(request: Request, error: Exception) -> Response:
        metrics.REFUSED.labels("Incomplete").inc()
        logs.seldom(log, "refused a value that the database cannot store")
        return answer(request, 422, INCOMPLETE)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        path = request.scope["path"]
        if error.status_code == 404 and request.method == "GET" and path.endswith("/") and path.rstrip("/"):
            # Without a host, because the client sends that, and without the port and scheme behind a proxy.
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(path.rstrip("/") + query, 307)
        words = {404: NotFound.default, 405: NotFound.default, 413: TOO_LARGE}.get(error.status_code, INCOMPLETE)
        return answer(request, error.status_code, words)


async def too_large(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: answer 413 to a body over the limit."""
    await answer(Request(scope), 413, TOO_LARGE)(scope, receive, send)


async def failed(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: answer 500 after an unexpected exception."""
    await answer(Request(scope), 500, WENT_WRONG)(scope, receive, send)


async def crowded(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: answer 503 to a connection over the limit, and close it."""
    response = come_back(Request(scope), Busy())
    response.headers["connection"] = "close"
    await response(scope, receive, send)


def come_back(request: Request, error: Busy) -> Response:
    """A 503 page that reloads without JavaScript when the wait is over; a script gets text and Retry-After."""
    wait = str(max(1, math.ceil(error.seconds)))
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    words = translations.translations(language_of(request)).gettext(str(error))
    response: Response
    if is_script(request):
        response = PlainTextResponse(words, 503)
    else:
        response = page("board/busy.html", language_of(request), 503, words=words, address=address)
        response.headers["refresh"] = wait
    response.headers["retry-after"] = wait
    return response


def answer(request: Request, status: int, message: str, error: Refused | None = None) -> Response:
    """A refusal in the reader's language, as a page with the text that they typed, or as text for a script."""
    speaks = language_of(request)
    words = translations.translations(speaks).gettext(message)
    headers = {"retry-after": str(max(1, math.ceil(error.seconds)))} if isinstance(error, TooFast) else {}
    if is_script(request):
        return PlainTextResponse(words, status, headers)
    response = page(
        "error.html",
        speaks,
        status,
        words=words,
        again=status in (422, 429, 500),
        key=request.path_params.get("key") if request.url.path.startswith("/w/") else None,
        kept=getattr(request.state, "kept", None),
        action=request.url.path,
        number=logs.request() if status >= 500 else "",
    )
    response.headers.update(headers)
    return response
