"""The workbook, read by another library."""

import io
from datetime import datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.domain.board.notes import COLOURS, LONGEST
from app.domain.mapping import codings
from app.domain.text import is_visible
from app.domain.workshops import seats
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.presentation import translations
from app.presentation.words import colour_names
from tests.exports.records import WORDS
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

# Texts with emoji, right-to-left script, apparent formulas, and notes of the greatest length.
ANYTHING = st.one_of(
    WORDS,
    st.builds("{}{}".format, st.sampled_from(["=", "+", "-", "@", "'", '"', "https://a.b/", "_x0041_"]), WORDS),
    st.text(st.sampled_from("🧑🏽‍🤝‍🧑🏻👍🏾مرحباשלום"), min_size=1, max_size=40).filter(is_visible),
    st.builds(lambda letter: letter * LONGEST, st.sampled_from("xé中😀")),
)


def opened(workshop: SampleWorkshop) -> Workbook:
    taken = workshop.read(lambda session: bundle(session, seats.find(session, workshop.key), START))
    content = FORMATS["xlsx"].write(taken, "en")
    return openpyxl.load_workbook(io.BytesIO(content))


def table(book: Workbook, name: str) -> list[dict[str, object]]:
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_every_sheet_of_the_workbook_has_a_frozen_header_and_a_filter(sqlite_workshop: SampleWorkshop) -> None:
    book = opened(sqlite_workshop)
    assert book.sheetnames == ["Notes", "Codings", "By question", "By group", "Framework", "Workshop"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref


def test_the_workbook_has_the_notes_codings_and_counts_of_the_board(workshop: SampleWorkshop) -> None:
    workshop.join("nora", speaks_for="nhs")
    first, second = workshop.post(ANA, "first"), workshop.post(BEN, "second", column=1)
    third = workshop.post("nora", "third", column=1)
    for note, element in ((first, "scale_reach"), (second, "scale_reach"), (third, codings.NOT_ABOUT)):
        workshop.act(FAY, codings.give, note, element)
    workshop.act(FAY, codings.give, first, "value_trust")
    book = opened(workshop)
    notes = table(book, "Notes")
    assert [(row["Question number"], row["Text"]) for row in notes] == [(1, "first"), (2, "second"), (2, "third")]
    assert notes[0]["Elements"] == "Range and reach of community-centred approaches"
    assert notes[0]["Values"] == "Trust"
    assert len(table(book, "Codings")) == 4
    by_question = {row["Element"]: row for row in table(book, "By question")}
    reach = by_question["Range and reach of community-centred approaches"]
    assert (reach["Question 1"], reach["Question 2"], reach["Question 3"], reach["All"]) == (1, 1, 0, 2)
    by_who = {row["Element"]: row for row in table(book, "By group")}
    assert by_who["Not about the framework"]["NHS"] == 1
    assert by_who["Not about the framework"]["Resident"] == 0


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(st.tuples(ANYTHING, st.integers(0, 2), st.sampled_from(COLOURS)), max_size=8),
    given=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["scale_reach", "value_power", codings.NOT_ABOUT]))),
    language=st.sampled_from(translations.languages()),
)
def test_the_workbook_of_any_workshop_can_be_read_by_another_library(
    sqlite_workshop: SampleWorkshop, written: list[tuple[str, int, str]], given: list[tuple[int, str]], language: str
) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database)
    ids = [workshop.post(ANA, words, column=column, colour=colour) for words, column, colour in written]
    for number, element in given:
        if number < len(ids):
            workshop.act(FAY, codings.give, ids[number], element)
    taken = workshop.read(lambda session: bundle(session, seats.find(session, workshop.key), START))
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(taken, language)))
    notes, codes, by_question, by_who, framework, stored = (list(sheet.iter_rows(min_row=2)) for sheet in book)
    assert [(row[0].value, row[2].value, row[3].value, row[4].value) for row in notes] == [
        (note.column, note.place, note.text, colour_names(language)[note.colour]) for note in taken.notes
    ]
    assert {row[3].data_type for row in notes} <= {"s"}
    assert [(row[4].value, row[5].value) for row in codes] == [(one.element, one.coder) for one in taken.codings]
    for table in (by_question, by_who):
        totals = {key: row[-1].value for key, row in zip(taken.keys, table, strict=True)}
        assert totals == {key: sum(key in taken.codes(note.id) for note in taken.notes) for key in taken.keys}
        assert all(sum(cell.value for cell in row[1:-1]) == row[-1].value for row in table)
    assert [row[1].value for row in framework] == list(taken.code_book.names)
    assert [row[1].value for row in stored][-4:] == [
        *(len(ids), sum(map(taken.mapped, ids)), START.replace(tzinfo=None), workshop.workshop().seq)
    ]


@pytest.mark.parametrize(
    "words",
    [
        *(
            "=HYPERLINK(1)",
            "+44 161",
            "-5",
            "@SUM(A1)",
            "=cmd|' /C calc'!A0",
            "{=1+1}",
            "https://example.org",
            "12",
            "1e5",
        ),
        *(
            "🧑🏽‍🤝‍🧑🏻 emoji 👍🏾",
            "שלום, מה שלומך؟ مرحبا",
            "x" * LONGEST,
            "ⵣ" * LONGEST,
            "a\nb\tc",
            "_x000D_",
            "#REF!",
            "TRUE",
        ),
    ],
)
def test_text_that_looks_like_a_formula_or_number_stays_text(sqlite_workshop: SampleWorkshop, words: str) -> None:
    sqlite_workshop.post(ANA, words)
    cell = opened(sqlite_workshop)["Notes"]["D2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (words, "s", None)


def test_the_workbook_of_an_empty_workshop_has_all_sheets(sqlite_workshop: SampleWorkshop) -> None:
    book = opened(sqlite_workshop)
    assert table(book, "Notes") == []
    assert {row["All"] for row in table(book, "By question")} == {0}
    assert {row["Property"]: row["This workshop"] for row in table(book, "Workshop")}["Notes"] == 0


def test_the_workbook_contains_the_time_of_the_export(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.post(ANA)
    book = opened(sqlite_workshop)
    seq = sqlite_workshop.workshop().seq
    facts = {row["Property"]: row["This workshop"] for row in table(book, "Workshop")}
    assert (facts["File created"], facts["Change number"]) == (START.replace(tzinfo=None), seq)
    assert book.properties.title == "A workshop"
    assert book.properties.created == START.replace(tzinfo=None)
    assert book.properties.description == f"Up to date at 2026-11-23 10:00:00 (change number {seq})."


def test_dates_and_times_are_dates_and_times_that_a_spreadsheet_can_calculate_with(
    sqlite_workshop: SampleWorkshop,
) -> None:
    sqlite_workshop.act(FAY, codings.give, sqlite_workshop.post(ANA), "scale_reach")
    book = opened(sqlite_workshop)
    facts = {row["Property"]: row["This workshop"] for row in table(book, "Workshop")}
    assert facts["Date"] == datetime(2026, 11, 23)  # noqa: DTZ001
    assert facts["Notes are kept until"] == datetime(2027, 11, 23)  # noqa: DTZ001
    for sheet in ("Notes", "Codings"):
        assert table(book, sheet)[0]["Time"] == START.replace(tzinfo=None)


def test_codings_and_notes_can_be_joined_by_the_note_id(sqlite_workshop: SampleWorkshop) -> None:
    first, second = (sqlite_workshop.post(ANA, "The same words") for _ in range(2))
    sqlite_workshop.act(FAY, codings.give, second, "scale_reach")
    book = opened(sqlite_workshop)
    assert [row["Note id"] for row in table(book, "Notes")] == [first, second]
    assert [row["Note id"] for row in table(book, "Codings")] == [second]


def test_colours_have_the_names_that_people_choose_them_by(sqlite_workshop: SampleWorkshop) -> None:
    for colour in COLOURS:
        sqlite_workshop.post(ANA, colour=colour)
    named = [row["Colour"] for row in table(opened(sqlite_workshop), "Notes")]
    assert named == ["Yellow", "Blue", "Green", "Pink", "White"]


def test_groups_are_in_the_order_in_which_people_could_choose_them(sqlite_workshop: SampleWorkshop) -> None:
    for ref, speaks_for in (("nora", "nhs"), ("cara", "council"), ("sal", "")):
        sqlite_workshop.join(ref, speaks_for=speaks_for)
        sqlite_workshop.post(ref)
    header = next(opened(sqlite_workshop)["By group"].iter_rows(values_only=True))
    assert header == ("Element", "Council", "NHS", "No group", "All")
