"""Redirects for addresses that only answer forms: choosing a language on such a page sends a GET to its address."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from app.presentation import translations
from app.web.accounts import pages, resumed_form
from app.web.accounts.forms import Field
from app.web.context import Language
from app.web.security import cookies

router = APIRouter()


@router.get("/account/sign-ins/end")
@router.get("/account/sign-ins/{session_id}/end")
async def to_account() -> Response:
    return RedirectResponse("/account", 303)


@router.get("/account/second-factor/off")
@router.get("/account/second-factor/codes/kept")
async def to_second_factor() -> Response:
    return RedirectResponse("/account/second-factor", 303)


@router.get("/organisers/invitations")
@router.get("/organisers/second-factor")
@router.get("/organisers/notice")
@router.get("/organisers/links/{link_id}/end")
@router.get("/organisers/{organiser_id}/deactivation")
@router.get("/organisers/{organiser_id}/activation")
@router.get("/organisers/{organiser_id}/password-link")
@router.get("/organisers/{organiser_id}/second-factor-reset")
async def to_organisers() -> Response:
    return RedirectResponse("/organisers", 303)


@router.post("/sign-in/language")
async def choose_language(
    request: Request, language: Language, chosen: Field = "", step: Field = "", email: Field = "", to: Field = ""
) -> Response:
    """The same sign-in page in another language, still carrying the form that was refused."""
    kept = resumed_form.carried(await request.form())
    language = chosen if chosen in translations.languages() else language
    response: Response
    if step == "code":
        response = pages.code_page(language, to=to, kept=kept)
    elif step == "go-on" and kept is not None:
        response = pages.resume_form_page(language, kept)
    else:
        response = pages.sign_in_page(language, email=email, to=to, kept=kept)
    cookies.keep_language(request, response, language)
    return response
