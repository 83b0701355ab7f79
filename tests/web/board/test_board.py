"""The pages, as a browser without JavaScript has them."""

import csv
import io
import json

import pytest
from lxml import html

from app.domain.board import notes
from app.domain.mapping import codings
from app.presentation.templates import links
from app.rehearsal.page_model import PageModel
from tests.app_client import SCRIPT, House
from tests.workshop import ANA, BEN, FAY


async def test_posting_editing_and_taking_back_work_by_plain_forms(house: House) -> None:
    ana = house.visitor(ANA)
    page = html.document_fromstring((await ana.get(house.path())).text)
    form = next(form for form in page.forms if form.get("class") == "composer")
    data = {str(name): str(value) for name, value in form.form_values()} | {"text": "By a plain form"}
    board = await ana.post(form.action, data=data, follow_redirects=True)
    (note,) = PageModel(board.text).notes()
    assert note == data["id"]
    edit = await ana.get(house.path(f"/notes/{note}/edit"))
    assert "By a plain form" in edit.text
    board = await ana.post(
        house.path(f"/notes/{note}"), data={"text": "Changed", "colour": "leaf"}, follow_redirects=True
    )
    assert PageModel(board.text).words() == ["Changed"]
    slip = html.document_fromstring(board.text).get_element_by_id("private-fragment")
    (own,) = slip.iterfind(".//li//form")
    board = await ana.post(own.get("action"), data=dict(own.form_values()), follow_redirects=True)
    assert PageModel(board.text).notes() == []
    (own,) = html.document_fromstring(board.text).get_element_by_id("private-fragment").iterfind(".//li//form")
    board = await ana.post(own.get("action"), data=dict(own.form_values()), follow_redirects=True)
    assert PageModel(board.text).words() == ["Changed"]


async def test_a_script_is_answered_with_the_number_only(house: House) -> None:
    ana = house.visitor(ANA)
    data = {"id": "n" * 24, "column": house.hall.columns[0], "text": "Hello"}
    answers = [await ana.post(house.path("/notes"), data=data, headers=SCRIPT) for _ in range(2)]
    assert [(answer.status_code, answer.headers["x-seq"]) for answer in answers] == [
        (204, str(house.hall.workshop().seq))
    ] * 2
    assert len(house.hall.order()) == 1


async def test_a_page_says_up_to_where_it_is_painted(house: House) -> None:
    house.hall.post(ANA)
    mirror = PageModel((await house.visitor(BEN).get(house.path())).text)
    assert mirror.seq == house.hall.workshop().seq
    assert mirror.epoch


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
async def test_words_are_shown_as_they_are(house: House, text: str) -> None:
    house.hall.post(ANA, text)
    for view in ("", "/map"):
        page = (await house.visitor(FAY).get(house.path(view))).text
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
def test_links_are_safe_and_nothing_else_is_markup(words: str, made: list[str]) -> None:
    drawn = html.fragment_fromstring(str(links(words)), create_parent="p")
    assert drawn.text_content() == words
    assert [a.get("href") for a in drawn] == made
    for a in drawn:
        assert a.get("rel") == "nofollow noopener noreferrer"
        assert set(a.attrib) == {"href", "target", "rel"}


async def test_an_empty_board_invites(house: House) -> None:
    assert "Yours can be the first" in (await house.visitor(ANA).get(house.path())).text
    assert "They appear here as they are posted" in (await house.visitor(FAY).get(house.path("/map"))).text


async def test_records_come_as_files_with_a_name(house: House) -> None:
    note = house.hall.post(ANA, "Words")
    house.hall.act(FAY, codings.give, note, "scale_reach")
    fay = house.visitor(FAY)
    page = html.document_fromstring((await fay.get(house.path("/records"))).text)
    files = {}
    for link in page.iterfind(".//a[@download]"):
        answer = await fay.get(link.get("href"))
        assert answer.headers["content-disposition"].startswith('attachment; filename="commonboard-2026-11-23-')
        files[answer.headers["content-type"]] = answer.content
    assert [
        row["text"] for row in csv.DictReader(io.StringIO(files["text/csv; charset=utf-8"].decode("utf-8-sig")))
    ] == ["Words"]
    assert json.loads(files["application/json"])["notes"][0]["text"] == "Words"


async def test_the_mapping_page_puts_unmapped_notes_first_and_says_what_the_names_are(house: House) -> None:
    hall = house.hall
    first, second, third = hall.post(ANA, column=0), hall.post(ANA, column=1), hall.post(ANA, column=0)
    hall.act(FAY, codings.give, first, "scale_reach")
    hall.act(FAY, codings.give, third, "value_trust")
    answer = await house.visitor(FAY).get(house.path("/map"))
    assert PageModel(answer.text).notes() == [third, second, first]
    assert "The element names are working labels." in answer.text
    assert "1 of 3 notes mapped" in answer.text


async def test_mapping_works_by_plain_forms_too(house: House) -> None:
    note = house.hall.post(ANA)
    fay = house.visitor(FAY)
    for on, codes in ((1, {"scale_reach"}), (1, {"scale_reach"}), (0, set()), (0, set())):
        answer = await fay.post(house.path(f"/notes/{note}/codings"), data={"element": "scale_reach", "on": on})
        assert answer.status_code == 303
        assert house.hall.read(lambda session: codings.codes(session, house.hall.id)).get(note, set()) == codes


async def test_a_hidden_note_is_shown_to_facilitators_as_hidden(house: House) -> None:
    note = house.hall.post(ANA, "not for all")
    house.hall.act(FAY, notes.hide, note, on=True)
    assert "not for all" in (await house.visitor(FAY).get(house.path())).text
    assert "not for all" not in (await house.visitor(BEN).get(house.path())).text
    mine = html.document_fromstring((await house.visitor(ANA).get(house.path())).text)
    assert "Hidden by the facilitator" in mine.get_element_by_id("private-fragment").text_content()
    assert PageModel(html.tostring(mine, encoding="unicode")).notes() == []


async def test_static_files_are_kept_for_ever_under_their_hash(house: House) -> None:
    page = html.document_fromstring((await house.visitor().get("/")).text)
    style = page.find(".//link[@rel='stylesheet']").get("href")
    answer = await house.visitor().get(style)
    assert "immutable" in answer.headers["cache-control"]
    old = style.replace(style.split("/")[2], "0" * 12)
    assert (await house.visitor().get(old)).headers["cache-control"] == "no-cache"


async def test_a_failure_says_so_without_saying_why(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_values: object, **_named: object) -> None:
        raise RuntimeError("the reason, with a secret")

    monkeypatch.setattr("app.web.board.board.paint.whole", fail)
    ana = house.visitor(ANA)
    ana._transport.raise_app_exceptions = False
    answer = await ana.get(house.path())
    assert answer.status_code == 500
    assert "went wrong on our side" in answer.text
    assert "secret" not in answer.text
