"""Posting a note: refusals before the writer, and answers to invalid forms."""

from collections.abc import AsyncGenerator

import pytest

from tests.app_client import SCRIPT, AppClient
from tests.web.accounts.acting import sent
from tests.workshop import ANA, FAY

FORM = {"content-type": "application/x-www-form-urlencoded"}
ACTIONS = (
    "/notes",
    "/notes/{note}",
    "/notes/{note}/withdrawal",
    "/notes/{note}/hiding",
    "/notes/{note}/place",
    "/notes/{note}/codings",
    "/questions",
    "/device",
    "/seats/1/removal",
    "/seats/1/return",
    "/links",
    "/links/1/revocation",
    "/code",
    "/code/strangers",
    "/naming",
    "/closure",
)


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_action_without_a_seat_never_waits_for_the_writer(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    note = app_client.workshop.post(ANA)

    async def write(*_values: object) -> None:
        raise AssertionError("the writer was asked")

    monkeypatch.setattr(app_client.inside.database, "write", write)
    data = {
        "id": "a" * 24,
        "column": app_client.workshop.columns[0],
        "text": "x",
        "on": 1,
        "element": "x",
        "naming": "named",
    }
    for key, status in ((app_client.workshop.key, 403), ("nosuchworkshop", 404)):
        answer = await app_client.visitor().post(f"/w/{key}{action.format(note=note)}", data=data | {"do": "add"})
        assert answer.status_code == status


async def test_a_post_with_too_many_fields_or_without_a_form_is_refused(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    good = f"id={'a' * 24}&column={app_client.workshop.columns[0]}&text=x"
    wrong = [
        (good + "&a=1" * 20, FORM),
        (good, {"content-type": "text/plain"}),
        ("", FORM),
        (good.replace("column=", "column=x"), FORM),
        (f"column={app_client.workshop.columns[0]}&text=x", FORM),
    ]
    for body, headers in wrong:
        answer = await ana.post(app_client.path("/notes"), content=body, headers=headers | SCRIPT)
        assert answer.status_code in (400, 422), body
        assert "Part of the form is missing" in answer.text
    assert app_client.workshop.order() == []


async def test_a_file_in_a_post_is_refused(app_client: AppClient) -> None:
    data = {"id": "a" * 24, "column": f"{app_client.workshop.columns[0]}"}
    answer = await app_client.visitor(ANA).post(
        app_client.path("/notes"), data=data, files={"text": b"a file"}, headers=SCRIPT
    )
    assert answer.status_code == 422
    assert app_client.workshop.order() == []


async def test_a_post_redirects_a_form_and_gives_a_script_the_seq(app_client: AppClient) -> None:
    note = {"id": "b" * 24, "column": app_client.workshop.columns[0], "text": "Hello"}
    ana = app_client.visitor(ANA)
    page = await ana.post(app_client.path("/notes"), data=note)
    assert page.status_code == 303
    assert page.headers["location"] == app_client.path(f"#note-{note['id']}")
    script = await ana.post(app_client.path("/notes"), data=note, headers=SCRIPT)
    assert script.status_code == 204
    assert int(script.headers["x-seq"]) == app_client.workshop.workshop().seq


async def test_a_form_sent_again_with_other_words_keeps_them_and_can_be_posted_as_a_second_note(
    app_client: AppClient,
) -> None:
    ana, address = app_client.visitor(ANA), app_client.path("/notes")
    note = {"id": "b" * 24, "column": f"{app_client.workshop.columns[0]}", "text": "Hello", "colour": "sky"}
    assert (await ana.post(address, data=note)).status_code == 303
    refused = await ana.post(address, data=note | {"text": "Good evening"})
    assert refused.status_code == 422
    again = sent(refused, address)
    assert again["text"] == "Good evening"
    for _ in range(2):
        assert (await ana.post(address, data=again)).status_code == 303
    texts = [app_client.workshop.note(note_id).text for note_id in app_client.workshop.order()]
    assert texts == ["Hello", "Good evening"]


async def test_a_script_that_repeats_an_id_with_other_words_is_never_told_that_they_are_saved(
    app_client: AppClient,
) -> None:
    note = {"id": "b" * 24, "column": f"{app_client.workshop.columns[0]}", "text": "Hello"}
    ana = app_client.visitor(ANA)
    assert (await ana.post(app_client.path("/notes"), data=note, headers=SCRIPT)).status_code == 204
    refused = await ana.post(app_client.path("/notes"), data=note | {"text": "Other"}, headers=SCRIPT)
    assert refused.status_code == 422
    assert "these words are different" in refused.text
    assert len(app_client.workshop.order()) == 1


async def test_a_script_gets_the_stored_text_of_a_note_to_edit_and_only_its_writer_does(app_client: AppClient) -> None:
    text = "<b>Words</b>\n  as stored & kept"
    address = app_client.path(f"/notes/{app_client.workshop.post(ANA, text)}/edit")
    answer = await app_client.visitor(ANA).get(address, headers=SCRIPT)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text == text
    page = await app_client.visitor(ANA).get(address)
    assert "<textarea" in page.text
    for ref in (FAY, None):
        refused = await app_client.visitor(ref).get(address, headers=SCRIPT)
        assert refused.status_code == 403
        assert "Words" not in refused.text


async def test_a_post_over_the_size_limit_is_refused(app_client: AppClient) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 4096
            yield b"text=" + b"x" * 4091

    for path in ("/notes", f"/notes/{app_client.workshop.post(FAY)}"):
        before, sent = app_client.workshop.order(), 0
        answer = await app_client.visitor(ANA).post(app_client.path(path), content=endless(), headers=FORM)
        assert answer.status_code == 413
        assert "Shorten" in answer.text
        assert app_client.workshop.order() == before
