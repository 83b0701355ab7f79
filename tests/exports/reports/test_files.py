"""The files of a signed report: they say what the report says, and nothing of what was withdrawn."""

from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from app.domain.records import erasure
from app.exports.documents import FORMATS
from app.exports.documents.model import Document, Figure, Heading, Table
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.exports.documents.readers import read_docx, read_html, read_odt
from tests.programme import SampleProgramme
from tests.reports import OTHER, SampleReport, words
from tests.workshop import FAY

READERS = {"html": read_html, "docx": read_docx, "odt": read_odt}


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
    assert set(before) == {"html", "odt", "docx", "pdf"}
    for name, said in before.items():
        for expected in ("zebra crossing", "What this report cannot say", "Elements by question"):
            assert expected in said, name
    note_id = report.notes[0].ref.partition(":")[2]
    report.programme.workshop.act(FAY, erasure.erase_note, note_id)
    for name, each in FORMATS.items():
        content = each.write(report.edition())
        assert b"zebra" not in content
        said = _said(name, content, tmp_path)
        assert "zebra" not in said
        assert "withdrawn after this edition was signed" in said


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
