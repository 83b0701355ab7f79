"""Every form with several fields says everything that is wrong with it at once, and keeps what was typed."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import httpx
import pytest
import pytest_asyncio
from lxml import html
from lxml.html import FormElement, HtmlElement

from tests.app_client import PASSWORD
from tests.web.access_requests import CELL, places_for
from tests.web.access_rights import ROUTES
from tests.web.personas import People, world_of_people
from tests.web.problems import is_beside

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Forms that a page shows only when it is asked for them.
FURTHER = (
    *("/w/{key}/agenda?phase=new", "/w/{key}/agenda?phase={phase}", "/p/{programme}/steps?add=new"),
    *("/p/{programme}/steps?step={step_id}", "/p/{programme}/themes?theme={theme_id}"),
)
# What a person types where a form is empty.
TYPED = {"title": "A title", "question": "Why?", "text": "Words.", "name": "A name", "password": f"{PASSWORD} again"}
TYPED |= {"current": PASSWORD, "keep_until": "2031-01-01", "held_on": "2030-01-01", "email": "new@council.example"}
# So many fields of a form are filled in wrongly. The framework has over a hundred, all of one kind.
MOST_FIELDS = 24


@dataclass
class Form:
    """A form on a page, with what a person sends who has filled it in rightly, and each value that may be wrong."""

    action: str
    several_parts: bool
    right: dict[str, list[str]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everyone(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[People]:
    async with world_of_people(tmp_path_factory.mktemp("forms")) as made:
        yield made


async def test_a_form_says_at_once_everything_that_is_wrong_and_keeps_what_was_typed(everyone: People) -> None:
    both = everyone.app_client.visitor(cookie=f"{everyone.cookies['facilitator']}; {everyone.cookies['organiser']}")
    several: list[str] = []
    faults: list[str] = []
    for form in await _forms(everyone, both):
        expected: set[str] = set()
        sent = dict(form.right)
        for name, value in form.wrong.items():
            if found := set(_problems(await _post(everyone, both, form, form.right | {name: value}))):
                expected |= found
                sent[name] = value
        if len(expected) < 2:
            continue
        several.append(form.action)
        answer = await _post(everyone, both, form, sent)
        faults += [f"{form.action} does not say what is wrong with {one}" for one in expected - set(_problems(answer))]
        faults += [f"{form.action}: {fault}" for fault in _faults(answer, sent)]
    assert "\n".join(faults) == ""
    assert len(several) >= 15, several


async def _forms(everyone: People, browser: httpx.AsyncClient) -> list[Form]:
    """The forms with two or more fields that a person fills in, each once."""
    asked = [route.removeprefix("GET ") for route in ROUTES if route.startswith("GET ")]
    cell = {name: value.format_map(everyone.places) for name, value in CELL.items()}
    found: dict[str, Form] = {}
    for path in (*asked, *FURTHER):
        address = path.format_map(places_for(everyone, path))
        # Files have no forms, and a long poll waits for news.
        if "." in path or path.endswith("/news"):
            continue
        page = await browser.get(address, params=cell if path.endswith("/matrix/cell") else None)
        if page.status_code != 200 or not page.headers["content-type"].startswith("text/html"):
            continue
        for shown in html.document_fromstring(page.text).forms:
            form = _read(shown)
            if len(form.wrong) > 1:
                found.setdefault(re.sub(r"/[0-9a-f]+$", "", form.action), form)
    return list(found.values())


def _read(shown: FormElement) -> Form:
    form = Form(str(shown.get("action")).partition("#")[0], shown.get("enctype") == "multipart/form-data")
    if shown.method != "POST":
        return form
    for box in shown.xpath(".//input | .//textarea | .//select"):
        name, kind = box.get("name"), box.get("type", "text") if box.tag == "input" else box.tag
        chosen = kind not in ("radio", "checkbox") or box.get("checked") is not None
        if not name or kind == "file" or box.get("disabled") is not None or not chosen:
            continue
        value = (box.get("value", "on") if kind in ("radio", "checkbox") else box.value) or TYPED.get(name, "")
        form.right.setdefault(name, []).append(value)
        if (wrong := _wrong(box, kind)) and len(form.wrong) < MOST_FIELDS:
            form.wrong[name] = [wrong] * len(form.right[name])
    return form


def _wrong(box: HtmlElement, kind: str) -> str:
    """A value that a person may type and that cannot be right, or "" if there is none."""
    if kind in ("date", "number"):
        return "soon"
    if kind == "textarea" and (longest := box.get("maxlength")) is not None and box.get("required") is None:
        return "x" * (int(longest) + 1)
    return " " if kind in ("text", "textarea", "email", "password") else ""


async def _post(
    everyone: People, browser: httpx.AsyncClient, form: Form, values: dict[str, list[str]]
) -> httpx.Response:
    parts = [(name, (None, value)) for name, several in values.items() for value in several]
    answer = await browser.post(form.action, **{"files": parts} if form.several_parts else {"data": values})
    if answer.status_code < 400:
        everyone.put_back()
    return answer


def _problems(answer: httpx.Response) -> list[str]:
    """The fields to which the summary at the top of the page links."""
    if answer.status_code != 422:
        return []
    links = html.document_fromstring(answer.text).xpath("//*[@role='alert']//a/@href")
    return [link.removeprefix("#") for link in links]


def _faults(answer: httpx.Response, sent: dict[str, list[str]]) -> list[str]:
    """Problems that are not beside their fields, and what was typed and is no longer there."""
    page = html.document_fromstring(answer.text)
    links = page.xpath("//*[@role='alert']//a")
    faults = [f"no problem is beside {link.get('href')}" for link in links if not is_beside(page, link)]
    ids = page.xpath("//@id")
    places = [ids.index(link.get("href").removeprefix("#")) for link in links if link.get("href")[1:] in ids]
    faults += [] if places == sorted(places) else [f"not in the order of the form: {[link.text for link in links]}"]
    typed = "//main//*[@name=$name][not(@type='password' or @type='radio' or @type='checkbox')]"
    for name, values in sent.items():
        there = [(box.value or "").strip() for box in page.xpath(typed, name=name)]
        faults += [f"{name} has lost {value[:20]!r}" for value in values if there and value.strip() not in there]
    return faults
