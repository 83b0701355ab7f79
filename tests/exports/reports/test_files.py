"""The files of a signed report: they say what the report says, and nothing of what was withdrawn."""

import io
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import odfdo
import pypdf
import pytest

from app.domain.records import erasure
from app.exports.documents import FORMATS
from app.exports.documents.model import Document, Figure, Heading, Table
from app.exports.reports.published import edition
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.exports.documents.readers import read_docx, read_html, read_odt
from tests.programme import SampleProgramme
from tests.reports import OTHER, SampleReport, words
from tests.workshop import FAY


def read_ods(content: bytes) -> list[tuple[str, Any]]:
    body: Any = odfdo.Document(io.BytesIO(content)).body
    return [(table.name, table.values) for table in body.tables]


READERS = {"html": read_html, "docx": read_docx, "odt": read_odt, "ods": read_ods}


@pytest.fixture
def report(sqlite_programme: SampleProgramme) -> SampleReport:
    made = SampleReport(sqlite_programme)
    made.finish()
    made.sign()
    return made


def tables(document: Document) -> dict[str, Table]:
    return {block.caption: block for block in document.blocks if isinstance(block, Table)}


def test_every_file_has_the_report_and_no_byte_of_a_note_that_was_deleted_later(
    report: SampleReport, tmp_path: Path
) -> None:
    before = {name: _said(name, each.write(report.edition()), tmp_path) for name, each in FORMATS.items()}
    assert set(before) == {"html", "odt", "docx", "pdf", "ods"}
    for name, said in before.items():
        assert "Elements by question" in said
        for expected in (
            ("zebra crossing", "What this report cannot say", "Signed content, sha256") if name != "ods" else ()
        ):
            assert expected in said, name
    note_id = report.notes[0].ref.partition(":")[2]
    report.programme.workshop.act(FAY, erasure.erase_note, note_id)
    for name, each in FORMATS.items():
        content = each.write(report.edition())
        assert b"zebra" not in content
        said = _said(name, content, tmp_path)
        assert "zebra" not in said
        assert name == "ods" or "withdrawn after this edition was signed" in said


def test_the_spreadsheet_has_each_table_with_its_counts_as_numbers(report: SampleReport) -> None:
    document = report.edition()
    first, *others = read_ods(FORMATS["ods"].write(document))
    in_document = [block for block in document.blocks if isinstance(block, Table)]
    assert [row[:2] for row in first[1][1:]] == [
        [f"Table {number}", table.caption] for number, table in enumerate(in_document, 1)
    ]
    assert [name for name, _rows in others] == [row[0] for row in first[1][1:]]
    for (name, (header, *rows)), table in zip(others, in_document, strict=True):
        assert tuple(header) == table.header, name
        assert [[str("" if cell is None else cell) for cell in row] for row in rows] == [
            list(row) for row in table.rows
        ]
    people = dict(others)["Table 1"]
    assert people[-1] == ["All groups", 4, 1]


def test_counts_in_tables_and_figures_are_those_of_the_evidence(report: SampleReport) -> None:
    document = report.edition()
    found = tables(document)
    rows = {row[0]: row[1:] for row in found["Elements by question"].rows}
    voice = next(name for name in rows if name.startswith("Community voice"))
    # Two notes at the first question, none at the others, one interview passage, and three together.
    assert rows[voice] == ("2", "0", "0", "1", "3")
    assert found["Who took part"].rows[-1] == ("All groups", "4", "1")
    (figure,) = (block for block in document.blocks if isinstance(block, Figure))
    assert f"{voice} 3" in figure.alt
    levels = [block.level for block in document.blocks if isinstance(block, Heading)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    # Counts stay as signed after an erasure.
    report.programme.workshop.act(FAY, erasure.erase_note, report.notes[0].ref.partition(":")[2])
    assert tables(report.edition()) == found
    assert OTHER not in words(report.edition())


def _said(name: str, content: bytes, folder: Path) -> str:
    if name != "pdf":
        return repr(READERS[name](content))
    file = folder / "report.pdf"
    file.write_bytes(content)
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())


def test_an_edition_says_days_of_its_programme_for_its_signing_and_for_withdrawn_quotes(
    report: SampleReport,
) -> None:
    published = report.published()
    # Half past midnight on 2 July in London is still 1 July in UTC.
    published.edition.signed_at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert "Signed off on 2 July 2026" in words(edition(published))
    note_id = report.notes[0].ref.partition(":")[2]
    report.programme.workshop.act(FAY, erasure.erase_note, note_id)
    published = report.published()
    for quote in published.withdrawn:
        quote.row.withdrawn_at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert "A quote was withdrawn here on 2 July 2026." in words(edition(published))
