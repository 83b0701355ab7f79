"""A framework's texts in several languages."""

import json

from app.domain.mapping import codings, frameworks
from app.domain.mapping.codings import CodeBook
from app.domain.mapping.framework_words import in_language, without_words
from app.domain.workshops import plans
from tests.workshop import SampleWorkshop

CONTENT = {
    "key": "ours",
    "name": "Ours",
    "language": "en",
    "principles": ["Be bold"],
    "groups": [
        {
            "name": "Together",
            "words": {"cy": {"name": "Gyda'n gilydd"}},
            "elements": [
                {
                    "key": "a",
                    "name": "Trusting",
                    "status": "checked",
                    "description": "Long",
                    "signals": ["Yes"],
                    "words": {"cy": {"name": "Ymddiried", "signals": ["Ie"]}},
                },
                {"key": "b", "name": "Only English", "status": "checked", "words": {"cy": {"name": ""}}},
            ],
        }
    ],
    "values": [{"key": "v", "name": "Power", "words": {"cy": {"name": "Grym"}}}],
    "facets": [],
}


def test_a_text_is_in_the_wanted_language_and_else_in_the_frameworks_own() -> None:
    welsh = CodeBook(CONTENT).in_language("cy")
    assert welsh.names == {"a": "Ymddiried", "b": "Only English", "v": "Grym"}
    assert welsh.groups[0]["name"] == "Gyda'n gilydd"
    assert (welsh.elements[0]["signals"], welsh.elements[0]["description"]) == (["Ie"], "Long")
    spoken = [welsh.tongue(welsh.elements[0], field) for field in ("name", "signals", "description")]
    assert spoken == ["cy", "cy", "en"]
    assert welsh.tongue(welsh.elements[1], "name") == "en"
    for other in ("en", "fr"):
        assert CodeBook(CONTENT).in_language(other).names == {"a": "Trusting", "b": "Only English", "v": "Power"}


def test_a_translated_name_is_provisional_until_it_is_confirmed_itself() -> None:
    assert not CodeBook(CONTENT).working_labels
    assert CodeBook(CONTENT).in_language("cy").working_labels
    confirmed = json.loads(json.dumps(CONTENT))
    confirmed["groups"][0]["elements"][0]["words"]["cy"]["status"] = "checked"
    assert not CodeBook(confirmed).in_language("cy").working_labels


def test_translating_changes_no_key_order_or_letter() -> None:
    default = CodeBook(plans.default_framework())
    welsh = default.in_language("cy")
    assert (list(welsh.names), welsh.letters) == (list(default.names), default.letters)
    assert in_language(CONTENT, "cy")["principles"] == CONTENT["principles"]


def test_every_name_and_meaning_of_the_sample_framework_has_a_provisional_welsh_text() -> None:
    content = plans.default_framework()
    elements = CodeBook(content).elements
    for item in [*content["groups"], *elements, *content["values"]]:
        assert item["words"]["cy"]["name"]
    assert all(element["words"]["cy"]["status"] == "working" for element in elements)
    assert all(element["words"]["cy"]["description"] for element in elements)


def test_an_unedited_framework_gets_new_translations_and_an_edited_one_stays_the_newest(
    sqlite_workshop: SampleWorkshop,
) -> None:
    workshop, default = sqlite_workshop, plans.default_framework()

    def newest(content: dict) -> dict:
        return workshop.write(lambda session: frameworks.latest(session, content).content)

    translated = json.loads(json.dumps(default))
    translated["groups"][0]["words"]["fr"] = {"name": "Impliquer"}
    assert newest(translated) == translated
    own = json.loads(json.dumps(default))
    own["groups"][0]["name"] = "Ours"
    owner = workshop.workshop().organisation_id
    workshop.write(lambda session: frameworks.keep(session, owner, own))
    translated["groups"][0]["words"]["de"] = {"name": "Einbeziehen"}
    assert newest(translated) == own
    assert without_words(translated) == without_words(default)


def test_a_workshops_code_book_is_in_the_wanted_language(sqlite_workshop: SampleWorkshop) -> None:
    book = sqlite_workshop.read(lambda session: codings.code_book(session, sqlite_workshop.workshop(), "cy"))
    assert book.names["value_power"] == "Grym"
