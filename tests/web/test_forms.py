"""Every form: the browser never says itself what is wrong with it, and the product says it beside the field."""

import re
from pathlib import Path

from tests.app_client import AppClient, inside, set_up
from tests.web.problems import problem_of
from tests.workshop import FAY

TEMPLATES = Path(__file__).parent.parent.parent / "app" / "templates"
FORM = re.compile(r"<form\b(.*?)>(.*?)</form>", re.DOTALL)
INCLUDED = re.compile(r'{% include "([^"]+)"')
# What a browser checks before it sends a form.
CHECKED = re.compile(
    r'<(?:input|textarea|select)\b[^>]*(?:\srequired\b|type="(?:email|url|number|date|time)"|\s(?:pattern|min|max)=)'
    # Macros with such fields.
    r"|{{ (?:new_password|current_password|about)\("
)


def checked_by_the_browser(text: str) -> bool:
    """Whether a form with this content, and what it includes, has a field that a browser checks."""
    included = ((TEMPLATES / name).read_text(encoding="utf-8") for name in INCLUDED.findall(text))
    return CHECKED.search(text) is not None or any(map(checked_by_the_browser, included))


def test_no_form_lets_the_browser_say_what_is_wrong() -> None:
    forms = [
        (path.relative_to(TEMPLATES), *found.groups())
        for path in sorted(TEMPLATES.rglob("*.html"))
        for found in FORM.finditer(path.read_text(encoding="utf-8"))
    ]
    assert len(forms) > 100
    wrong = [(name, head) for name, head, body in forms if "novalidate" not in head and checked_by_the_browser(body)]
    assert wrong == []


async def test_a_field_of_a_facilitator_that_is_filled_in_wrongly_says_so_beside_it(app_client: AppClient) -> None:
    fay, link = app_client.visitor(FAY), app_client.path("/links")
    assert problem_of(await fay.post(link, data={"name": " "}), "link-name").startswith("Enter the name of the person")
    assert problem_of(await fay.post(link, data={"name": "Priya", "role": "owner"}), "link-role") == "Choose a role."
    phases, usual = app_client.path("/agenda/phases"), {"title": "Vote", "votes": "3", "votes_per_note": "1"}
    for field, typed in (
        ("title", " "),
        ("minutes", "500"),
        ("votes", "99"),
        ("votes_per_note", "many"),
        ("ask_scale", "only one"),
    ):
        assert problem_of(await fay.post(phases, data=usual | {"may": "rate", field: typed}), f"phase-{field}")


async def test_a_message_to_everyone_needs_words_and_the_one_before_stays(app_client: AppClient) -> None:
    fay, path = app_client.visitor(FAY), app_client.path("/announcement")
    await fay.post(path, data={"text": "Ten minutes left", "send": "1"})
    refused = await fay.post(path, data={"text": " ", "send": "1"})
    assert refused.status_code == 422
    assert "Write a message first." in refused.text
    assert app_client.workshop.workshop().announcement == "Ten minutes left"
    assert (await fay.post(path, data={"text": ""})).status_code == 303
    assert app_client.workshop.workshop().announcement == ""


async def test_a_date_that_an_organiser_changes_wrongly_says_so_beside_it(app_client: AppClient) -> None:
    olga, path = app_client.visitor(), app_client.path("/held/date")
    await set_up(app_client, olga)
    typed = {"keep_until": "2031-05-06", "what": "delete", "reason": "agreed"}
    assert "why you change it" in problem_of(await olga.post(path, data=typed | {"reason": ""}), "reason")
    for date in ("soon", "2020-01-01"):
        assert problem_of(await olga.post(path, data=typed | {"keep_until": date}), "keep_until")


async def test_people_who_join_without_a_code_or_a_name_are_told_beside_the_field(tmp_path: Path) -> None:
    async with inside(tmp_path, naming="named") as app_client:
        path, code = app_client.path("/join"), app_client.workshop.code
        for typed, field, words, status in (
            ({"name": "Ana"}, "code", "Enter the code.", 404),
            ({"name": "Ana", "code": "AAAAAA"}, "code", "The code is incorrect. Check it and try again.", 404),
            ({"code": code}, "name", "This workshop shows names. Enter yours.", 422),
        ):
            answer = await app_client.newcomer().post(path, data=typed)
            assert problem_of(answer, field, status) == words
        for address in ("/j?code=", "/recover"):
            visitor = app_client.visitor()
            answer = await (visitor.get(address) if "?" in address else visitor.post(address))
            assert "Enter the code." in answer.text
