"""The pages of a board in a browser without JavaScript."""

import csv
import io
import json

import pytest
from lxml import html

from app.domain.board import notes
from app.domain.mapping import codings
from app.presentation.templates import links
from app.rehearsal.page_model import PageModel
from tests.app_client import SCRIPT, AppClient
from tests.workshop import ANA, BEN, FAY


async def test_posting_editing_and_deleting_work_without_javascript(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    page = html.document_fromstring((await ana.get(app_client.path())).text)
    form = next(form for form in page.forms if form.get("class") == "composer")
    data = {str(name): str(value) for name, value in form.form_values()} | {"text": "By a plain form"}
    board = await ana.post(form.action, data=data, follow_redirects=True)
    (note,) = PageModel(board.text).notes()
    assert note == data["id"]
    edit = await ana.get(app_client.path(f"/notes/{note}/edit"))
    assert "By a plain form" in edit.text
    board = await ana.post(
        app_client.path(f"/notes/{note}"), data={"text": "Changed", "colour": "leaf"}, follow_redirects=True
    )
    assert PageModel(board.text).words() == ["Changed"]
    private_fragment = html.document_fromstring(board.text).get_element_by_id("private-fragment")
    (own,) = private_fragment.iterfind(".//li//form")
    board = await ana.post(own.get("action"), data=dict(own.form_values()), follow_redirects=True)
    assert PageModel(board.text).notes() == []
    (own,) = html.document_fromstring(board.text).get_element_by_id("private-fragment").iterfind(".//li//form")
    board = await ana.post(own.get("action"), data=dict(own.form_values()), follow_redirects=True)
    assert PageModel(board.text).words() == ["Changed"]


async def test_a_script_gets_204_with_the_seq(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    data = {"id": "n" * 24, "column": app_client.workshop.columns[0], "text": "Hello"}
    answers = [await ana.post(app_client.path("/notes"), data=data, headers=SCRIPT) for _ in range(2)]
    assert [(answer.status_code, answer.headers["x-seq"]) for answer in answers] == [
        (204, str(app_client.workshop.workshop().seq))
    ] * 2
    assert len(app_client.workshop.order()) == 1


async def test_a_page_contains_the_seq_and_epoch_that_it_shows(app_client: AppClient) -> None:
    app_client.workshop.post(ANA)
    page_model = PageModel((await app_client.visitor(BEN).get(app_client.path())).text)
    assert page_model.seq == app_client.workshop.workshop().seq
    assert page_model.epoch


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "שלום עולם",
        "👩‍👩‍👧‍👦 é\nline",
        "{{ 7*7 }} &amp;",
        "=1+1",
    ],
)
async def test_markup_in_a_note_is_shown_as_text(app_client: AppClient, text: str) -> None:
    app_client.workshop.post(ANA, text)
    for view in ("", "/map"):
        page = (await app_client.visitor(FAY).get(app_client.path(view))).text
        assert PageModel(page).words() == [text]
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("see https://a.test/x?y=1&z=2.", ["https://a.test/x?y=1&z=2"]),
        ("(http://a.test)", ["http://a.test"]),
        ("javascript:alert(1) data:text/html,x", []),
        ('https://a.test/"onmouseover="x', ["https://a.test/"]),
        ("https://a.test<script>", ["https://a.test"]),
        ("no link", []),
    ],
)
def test_only_web_addresses_in_a_note_become_links(words: str, made: list[str]) -> None:
    drawn = html.fragment_fromstring(str(links(words)), create_parent="p")
    assert drawn.text_content() == words
    assert [a.get("href") for a in drawn] == made
    for a in drawn:
        assert a.get("rel") == "nofollow noopener noreferrer"
        assert set(a.attrib) == {"href", "target", "rel"}


async def test_an_empty_board_invites_people_to_write(app_client: AppClient) -> None:
    assert "Write the first note below." in (await app_client.visitor(ANA).get(app_client.path())).text
    assert "New notes will appear here" in (await app_client.visitor(FAY).get(app_client.path("/map"))).text


async def test_records_are_downloaded_with_a_file_name(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, "Words")
    app_client.workshop.act(FAY, codings.give, note, "scale_reach")
    fay = app_client.visitor(FAY)
    page = html.document_fromstring((await fay.get(app_client.path("/records"))).text)
    files = {}
    for link in page.iterfind(".//a[@download]"):
        answer = await fay.get(link.get("href"))
        named = f'attachment; filename="commonboard-{app_client.workshop.held_on}-'
        assert answer.headers["content-disposition"].startswith(named)
        files[answer.headers["content-type"]] = answer.content
    assert [
        row["text"] for row in csv.DictReader(io.StringIO(files["text/csv; charset=utf-8"].decode("utf-8-sig")))
    ] == ["Words"]
    assert json.loads(files["application/json"])["notes"][0]["text"] == "Words"


async def test_the_mapping_page_lists_unmapped_notes_first_and_names_elements(app_client: AppClient) -> None:
    workshop = app_client.workshop
    first, second, third = workshop.post(ANA, column=0), workshop.post(ANA, column=1), workshop.post(ANA, column=0)
    workshop.act(FAY, codings.give, first, "scale_reach")
    workshop.act(FAY, codings.give, third, "value_trust")
    answer = await app_client.visitor(FAY).get(app_client.path("/map"))
    assert PageModel(answer.text).notes() == [third, second, first]
    assert "Element names are provisional." in answer.text
    assert "1 of 3 notes mapped" in answer.text


async def test_mapping_works_without_javascript(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA)
    fay = app_client.visitor(FAY)
    for on, codes in ((1, {"scale_reach"}), (1, {"scale_reach"}), (0, set()), (0, set())):
        answer = await fay.post(app_client.path(f"/notes/{note}/codings"), data={"element": "scale_reach", "on": on})
        assert answer.status_code == 303
        assert (
            app_client.workshop.read(lambda session: codings.codes(session, app_client.workshop.id)).get(note, set())
            == codes
        )


async def test_a_hidden_note_is_shown_to_facilitators_as_hidden(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, "not for all")
    app_client.workshop.act(FAY, notes.hide, note, on=True)
    assert "not for all" in (await app_client.visitor(FAY).get(app_client.path())).text
    assert "not for all" not in (await app_client.visitor(BEN).get(app_client.path())).text
    mine = html.document_fromstring((await app_client.visitor(ANA).get(app_client.path())).text)
    assert "Hidden by the facilitator" in mine.get_element_by_id("private-fragment").text_content()
    assert PageModel(html.tostring(mine, encoding="unicode")).notes() == []


async def test_static_files_are_immutable_under_their_hash(app_client: AppClient) -> None:
    page = html.document_fromstring((await app_client.visitor().get("/")).text)
    style = page.find(".//link[@rel='stylesheet']").get("href")
    answer = await app_client.visitor().get(style)
    assert "immutable" in answer.headers["cache-control"]
    old = style.replace(style.split("/")[2], "0" * 12)
    assert (await app_client.visitor().get(old)).headers["cache-control"] == "no-cache"


async def test_an_error_page_does_not_contain_the_cause(app_client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_values: object, **_named: object) -> None:
        raise RuntimeError("the reason, with a secret")

    monkeypatch.setattr("app.web.board.board_page.read_board", fail)
    ana = app_client.visitor(ANA)
    ana._transport.raise_app_exceptions = False
    answer = await ana.get(app_client.path())
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret" not in answer.text
