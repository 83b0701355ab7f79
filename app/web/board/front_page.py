"""The front page with the code field, and the addresses in links and QR codes for joining."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.workshops import codes, device_codes
from app.presentation import translations
from app.web.board.new_seats import limited
from app.web.context import AppContext, Context, Language, admit_newcomer
from app.web.pages import page
from app.web.security import cookies
from app.web.security.rate_limit import TooFast

router = APIRouter()


@router.get("/")
async def front(request: Request, language: Language) -> Response:
    return page("board/front.html", language, typed="", problem=None, organises=False)


@router.post("/language")
async def choose_language(request: Request, language: Annotated[str, Form()] = "") -> Response:
    """Keep the chosen language in a cookie, and redirect back to the page that sent the choice."""
    try:
        back = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        back = urlsplit("")
    # Exactly one slash at the start: a browser reads two as the address of another site.
    path = "/" + back.path.lstrip("/\\")
    response = RedirectResponse(f"{path}{'?' + back.query if back.query else ''}", 303)
    if language in translations.languages():
        cookies.keep_language(request, response, language)
    return response


@router.get("/j")
async def by_typed_code(request: Request, context: Context, language: Language, code: str = "") -> Response:
    async with admit_newcomer(request):
        return await _by_code(request, context, language, code)


@router.get("/j/{code}")
async def by_code(request: Request, context: Context, language: Language, code: str) -> Response:
    async with admit_newcomer(request):
        return await _by_code(request, context, language, code)


async def _by_code(request: Request, context: AppContext, language: str, text: str) -> Response:
    """Redirect to the workshop of a token or a code. For a wrong one, show the front page with the typed text."""
    given = codes.entered(text)
    try:
        if len(given) == device_codes.LENGTH:
            return RedirectResponse(f"/r/{given}", 303)
        with limited(request, context, given):
            workshop = await context.database.read(lambda session: codes.by_code(session, given))
    except TooFast as error:
        return _front_again(error, 429, language, text, round(error.seconds) + 1)
    except NotFound as error:
        return _front_again(error, 404, language, text)
    # With the token, because the code has been typed and must not be limited once more.
    return RedirectResponse(f"/w/{workshop.key}/join?code={workshop.join_token}", 303)


def _front_again(error: Exception, status: int, language: str, typed: str, wait: int = 0) -> Response:
    response = page("board/front.html", language, status, typed=typed[:40], problem=str(error), wait=wait)
    if wait:
        response.headers["retry-after"] = str(wait)
    return response
