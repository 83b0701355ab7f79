"""Editing a workshop's framework. Each edit creates a new version; codings refer to elements by key and stay."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.accounts import sessions
from app.domain.checks import Checks
from app.domain.errors import Invalid
from app.domain.mapping import framework_words
from app.domain.models import Workshop
from app.domain.records.security_log import Kind
from app.domain.text import one_line, optional_lines
from app.domain.workshops import seats, workshops
from app.presentation import translations
from app.web.context import ActingOrganiser, Context, Key, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()


@router.get("/w/{key}/framework")
async def framework(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    def read(session: Session) -> str:
        sessions.signed_in(session, cookie)
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
        checks = Checks()
        for field, name in _names(content):
            checks.unless(name, Invalid("Enter a name for every element and every heading.", field=field))
        checks.finish()
        workshops.edit_framework(session, workshop, content, datetime.now(UTC))
        by.record(session, Kind.FRAMEWORK_EDITED, workshop=key)

    try:
        await context.database.write(change, key)
    except Invalid as error:
        problems = error.problems

        def again(session: Session) -> str:
            workshop = seats.find(session, key)
            content = _edited(form, workshops.framework_of(session, workshop).content)
            return _framework(language, workshop, content, problems)

        return HTMLResponse(await context.database.read(again), 422)
    return RedirectResponse(f"/w/{key}/framework", 303)


def _framework(
    language: str, workshop: Workshop, content: dict[str, Any], problems: dict[str, str] | None = None
) -> str:
    own = framework_words.own_language(content)
    return html(
        "mapping/framework.html",
        language,
        workshop=workshop,
        content=content,
        own=own,
        others=[tag for tag in translations.languages() if tag != own],
        problems=problems or {},
    )


def _edited(form: FormData, content: dict[str, Any]) -> dict[str, Any]:
    """The framework's content with the texts, status and order of elements from a form."""
    groups = []
    for number, group in enumerate(content["groups"], 1):
        elements = [_element(form, element) for element in group["elements"]]
        in_order = sorted(elements, key=lambda element: _number(form, f"order-{element['key']}"))
        groups.append(_named(form, group, f"heading-{number}") | {"elements": in_order})
    values = [_named(form, value, f"name-{value['key']}") for value in content["values"]]
    return content | {"groups": groups, "values": values}


def _names(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of the names of all headings, elements and values, and the names."""
    fields = [(f"heading-{number}", group) for number, group in enumerate(content["groups"], 1)]
    items = [*(element for group in content["groups"] for element in group["elements"]), *content["values"]]
    fields += [(f"name-{item['key']}", item) for item in items]
    return [(field, item["name"]) for field, item in fields]


def _element(form: FormData, element: dict[str, Any]) -> dict[str, Any]:
    key = element["key"]
    edited = _named(form, element, f"name-{key}")
    words = dict(edited.get("words", {}))
    for tag in _tags(form, f"name-{key}"):
        words[tag] = words.get(tag, {}) | {
            "description": _lines(form, f"words-{key}-{tag}"),
            "signals": _lines(form, f"signals-{key}-{tag}").splitlines(),
            "status": _status(form, f"status-{key}-{tag}"),
        }
    own = {"description": _lines(form, f"words-{key}"), "status": _status(form, f"status-{key}")}
    return _with_words(edited | own, words)


def _named(form: FormData, item: dict[str, Any], field: str) -> dict[str, Any]:
    """The item with its name from this field, and its names in other languages from the fields `field`-TAG.

    Texts in languages that the form does not show stay.
    """
    words = dict(item.get("words", {}))
    for tag in _tags(form, field):
        words[tag] = words.get(tag, {}) | {"name": one_line(_field(form, f"{field}-{tag}"), 200)}
    return _with_words(item | {"name": one_line(_field(form, field), 200)}, words)


def _with_words(item: dict[str, Any], words: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The item with these texts in other languages, without empty ones; a status alone is no text."""
    filled = {tag: {name: text for name, text in texts.items() if text} for tag, texts in words.items()}
    kept = {tag: texts for tag, texts in filled.items() if texts.keys() - {"status"}}
    rest = {name: value for name, value in item.items() if name != "words"}
    return rest | {"words": kept} if kept else rest


def _tags(form: FormData, field: str) -> list[str]:
    return [tag for tag in translations.languages() if f"{field}-{tag}" in form]


def _status(form: FormData, field: str) -> str:
    return "checked" if form.get(field) else "working"


def _lines(form: FormData, field: str) -> str:
    return optional_lines(_field(form, field)[:2000], 2000)


def _number(form: FormData, name: str) -> int:
    typed = _field(form, name).strip()
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def _field(form: FormData, name: str) -> str:
    return str(form.get(name) or "")
