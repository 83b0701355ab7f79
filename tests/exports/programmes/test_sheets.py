"""The spreadsheets of a programme, each read by another library than the one that wrote it."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import odfdo
import openpyxl
import pytest
from lxml import etree

from app.domain.findings.coding import figures, settling
from app.exports import open_document, workbook
from app.exports.programmes import codebook_csv, tables
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.sheets import Sheets
from app.presentation import translations
from tests.exports.programmes.full import CLOSED_ROUND, HIDDEN, FullProgramme
from tests.programme import LENA

Rows = list[list[Any]]


@pytest.fixture(scope="module")
def made(taken: ProgrammeBundle) -> Sheets:
    return tables.sheets(taken, "en")


def in_xlsx(content: bytes) -> dict[str, Rows]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    return {
        sheet.title: [[cell or None for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book
    }


def in_ods(content: bytes) -> dict[str, Rows]:
    body: Any = odfdo.Document(io.BytesIO(content)).body
    return {table.name: [[value or None for value in row] for row in table.values] for table in body.tables}


def as_read(made: Sheets) -> dict[str, Rows]:
    """The sheets as a reader sees them: a date as a time, and nothing for 0 and ""."""

    def plain(cell: object) -> object:
        if isinstance(cell, datetime):
            return cell.replace(microsecond=0)
        return datetime(cell.year, cell.month, cell.day) if hasattr(cell, "year") else cell or None  # noqa: DTZ001

    return {
        sheet.title: [[plain(cell) for cell in row] for row in (sheet.header, *sheet.rows)] for sheet in made.sheets
    }


def table(made: Sheets, title: str) -> list[dict[str, Any]]:
    (sheet,) = (sheet for sheet in made.sheets if sheet.title == title)
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]


def test_both_spreadsheets_have_the_same_sheets_with_inert_cells(taken: ProgrammeBundle, made: Sheets) -> None:
    expected = as_read(made)
    assert list(expected) == [
        *(
            "About",
            "Who took part",
            "Counts",
            "Places by elements",
            "Groups by elements",
            "Places by themes",
            "Themes",
            "Evidence",
        ),
        *("Agreement", "Agreement by element", "Decisions", "Use of suggestions", "Next steps", "Notes and excerpts"),
    ]
    assert in_xlsx(workbook.write(made)) == expected
    content = open_document.write(made)
    found = in_ods(content)
    for title, rows in expected.items():
        # OpenDocument has dates without a time.
        plain = [[str(cell).removesuffix(" 00:00:00") for cell in row] for row in rows]
        assert [[str(cell) for cell in row] for row in found[title]] == plain
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        body, styles = etree.fromstring(packed.read("content.xml")), packed.read("styles.xml").decode()
        assert taken.record.programme.name in packed.read("meta.xml").decode()
    assert not body.xpath("//@*[local-name()='formula']")
    assert len(body.xpath("//*[local-name()='table-header-rows']")) == len(expected)
    assert 'fo:language="en"' in styles
    # Excel takes names of sheets of up to 31 characters, and each only once.
    for language in translations.languages():
        titles = [sheet.title for sheet in tables.sheets(taken, language).sheets]
        assert len({title.casefold() for title in titles}) == len(expected)
        assert max(map(len, titles)) <= 31


def test_counts_are_of_distinct_units_and_the_matrix_has_summaries_quotes_and_counts(
    taken: ProgrammeBundle, made: Sheets
) -> None:
    names = taken.names("en", "Not about the framework")
    counted = {row["Code"]: row["All"] for row in table(made, "Counts")}
    assert counted[names["involve_voice"]] == sum("involve_voice" in unit.codes for unit in taken.units) == 3
    # One note was decided to be about one element only, and one excerpt has an own code too.
    assert (counted["Trust in people"], counted["With any element"], counted["Not coded yet"]) == (2, 5, 2)
    (place,) = table(made, "Places by elements")
    assert place[names["involve_voice"]] == "People are asked late.\n“People know her …”\n1 note, 2 interviews"
    assert place["Trust in people"] == "1 note, 1 interview"


def test_words_for_analysis_only_and_hidden_words_are_in_no_sheet(full: FullProgramme, made: Sheets) -> None:
    words = repr(made)
    for absent in ("This is for the analysis alone", HIDDEN):
        assert absent not in words
    (alone,) = (row for row in table(made, "Notes and excerpts") if row["Note id"] == full.alone.ref)
    assert (alone["Text"], alone["Group"], alone["Source"]) == ("[Analysis only]", "", "Interview 2/3: NHS?")
    (against,) = (row for row in table(made, "Evidence") if row["For or against"] == "Against")
    assert against["Text"] == "About parking"


def test_the_agreement_is_that_of_the_rounds_page_and_is_left_out_for_reflexive_programmes(
    full: FullProgramme, taken: ProgrammeBundle, made: Sheets
) -> None:
    computed = figures.compute(full.of.act(LENA, settling.sample, CLOSED_ROUND))
    rows = {row["Figure"]: row for row in table(made, "Agreement")}
    alpha = rows["alpha of sets (MASI), over all units"]
    assert computed.masi.interval is not None
    assert (alpha["Value"], alpha["Units"]) == (computed.masi.value, computed.masi.units)
    assert (alpha["Interval from"], alpha["Interval to"]) == (computed.masi.interval.low, computed.masi.interval.high)
    kappas = {row["Element"]: row["Kappa"] for row in table(made, "Agreement by element")}
    names = taken.names("en", "Not about the framework")
    (pair,) = computed.pairs
    expected = {names[one.element]: one.counts.kappa for one in pair.elements}
    assert kappas == {name: "not defined" if value is None else value for name, value in expected.items()}
    record = replace(taken.record, programme=replace(taken.record.programme, reflexive=True))
    titles = {sheet.title for sheet in tables.sheets(replace(taken, record=record), "cy").sheets}
    assert not any("Agreement" in title or "Cytundeb" in title for title in titles)


def test_steps_are_listed_by_date_with_their_updates_and_suggestions_are_counted_by_rank(
    full: FullProgramme, made: Sheets
) -> None:
    dated, noted = table(made, "Next steps")
    assert dated | {"Last update": None} == {
        "Step": "=Name one officer",
        "Place": full.of.place.name,
        "Owner": "Council",
        "By when": date(2026, 3, 29),
        "State": "Agreed",
        "Overdue": "Yes",
        "Element": next(row["Code"] for row in table(made, "Counts")),
        "Theme": "Goodwill leaves when people leave",
        "Updates": "23 November 2026 · Agreed · They agreed on Tuesday.",
        "Last update": None,
        "From": "",
        "Step id": "e" * 24,
    }
    assert (noted["Step"], noted["State"], noted["From"]) == ("Hwyl fawr", "Proposed", f"1:{full.notes[3].ref[2:]}")
    board, here = table(made, "Use of suggestions")
    assert list(board.values())[1:] == [3, 1, 0, 1, 0]
    assert list(here.values())[1:] == [3, 0, 0, 0, 0]


def test_a_text_that_is_too_long_for_a_cell_ends_with_an_ellipsis(made: Sheets) -> None:
    (about, *_others) = made.sheets
    long = replace(about, rows=[["words", "👍" * 40_000]])
    content = workbook.write(replace(made, sheets=[long], made_at=datetime(2026, 11, 30, tzinfo=UTC)))
    words = in_xlsx(content)[about.title][1][1]
    assert (len(words), words[-2:]) == (16_384, "👍…")


def test_the_codebook_as_csv_has_every_code_and_merged_ones(taken: ProgrammeBundle) -> None:
    lines = codebook_csv.write(taken, "en").decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"key","name","description"')
    assert any(line.startswith('"own_merged1","Jo"') and line.endswith('"own_trust1"') for line in lines)
    assert '"own_third1","Paper, =1+1"' in "\n".join(lines)
