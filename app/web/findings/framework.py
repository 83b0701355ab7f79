"""Pasting the published names of the framework: the form, the preview, and the new version."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import Invalid
from app.domain.findings.coding import framework_paste
from app.domain.findings.coding.framework_paste import Pasted
from app.domain.findings.rights import Right
from app.domain.models import Framework
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter, facts
from app.web.pages import html

router = APIRouter()


@router.get("/p/{key}/framework")
async def paste_form(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    return HTMLResponse(await _page(context, language, key, cookie, ""))


@router.post("/p/{key}/framework")
async def paste(request: Request, context: Context, language: Language, key: Key, cookie: ActingAccount) -> Response:
    """Show what was read from the pasted text. With `sure`, use it as a new version."""
    form = await request.form()
    text = str(form.get("text") or "")
    replaces = [str(chosen) for chosen in form.getlist("replaces")]
    try:
        pasted = framework_paste.read(text)
        if not form.get("sure"):
            return HTMLResponse(await _page(context, language, key, cookie, text, pasted))
        await act(
            context, cookie, key, lambda session, person: framework_paste.paste(session, person, pasted, replaces)
        )
    except Invalid as error:
        page = await _page(context, language, key, cookie, text, problems=error.problems)
        return HTMLResponse(page, 422)
    return RedirectResponse(f"/p/{key}/codebook?saved=1", 303)


async def _page(
    context: Context,
    language: str,
    key: str,
    cookie: OrganiserCookie,
    text: str,
    pasted: list[Pasted] | None = None,
    problems: dict[str, str] | None = None,
) -> str:
    def read(session: Session) -> str:
        person = enter(session, cookie, key, Right.ORGANISE)
        content = session.get_one(Framework, person.programme.framework_id).content
        return html(
            "findings/framework.html",
            language,
            content=content,
            text=text,
            pasted=pasted,
            suggested=framework_paste.suggested(content, pasted) if pasted else [],
            problems=problems or {},
            **facts(session, person),
        )

    return await context.database.read(read)
