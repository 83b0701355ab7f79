"""Editing a workshop's framework. Each edit creates a new version; codings refer to elements by key and stay."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain import accounts
from app.domain.accounts import sessions
from app.domain.errors import Invalid
from app.domain.models import Workshop
from app.domain.records.security_log import Kind
from app.domain.text import one_line, optional_lines
from app.domain.workshops import seats, workshops
from app.web.context import ActingOrganiser, Context, Key, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()


@router.get("/w/{key}/framework")
async def framework(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    def read(session: Session) -> str:
        accounts.signed_in(session, cookie)
        workshop = seats.find(session, key)
        return _framework(language, workshop, workshops.framework_of(session, workshop).content)

    return HTMLResponse(await context.database.read(read))


@router.post("/w/{key}/framework")
async def change_framework(
    request: Request, context: Context, language: Language, key: Key, cookie: ActingOrganiser
) -> Response:
    form = await request.form()

    def change(session: Session) -> None:
        by = sessions.acting(session, cookie)
        workshop = seats.find(session, key, hold=True)
        content = _edited(form, workshops.framework_of(session, workshop).content)
        workshops.edit_framework(session, workshop, content, datetime.now(UTC))
        by.record(session, Kind.FRAMEWORK_EDITED, workshop=key)

    try:
        await context.database.write(change, key)
    except Invalid as error:
        problem = str(error)

        def again(session: Session) -> str:
            workshop = seats.find(session, key)
            content = _edited(form, workshops.framework_of(session, workshop).content)
            return _framework(language, workshop, content, problem)

        return HTMLResponse(await context.database.read(again), 422)
    return RedirectResponse(f"/w/{key}/framework", 303)


def _framework(language: str, workshop: Workshop, content: dict[str, Any], problem: str | None = None) -> str:
    return html("mapping/framework.html", language, workshop=workshop, content=content, problem=problem)


def _edited(form: FormData, content: dict[str, Any]) -> dict[str, Any]:
    """The framework's content with the names, descriptions, status and order of elements from a form."""
    groups = []
    for number, group in enumerate(content["groups"], 1):
        elements = []
        for element in group["elements"]:
            key = element["key"]
            status = "checked" if form.get(f"status-{key}") else "working"
            name, words = (
                one_line(_field(form, f"name-{key}"), 200),
                optional_lines(_field(form, f"words-{key}")[:2000], 2000),
            )
            elements.append(element | {"name": name, "description": words, "status": status})
        in_order = sorted(elements, key=lambda element: _number(form, f"order-{element['key']}"))
        groups.append(group | {"name": one_line(_field(form, f"heading-{number}"), 200), "elements": in_order})
    return content | {"groups": groups}


def _number(form: FormData, name: str) -> int:
    typed = _field(form, name).strip()
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def _field(form: FormData, name: str) -> str:
    return str(form.get(name) or "")
