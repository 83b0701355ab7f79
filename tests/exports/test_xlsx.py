"""The workbook, read back by another library."""

import io

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.domain import mapping, people
from app.exports import FORMATS
from app.exports.bundle import bundle
from tests.exports.test_json import WORDS
from tests.hall import ANA, BEN, FAY, START, Hall


def opened(hall: Hall) -> Workbook:
    content = hall.read(
        lambda session: FORMATS["xlsx"].write(bundle(session, people.find(session, hall.key), START), "en")
    )
    return openpyxl.load_workbook(io.BytesIO(content))


def table(book: Workbook, name: str) -> list[dict[str, object]]:
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_the_workbook_has_its_sheets_with_frozen_headers_and_filters(small_hall: Hall) -> None:
    book = opened(small_hall)
    assert book.sheetnames == ["Notes", "Codings", "By question", "By who spoke", "Framework", "Workshop"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


def test_notes_codings_and_counts_are_those_of_the_board(hall: Hall) -> None:
    hall.join("nora", speaks_for="nhs")
    first, second = hall.post(ANA, "first"), hall.post(BEN, "second", column=1)
    third = hall.post("nora", "third", column=1)
    for note, element in ((first, "scale_reach"), (second, "scale_reach"), (third, mapping.NOT_ABOUT)):
        hall.act(FAY, mapping.give, note, element)
    hall.act(FAY, mapping.give, first, "value_trust")
    book = opened(hall)
    notes = table(book, "Notes")
    assert [(row["Question number"], row["Text"]) for row in notes] == [(1, "first"), (2, "second"), (2, "third")]
    assert notes[0]["Elements"] == "Range and reach of community-centred approaches"
    assert notes[0]["Values"] == "Trust"
    assert len(table(book, "Codings")) == 4
    by_question = {row["Element"]: row for row in table(book, "By question")}
    reach = by_question["Range and reach of community-centred approaches"]
    assert (reach["Question 1"], reach["Question 2"], reach["Question 3"], reach["All"]) == (1, 1, 0, 2)
    by_who = {row["Element"]: row for row in table(book, "By who spoke")}
    assert by_who["Not about the framework"]["NHS"] == 1
    assert by_who["Not about the framework"]["Resident"] == 0


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=1, max_size=8))
def test_any_words_come_back_as_text(small_hall: Hall, words: list[str]) -> None:
    hall = Hall(small_hall.database)
    for text in words:
        hall.post(ANA, text)
    sheet = opened(hall)["Notes"]
    cells = [row[3] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == words
    assert {cell.data_type for cell in cells} == {"s"}


def test_formulas_are_text(small_hall: Hall) -> None:
    small_hall.post(ANA, "=HYPERLINK(1)")
    cell = opened(small_hall)["Notes"]["D2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
