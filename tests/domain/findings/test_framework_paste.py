"""Pasting the names of a framework: what is read, and what becomes of codes."""

import pytest

from app.domain.errors import Invalid, NotAllowed
from app.domain.findings.coding import book, framework_paste
from app.domain.findings.coding.framework_paste import Pasted, read
from app.domain.mapping import codings
from tests.domain.findings.test_excerpts import VOICE, code
from tests.programme import LENA, OLGA, SampleProgramme
from tests.workshop import ANA, FAY


def present(programme: SampleProgramme) -> book.ProgrammeBook:
    return programme.read(lambda session: book.read(session, programme.programme(session)))


def test_a_table_is_read_with_or_without_a_header() -> None:
    table = "Heading\tName\tDescription\tSignals\nInvolving\tOne\tWhat it is\tStrong: a; Weak: b\n\tTwo\t\t"
    expected = [
        Pasted("One", "What it is", "Involving", ("Strong: a", "Weak: b")),
        Pasted("Two", "", "Involving"),
    ]
    assert read(table) == expected
    assert read(table.split("\n", 1)[1]) == expected
    # A spreadsheet copies a cell with several lines, or with quotation marks, in quotation marks.
    cells = 'Involving\tOne\t"What ""it"" is.\n\nAnd more."\t"Strong: a\r\n• Weak: b"\r\n\tTwo\t"Here" and there\t\r\n'
    assert read(cells) == [
        Pasted("One", 'What "it" is.\nAnd more.', "Involving", ("Strong: a", "Weak: b")),
        Pasted("Two", '"Here" and there', "Involving"),
    ]
    assert read("One\tWhat it is\nTwo\t") == [Pasted("One", "What it is"), Pasted("Two")]


def test_a_list_is_read_with_headings_descriptions_and_signals() -> None:
    text = "Involving:\r\n1. One: what it is\r\n  - Strong: a\r\n  - Weak: b\r\n2) Two – and this\r\nScaling:\r\nThree"
    assert read(text) == [
        Pasted("One", "what it is", "Involving", ("Strong: a", "Weak: b")),
        Pasted("Two", "and this", "Involving"),
        Pasted("Three", "", "Scaling"),
    ]


@pytest.mark.parametrize("text", ["", " \n ", "One\nONE", "\n".join(f"Name {number}" for number in range(61))])
def test_what_is_no_framework_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read(text)


def test_as_many_names_replace_the_elements_in_their_places_and_keep_their_codes(programme: SampleProgramme) -> None:
    note = programme.workshop.post(ANA)
    programme.workshop.act(FAY, codings.give, note, VOICE)
    before = present(programme)
    assert before.framework.working_labels
    pasted = [Pasted(f"Name {number}") for number in range(len(before.elements))]
    replaces = framework_paste.suggested(before.framework.content, pasted)
    programme.act(OLGA, framework_paste.paste, pasted, replaces)
    after = present(programme)
    assert [element["key"] for element in after.elements] == [element["key"] for element in before.elements]
    assert not after.framework.working_labels
    assert after.names[VOICE] == "Name 0"
    # The workshop has the new names too, because the keys are the same.
    mapped = programme.workshop.read(lambda session: codings.code_book(session, programme.workshop.workshop()))
    assert mapped.names[VOICE] == "Name 0"
    assert {unit.codes for unit in programme.units()} == {frozenset({VOICE})}


def test_an_element_with_codes_stays_and_one_without_goes(sqlite_programme: SampleProgramme) -> None:
    code(sqlite_programme, sqlite_programme.interview(), "People know her.", VOICE)
    sqlite_programme.act(OLGA, framework_paste.paste, [Pasted("New", heading="Another")], [""])
    after = present(sqlite_programme)
    assert {element["name"] for element in after.elements} == {"New", "Community voice and insight"}
    assert [group["name"] for group in after.framework.groups] == ["Another", "Involving"]


def test_only_organisers_paste_and_no_two_names_keep_one_key(sqlite_programme: SampleProgramme) -> None:
    with pytest.raises(NotAllowed):
        sqlite_programme.act(LENA, framework_paste.paste, [Pasted("New")], [""])
    with pytest.raises(Invalid):
        sqlite_programme.act(OLGA, framework_paste.paste, [Pasted("A"), Pasted("B")], [VOICE, VOICE])
