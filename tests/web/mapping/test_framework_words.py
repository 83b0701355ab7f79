"""The framework's words in the reader's language: on pages and in files, edited, exported and imported."""

import csv
import io
import json

import pytest

from app.domain.errors import Invalid
from app.domain.mapping import codings
from app.exports import from_json
from tests.app_client import AppClient, set_up
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import text_of
from tests.workshop import ANA, FAY

ENGLISH, WELSH = "Community voice and insight", "Llais a mewnwelediad y gymuned"


@pytest.fixture
async def mapped(app_client: AppClient) -> AppClient:
    """A board with one note that is mapped to the first element."""
    app_client.workshop.act(FAY, codings.give, app_client.workshop.post(ANA), "involve_voice")
    return app_client


async def test_every_page_and_file_names_the_elements_in_the_readers_language(mapped: AppClient) -> None:
    english, welsh = (mapped.visitor(FAY, **{"accept-language": tag}) for tag in ("en", "cy"))
    # Twice, because fragments of notes are kept.
    for _again in range(2):
        for path in ("/map", "/tables", "/board?view=map&lang={}"):
            one = await english.get(mapped.path(path.format("en")))
            other = await welsh.get(mapped.path(path.format("cy")))
            assert ENGLISH in one.text
            assert WELSH not in one.text
            assert WELSH in other.text
            assert ENGLISH not in other.text
            if path != "/tables":
                # Nor is the facilitator without a name who gave it.
                assert 'data-coder="Facilitator"' in one.text
                assert 'data-coder="Hwylusydd"' in other.text
    files = [(await one.get(mapped.path("/records/notes.csv"))).content.decode("utf-8-sig") for one in (english, welsh)]
    assert [list(csv.reader(io.StringIO(file)))[1][7] for file in files] == [ENGLISH, WELSH]


async def test_an_update_names_the_elements_in_the_language_of_its_audience(mapped: AppClient) -> None:
    seq, epoch = mapped.workshop.read(lambda session: codings.journal.position(session, mapped.workshop.id))
    mapped.workshop.act(FAY, codings.give, mapped.workshop.post(ANA), "involve_voice")
    for tag, name in (("en", ENGLISH), ("cy", WELSH)):
        answer = await mapped.visitor(FAY).get(
            mapped.path("/news"), params={"since": seq, "epoch": epoch, "view": "map", "lang": tag}
        )
        assert name in answer.text


async def test_an_organiser_edits_the_words_of_every_language(mapped: AppClient) -> None:
    olga = mapped.visitor()
    await set_up(mapped, olga)
    page = form((await olga.get(mapped.path("/framework"))).text, mapped.path("/framework"))
    assert page["name-involve_voice-cy"] == [WELSH]
    typed = {
        "name-involve_voice-cy": "Gwrando",
        "status-involve_voice-cy": "checked",
        "heading-1-cy": "Ynghyd",
        "signals-involve_voice-cy": "Un\nDau",
        "name-value_power-cy": "Pŵer",
        "name-scale_reach-cy": " ",
    }
    saved = await olga.post(mapped.path("/framework"), data=page | typed)
    assert saved.status_code == 303, text_of(saved)
    book = mapped.workshop.read(lambda session: codings.code_book(session, mapped.workshop.workshop(), "cy"))
    assert (book.names["involve_voice"], book.names["value_power"]) == ("Gwrando", "Pŵer")
    assert (book.groups[0]["name"], book.elements[0]["signals"]) == ("Ynghyd", ["Un", "Dau"])
    assert book.elements[0]["status"] == "checked"
    assert book.names["scale_reach"] == "Range and reach of community-centred approaches"


async def test_saving_the_framework_as_it_is_creates_no_version(mapped: AppClient) -> None:
    olga = mapped.visitor()
    await set_up(mapped, olga)
    before = mapped.workshop.workshop().framework_id
    page = form((await olga.get(mapped.path("/framework"))).text, mapped.path("/framework"))
    await olga.post(mapped.path("/framework"), data=page)
    assert mapped.workshop.workshop().framework_id == before


async def test_a_name_that_is_missing_is_linked_to_its_field(mapped: AppClient) -> None:
    olga = mapped.visitor()
    await set_up(mapped, olga)
    page = form((await olga.get(mapped.path("/framework"))).text, mapped.path("/framework"))
    for field in ("heading-2", "name-scale_reach", "name-value_trust"):
        refused = await olga.post(mapped.path("/framework"), data=page | {field: " "})
        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
        assert f'aria-describedby="{field}-problem' in refused.text


async def test_words_come_back_with_an_imported_record(mapped: AppClient) -> None:
    record = (await mapped.visitor(FAY).get(mapped.path("/records/x.json"))).json()
    assert record["framework"]["values"][1]["words"] == {"cy": {"name": "Grym"}}
    bundle = from_json.read(json.dumps(record).encode())
    assert bundle.code_book.in_language("cy").names["involve_voice"] == WELSH


@pytest.mark.parametrize(
    "words",
    [
        {"cy": {"name": 7}},
        {"cy": "Grym"},
        {"cy": {"nickname": "x"}},
        {"no tag": {"name": "x"}},
        {"cy": {"name": "x" * 501}},
    ],
)
async def test_a_record_with_unusable_words_is_refused(mapped: AppClient, words: dict) -> None:
    record = (await mapped.visitor(FAY).get(mapped.path("/records/x.json"))).json()
    record["framework"]["values"][1]["words"] = words
    with pytest.raises(Invalid):
        from_json.read(json.dumps(record).encode())
