"""Each file of a document is read back with a library that did not write it, and compared with the document."""

import io
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # ty: ignore[missing-module-member]

from app.exports.documents import docx_styles, prepared, to_docx, to_html, to_odt, to_pdf
from app.exports.documents.model import Block, Document, Figure, Heading, Paragraph, Run, Table
from tests.exports.documents.pdf_reader import Pdf
from tests.exports.documents.readers import W, expected, links, read_docx, read_odt
from tests.exports.documents.sample import COUNCIL_AT, DOCUMENT, NOTES_AT, READERS, SVG, TEXTS, WRITERS, installed


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
