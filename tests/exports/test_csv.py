"""The CSV file: one row for each note, and no cell that a spreadsheet runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.workshops import seats
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.exports.to_csv import inert, original
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

HEADER = [
    "question",
    "position in column",
    "text",
    "colour",
    "group",
    "name shown",
    "time",
    "elements",
    "values",
    "kinds of note",
    "file created",
    "change number",
    "note id",
    "stack",
    "votes",
    "comments",
    "posted for someone by",
    "about the link with",
]


def rows(workshop: SampleWorkshop) -> list[dict[str, str]]:
    taken = workshop.read(lambda session: bundle(session, seats.find(session, workshop.key), START))
    content = FORMATS["csv"].write(taken, "en")
    assert content.startswith(b"\xef\xbb\xbf")
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    found = list(reader)
    assert reader.fieldnames == HEADER
    return found


def test_csv_has_one_row_for_each_note_in_board_order(workshop: SampleWorkshop) -> None:
    first = workshop.post(ANA, "first, with a comma\nand a line", column=1)
    workshop.post(BEN, "second", column=0, colour="sky")
    third = workshop.post(ANA, "third", column=0)
    workshop.act(FAY, notes.move, third, column_id=workshop.columns[0], after="")
    workshop.act(FAY, codings.give, first, "scale_reach")
    workshop.act(FAY, codings.give, first, "involve_voice")
    workshop.act(FAY, codings.give, first, "value_trust")
    workshop.act(FAY, codings.give, third, codings.NOT_ABOUT)
    found = rows(workshop)
    assert [(row["question"], row["position in column"], row["text"]) for row in found] == [
        ("Question 1?", "1", "third"),
        ("Question 1?", "2", "second"),
        ("Question 2?", "1", "first, with a comma\nand a line"),
    ]
    assert [row["elements"] for row in found] == [
        "Not about the framework",
        "",
        "Community voice and insight; Range and reach of community-centred approaches",
    ]
    assert [row["values"] for row in found] == ["", "", "Trust"]
    assert found[1]["colour"] == "Blue"
    assert found[0]["group"] == "Resident"
    assert found[0]["time"].startswith("2026-11-23 10:00:")


def test_every_csv_row_contains_the_time_of_the_export(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.post(ANA)
    sqlite_workshop.post(BEN)
    seq = sqlite_workshop.workshop().seq
    assert {(row["file created"], row["change number"]) for row in rows(sqlite_workshop)} == {
        ("2026-11-23 10:00:00", str(seq))
    }


@pytest.mark.parametrize("text", ["=1+1", "+44 161", "-5", "@SUM(A1)", "＝1+1", "=cmd|' /C calc'!A0"])
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(workshop: SampleWorkshop, text: str) -> None:
    workshop.post(ANA, text)
    assert rows(workshop)[0]["text"] == f"'{text}"


NASTY = st.text(st.sampled_from(" \u00a0\t\r\n;,'\"=+-@＝x"), max_size=12)
BEGINS = tuple("=+-@＝＋－＠")


@given(st.one_of(st.text(), NASTY))
def test_an_import_gets_the_text_that_was_exported(cell: str) -> None:
    assert original(inert(cell)) == cell


@given(st.lists(NASTY, min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_no_cell_begins_like_a_formula_whether_read_with_commas_semicolons_or_tabs(
    cells: list[str], separator: str
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC).writerow(map(inert, cells))
    # Some programs keep line breaks within quotes and some do not.
    for lines in (io.StringIO(file.getvalue(), newline=""), file.getvalue().splitlines()):
        for row in csv.reader(lines, delimiter=separator):
            for cell in row:
                assert not cell.lstrip(" \u00a0'\"")[:1].startswith(BEGINS) or cell.lstrip(' \u00a0"')[:1] == "'"


def test_every_text_of_the_csv_is_quoted_and_every_number_is_not(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.post(ANA, "12")
    taken = sqlite_workshop.read(lambda session: bundle(session, seats.find(session, sqlite_workshop.key), START))
    line = FORMATS["csv"].write(taken, "en").decode().splitlines()[1]
    assert line.startswith('"Question 1?",1,"12","Yellow","Resident",')


def test_a_list_of_points_in_a_note_cannot_run_under_semicolons(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.post(ANA, "a; =1+1\n- one")
    assert rows(sqlite_workshop)[0]["text"] == "a;' =1+1\n'- one"


def test_the_csv_of_an_empty_workshop_has_only_a_header(workshop: SampleWorkshop) -> None:
    assert rows(workshop) == []
