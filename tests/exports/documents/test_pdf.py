"""What a PDF says: its tags, its words, and what no font can show."""

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings

from app.exports.documents import to_pdf, typesetting
from app.exports.documents.model import Document, Heading, Paragraph, Quote, Run, Table
from tests.exports.documents.pdf_reader import Pdf
from tests.exports.documents.readers import expected
from tests.exports.documents.sample import DOCUMENT, TEXTS, installed


def test_a_pdf_is_tagged_and_says_its_title_language_and_alternative_texts(files: dict[str, bytes]) -> None:
    found = Pdf(files["pdf"])
    assert found.pdf.check_pdf_syntax() == []
    assert str(found.pdf.Root.Lang) == "en"
    assert dict(found.pdf.Root.MarkInfo) == {"/Marked": True}
    assert bool(found.pdf.Root.ViewerPreferences.DisplayDocTitle)
    with found.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == DOCUMENT.title
    assert found.count("H1", "H2", "Table", "TH", "TD", "TR", "L", "LI", "Figure") == [2, 1, 2, 7, 6, 5, 2, 3, 1]
    scopes = [str(tag.A[0].Scope) for tag in found.tags if str(tag.S) == "/TH"]
    assert (scopes.count("/Column"), scopes.count("/Row")) == (4, 3)
    assert [str(tag.Alt) for tag in found.tags if tag.S == "/Figure"] == ["Bars: voice and insight 13"]
    assert all(f"/Lang({language})".encode() in found.pdf.pages[0].Contents.read_bytes() for language in ("cy", "ar"))
    fonts = [
        font.get("/FontDescriptor") or font.DescendantFonts[0].FontDescriptor
        for page in found.pdf.pages
        for font in page.Resources.Font.values()
    ]
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_a_pdf_shows_every_word_of_the_document(files: dict[str, bytes]) -> None:
    text = Pdf(files["pdf"]).text
    for part in expected(DOCUMENT):
        cells = [part[-1]] if part[0] != "table" else [*part[1], *(cell for row in part[2] for cell in row)]
        if part[0] in ("figure", "quote"):
            cells = [part[1]] if part[0] == "quote" and part[2] != "ar" else []
        for word in " ".join(cells).split():
            assert word in text or "😀" in word, word
    assert "😀" in text
    assert set("نحنعملمعا") <= set(text)


def test_what_no_font_can_show_is_named_in_the_pdf() -> None:
    text = "हम साथ काम करते हैं (a\u1abf) \U0001fbf0"
    shown = Pdf(to_pdf.write(Document("T", "en", (Paragraph((Run(text),)),)))).text
    assert shown.split("T", 1)[1].replace("\n", " ").count("[Words in Devanagari letters.") == 1
    assert "[combining latin small letter w below]" in shown
    assert "[segmented digit zero]" in shown


def test_every_character_that_the_fonts_are_said_to_have_can_be_printed() -> None:
    kept = json.loads((typesetting.FONTS / "coverage.json").read_text(encoding="utf-8"))
    points = {point for ranges in kept.values() for first, last in ranges for point in range(first, last + 1)}
    letters = [chr(point) for point in sorted(points) if not unicodedata.combining(chr(point))]
    text = " ".join(letters)
    assert kept.keys() == set(typesetting.FAMILIES)
    assert to_pdf.write(Document("T", "en", (Paragraph((Run(text),)),))).startswith(b"%PDF")
    with pytest.raises(RuntimeError, match="could not be displayed"):
        typesetting.pdf(to_pdf.data(Document("T", "en", ())) | {"by": {"text": "\u0915", "rtl": False}})


@settings(max_examples=15, deadline=None)
@given(TEXTS, TEXTS)
def test_a_pdf_can_be_made_of_every_text(one: str, other: str) -> None:
    blocks = (Heading(1, one), Quote(other, one, "ar"), Table("t", (one, "b"), ((other, one),)))
    assert to_pdf.write(Document(f"T{other}", "en", blocks)).startswith(b"%PDF")


@installed("pdfinfo", "Poppler")
@installed("qpdf", "qpdf")
def test_pdfinfo_and_qpdf_find_a_tagged_pdf_without_a_fault(files: dict[str, bytes], tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(files["pdf"])
    told = [
        subprocess.run(command, capture_output=True, check=True)
        for command in (["pdfinfo", file], ["qpdf", "--check", file])
    ]
    assert [one.stderr for one in told] == [b"", b""]
    assert re.search(rb"Tagged: +yes", told[0].stdout)
    assert b"No syntax or stream encoding errors found" in told[1].stdout
