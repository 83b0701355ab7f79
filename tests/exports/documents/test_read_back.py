"""Each file of a document is read back with a library that did not write it, and compared with the document."""

import io
import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # ty: ignore[missing-module-member]

from app.exports.documents import docx_styles, prepared, to_docx, to_html, to_odt, to_pdf, typesetting
from app.exports.documents.model import Block, Document, Figure, Heading, Items, Paragraph, Quote, Run, Table
from tests.exports.documents.readers import Read, W, expected, links, read_docx, read_html, read_odt

SVG = """<svg viewBox="0 0 400 120"><title>Bars</title><rect x="0" y="20" width="200" height="30" fill="#2a6f3c"/>
<path id="line" d="M0 90H300"/><text x="0" y="100" font-size="20">Voice &amp; insight ŵ</text></svg>"""
NASTY = "#emph[no] $x$ *bold* <script>alert(1)</script> =1+1 @ref \\ {{ x }} ŵ ŷ Ŵ Ŷ 😀👩‍👩‍👧 é"
COUNCIL_AT, NOTES_AT = "https://example.org/reports/council/1#findings", "https://example.org/reports/notes"
DOCUMENT = Document(
    "Stronger together: what Eastfield told us",
    "en",
    (
        Heading(1, "1 About <this> report", "about"),
        Paragraph(
            (Run("Plain, "), Run("bold", bold=True), Run(" and  two spaces. "), Run("both", bold=True, italic=True))
        ),
        Paragraph((Run(NASTY), Run("a link", link="https://example.org/?a=1&b=2"), Run("\nnext line"))),
        Heading(2, "Relationships depend on a few people"),
        Quote("When our contact left\nit all went quiet", "Voluntary group, workshop"),
        Quote("Mae'r gymuned yn gryf ŵ", "", "cy"),
        Quote("نحن نعمل معا 12", "Resident", "ar"),
        Table(
            "Who raised relationships, by group",
            ("Group", Run("Notes", link=NOTES_AT), "People"),
            ((Run("Council", link=COUNCIL_AT), "4", "<3"), ("=1+1", "–", "11"), ("All groups", "13", "42")),
            "“<3” means one or two.",
            total=True,
        ),
        Heading(1, "2 What we found"),
        Figure(SVG, "Bars: voice and insight 13", "Evidence by element"),
        Items(((Run("First "), Run("thing", bold=True)), (Run("Second"),)), numbered=True),
        Items(((Run("A point"),),)),
        Table("Empty", ("Step",), ()),
    ),
    "Working links are valued.",
    "The team",
    "18 January 2027",
    "Healthier neighbourhoods · edition 1",
    (("Notes read", "123"),),
)
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "html": to_html.write,
    "odt": to_odt.write,
    "docx": to_docx.write,
    "pdf": to_pdf.write,
}
READERS: dict[str, Callable[[bytes], Read]] = {"html": read_html, "odt": read_odt, "docx": read_docx}


def installed(program: str, name: str) -> pytest.MarkDecorator:
    """Leave a test out where this program is not installed."""
    return pytest.mark.skipif(not shutil.which(program), reason=f"LEFT OUT: {name} is not installed")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {name: write(DOCUMENT) for name, write in WRITERS.items()}


@pytest.mark.parametrize("name", READERS)
def test_a_file_has_the_headings_paragraphs_tables_quotes_and_figures_of_its_document(
    name: str, files: dict[str, bytes]
) -> None:
    found = READERS[name](files[name])
    assert (found.title, found.language.split("-")[0]) == (DOCUMENT.title, "en")
    assert found.parts == expected(DOCUMENT, marks=("", "") if name == "html" else ("“", "”"))


def test_the_links_of_a_file_have_their_words_also_in_cells_of_tables(files: dict[str, bytes]) -> None:
    there = [("a link", "https://example.org/?a=1&b=2"), ("Notes", NOTES_AT), ("Council", COUNCIL_AT)]
    for name in READERS:
        assert links(name, files[name]) == there, name
    with pikepdf.open(io.BytesIO(files["pdf"])) as pdf:
        targets = {
            str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", ()) if "/URI" in note.get("/A", {})
        }
    assert targets == {address for _words, address in there}


def test_the_same_document_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert {name: write(DOCUMENT) == files[name] for name, write in WRITERS.items()} == dict.fromkeys(WRITERS, True)


def test_a_word_file_has_a_repeated_header_row_a_drawing_with_a_fallback_and_a_link(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as package:
        body = package.read("word/document.xml").decode()
        assert package.read("word/media/figure10.svg").decode().startswith("<svg")
        assert package.read("word/media/image1.png").startswith(b"\x89PNG")
        core = package.read("docProps/core.xml").decode()
        links = package.read("word/_rels/document.xml.rels").decode()
    assert body.count("<w:tblHeader/>") == 2
    assert body.count("<asvg:svgBlip ") == 1
    assert "https://example.org/?a=1&amp;b=2" in links
    assert "<dc:title>Stronger together: what Eastfield told us</dc:title>" in core
    assert "<dc:creator>The team</dc:creator>" in core
    assert "<dc:language>en</dc:language>" in core
    assert body.count('<w:pStyle w:val="Heading1"/>') == 2


def test_word_finds_all_properties_in_the_order_of_the_standard(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as package:
        roots = [etree.fromstring(package.read(f"word/{name}.xml")) for name in ("document", "styles")]
    for name, order in docx_styles.ORDER.items():
        for properties in (found for root in roots for found in root.iter(f"{W}{name}")):
            names = [etree.QName(child).localname for child in properties]
            places = [order.index(one) for one in names if one in order]
            assert places == sorted(set(places)), names


def test_an_html_file_needs_nothing_else_and_runs_nothing(files: dict[str, bytes]) -> None:
    text = files["html"].decode()
    assert "<script" not in text
    assert not [outside for outside in ('url("../', "src=", "<link") if outside in text]
    assert text.count("data:font/woff2") == 2
    assert '<a href="https://example.org/?a=1&amp;b=2">' in text
    assert 'dir="auto" lang="ar"' in text
    assert 'id="f10-line"' in text


class Pdf:
    """A PDF as its tags and its words."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(content))
        self.text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        self.tags = list(self._tags(self.pdf.Root.StructTreeRoot))

    def _tags(self, element: Any) -> Iterator[Any]:
        if isinstance(element, pikepdf.Array):
            for one in element:
                yield from self._tags(one)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield element
            if "/K" in element:
                yield from self._tags(element.K)

    def count(self, *names: str) -> list[int]:
        kinds = [str(tag.S) for tag in self.tags]
        return [kinds.count(f"/{name}") for name in names]


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


def test_files_say_tables_and_figures_in_their_own_language() -> None:
    welsh = Document("Adroddiad", "cy", (Table("Camau", ("Cam",), (("Un",),)),))
    assert "Tabl 1" in to_html.write(welsh).decode()
    assert "Tabl 1" in Pdf(to_pdf.write(welsh)).text
    assert read_docx(to_docx.write(welsh)).language == "cy-GB"
    assert read_odt(to_odt.write(welsh)).language == "cy"


@pytest.mark.parametrize(
    "block",
    [
        Figure("<svg><script>1</script></svg>", "A", "C"),
        Figure('<svg onload="x()"/>', "A", "C"),
        Figure('<svg><image href="http://a.example/x.png"/></svg>', "A", "C"),
        Figure('<svg><path fill="url(http://a.example/#x)"/></svg>', "A", "C"),
        Figure('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "A", "C"),
        Figure("<svg><g></svg>", "A", "C"),
        Figure(SVG, "A", "C", '<svg onload="x()"/>'),
        Figure(SVG, "", "C"),
        Table("T", ("a", "b"), (("one",),)),
    ],
)
def test_a_document_with_an_unsafe_or_silent_figure_or_a_broken_table_is_not_written(block: Figure | Table) -> None:
    for write in WRITERS.values():
        with pytest.raises(ValueError, match=r"\w"):
            write(Document("T", "en", (block,)))
        with pytest.raises(ValueError, match="title"):
            write(Document(" \x00", "en", ()))


def test_headings_skip_no_level_and_a_link_to_a_program_is_no_link() -> None:
    blocks = (Heading(3, "Deep"), Heading(4, "Deeper"), Paragraph((Run("x", link="javascript:alert(1)"),)))
    document = Document("T", "en", blocks)
    ready = prepared.prepare(document)
    assert [block.level for block in ready.document.blocks if isinstance(block, Heading)] == [1, 2]
    assert "javascript:" not in to_html.write(document).decode()
    assert Pdf(to_pdf.write(document)).count("H1", "H2") == [1, 1]


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("#$*_`@<>&\\{}[]\"'=+-\x00\x0b\r\n\t\u200d\u202e\u2066\ufe0f"),
        st.sampled_from("ŵŷנحم中ह😀👩\u0301\u0489"),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=5, deadline=None)
@given(st.lists(TEXTS, min_size=8, max_size=12))
def test_every_text_reads_back_as_it_was_written(texts: list[str]) -> None:
    """Only characters that no file can hold are left out."""
    blocks = (
        *(Paragraph((Run("a" + text + "b"), Run(text, bold=True), Run("."))) for text in texts),
        Table("t", ("x" + texts[0] + "y",), tuple(("." + text + ".",) for text in texts)),
    )
    document = Document("T", "en", blocks)
    clean = Document("T", "en", prepared.prepare(document).document.blocks)
    for name, read in READERS.items():
        assert read(WRITERS[name](document)).parts == expected(clean), name


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


@installed("soffice", "LibreOffice")
def test_libreoffice_opens_the_files_without_losing_headings_or_tables(files: dict[str, bytes], tmp_path: Path) -> None:
    for name in ("odt", "docx"):
        (tmp_path / f"{name}.{name}").write_bytes(files[name])
    _convert("fodt", tmp_path)
    for name in ("odt", "docx"):
        converted = (tmp_path / f"{name}.fodt").read_text(encoding="utf-8")
        assert converted.count("<text:h ") == 3
        assert converted.count("<table:table-header-rows>") == 2
        assert "Bars: voice and insight 13" in converted
        assert "نحن نعمل معا 12" in converted


@installed("soffice", "LibreOffice")
def test_the_note_of_a_table_and_its_caption_stand_on_a_page_with_rows_of_it(tmp_path: Path) -> None:
    """Tables of several heights begin at many places of a page, so some of them end at its foot."""
    blocks: list[Block] = []
    for number in range(24):
        rows = tuple((f"row{number}x{at}", "7") for at in range(3 + 9 * (number % 5)))
        blocks += [Paragraph((Run("Filling\n" * (number * 5 % 13 + 1)),))]
        blocks += [Table(f"caption{number}.", ("Element", "Notes"), rows, f"note{number}.")]
    for name in ("odt", "docx"):
        (tmp_path / f"{name}.{name}").write_bytes(WRITERS[name](Document("Tables", "en", tuple(blocks))))
    _convert("pdf", tmp_path)
    for name in ("odt", "docx"):
        pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / f"{name}.pdf").pages]
        for number in range(24):
            last = 3 + 9 * (number % 5) - 1
            (ends,) = (page for page in pages if f"note{number}." in page)
            assert f"row{number}x{last}" in ends.split(), (name, number)
            (begins,) = (page for page in pages if f"caption{number}." in page)
            assert f"row{number}x0" in begins.split(), (name, number)


def _convert(kind: str, folder: Path) -> None:
    """Let LibreOffice write both files of a folder in another format."""
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind),
            *("--outdir", str(folder), str(folder / "odt.odt"), str(folder / "docx.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
