"""Reads documents back with libraries that did not write them, each into the same list of parts.

A part is (kind, …): ("heading", level, words), ("paragraph", words), ("item", words), ("quote", words, language),
("source", words), ("caption", words), ("table", header, rows), ("note", words), ("figure", alternative text).
"""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import mammoth
from lxml import etree, html  # ty: ignore[missing-module-member]

from app.exports.documents.model import Document, Figure, Heading, Items, Paragraph, Quote, Run, Table
from app.exports.documents.model import said as cell_said

Part = tuple[Any, ...]
ODF = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"
    for name, rest in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "svg": "svg-compatible",
        "fo": "xsl-fo-compatible",
    }.items()
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class Read:
    """What a file says."""

    title: str
    language: str
    parts: list[Part] = field(default_factory=list)


def expected(document: Document, *, marks: tuple[str, str] = ("“", "”")) -> list[Part]:
    """The parts that every file of this document has. HTML's quotes have their marks from its style sheet."""
    parts: list[Part] = []
    tables = figures = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            parts.append(("heading", block.level, block.text))
        elif isinstance(block, Paragraph):
            parts.append(("paragraph", words(block.runs)))
        elif isinstance(block, Items):
            parts += [("item", words(item)) for item in block.items]
        elif isinstance(block, Quote):
            parts.append(("quote", f"{marks[0]}{block.text}{marks[1]}", block.language))
            parts += [("source", block.source)] if block.source else []
        elif isinstance(block, Table):
            tables += 1
            parts.append(("caption", f"Table {tables}. {block.caption}"))
            rows = tuple(tuple(map(cell_said, row)) for row in block.rows)
            parts.append(("table", tuple(map(cell_said, block.header)), rows))
            parts += [("note", block.note)] if block.note else []
        elif isinstance(block, Figure):
            figures += 1
            parts += [("figure", block.alt), ("caption", f"Figure {figures}. {block.caption}")]
    return parts


def links(name: str, content: bytes) -> list[tuple[str, str]]:
    """Each link to another place as (words, address), in the order of the file."""
    if name == "odt":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            body = etree.fromstring(package.read("content.xml"))
        address = "{http://www.w3.org/1999/xlink}href"
        return [(_odt_said(link), link.get(address)) for link in body.iter(_odf("text:a"))]
    made = mammoth.convert_to_html(io.BytesIO(content)).value if name == "docx" else content.decode()
    found = html.fromstring(made).iterfind(".//a[@href]")
    return [(said(link), link.get("href")) for link in found if not link.get("href").startswith("#")]


def words(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def said(element: Any) -> str:
    """The text of an element of HTML, with its line breaks."""
    copy = html.fromstring(html.tostring(element, with_tail=False, encoding="unicode"))
    for br in copy.iter("br"):
        br.tail = "\n" + (br.tail or "")
    return copy.text_content()


def read_html(content: bytes) -> Read:
    root = html.document_fromstring(content.decode())
    found = Read(root.findtext(".//title") or "", root.get("lang"))
    for element in root.find_class("report-text")[0]:
        kind = element.get("class", "")
        if element.tag in ("h2", "h3", "h4", "h5"):
            found.parts.append(("heading", int(element.tag[1]) - 1, said(element)))
        elif element.tag == "p":
            found.parts.append(("paragraph", said(element)))
        elif element.tag in ("ul", "ol"):
            found.parts += [("item", said(item)) for item in element]
        elif kind == "report-quote":
            quote = element.find("blockquote")
            found.parts.append(("quote", said(quote), quote.get("lang", "")))
            found.parts += [("source", said(one)) for one in element.iter("figcaption")]
        elif kind == "report-table":
            found.parts.append(("caption", said(element.find(".//caption"))))
            assert all(cell.get("scope") == "col" for cell in element.findall(".//thead//th"))
            assert all(row[0].get("scope") == "row" for row in element.findall(".//tbody/tr"))
            header = tuple(said(cell) for cell in element.findall(".//thead//th"))
            rows = tuple(tuple(said(cell) for cell in row) for row in element.findall(".//tbody/tr"))
            found.parts.append(("table", header, rows))
            found.parts += [("note", said(one)) for one in element.find_class("report-note")]
        else:
            drawing = element.find("div/svg")
            assert drawing.get("role") == "img"
            found.parts += [("figure", drawing.get("aria-label")), ("caption", said(element.find("figcaption")))]
    return found


# Word's styles, so that the reader names what each paragraph is.
_STYLES = "\n".join(
    f"p[style-name='{style}'] => p.{name}:fresh"
    for style, name in {
        "Quote": "quote",
        "Quote source": "source",
        "Table caption": "caption",
        "Caption": "caption",
        "Table note": "note",
        "Report series": "front",
        "Title": "title",
        "Subtitle": "front",
        "Report facts": "front",
        "Figure": "figure",
    }.items()
)


def read_docx(content: bytes) -> Read:
    result = mammoth.convert_to_html(io.BytesIO(content), style_map=_STYLES)
    assert [message for message in result.messages if message.type == "error"] == []
    root = html.fragment_fromstring(result.value, create_parent="div")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        styles = etree.fromstring(package.read("word/styles.xml"))
        body = etree.fromstring(package.read("word/document.xml"))
    tongues = [
        next((lang.get(f"{W}val") or lang.get(f"{W}bidi") for lang in paragraph.iter(f"{W}lang")), "")
        for paragraph in body.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}pStyle[@{W}val='Quote']") is not None
    ]
    title = said(root.find("p[@class='title']"))
    found = Read(title, next(styles.iter(f"{W}lang")).get(f"{W}val"))
    for element in root:
        kind = element.get("class") or ""
        if element.tag in ("h1", "h2", "h3", "h4"):
            found.parts.append(("heading", int(element.tag[1]), said(element)))
        elif element.tag in ("ul", "ol"):
            found.parts += [("item", said(item)) for item in element]
        elif element.tag == "table":
            header = tuple(said(cell) for cell in element.findall("thead//th"))
            rows = tuple(tuple(said(cell) for cell in row) for row in element.findall("tbody/tr"))
            found.parts.append(("table", header, rows))
        elif kind == "quote":
            found.parts.append(("quote", said(element), tongues.pop(0).split("-")[0]))
        elif kind == "figure":
            found.parts.append(("figure", element.find(".//img").get("alt")))
        elif kind in ("source", "caption", "note"):
            found.parts.append((kind, said(element)))
        elif not kind:
            found.parts.append(("paragraph", said(element)))
    return found


def read_odt(content: bytes) -> Read:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.infolist()[0].filename == "mimetype"
        assert package.infolist()[0].compress_type == zipfile.ZIP_STORED
        body, styles = (etree.fromstring(package.read(name)) for name in ("content.xml", "styles.xml"))
    bases = {
        style.get(_odf("style:name")): style for style in body.iterfind(".//office:automatic-styles/style:style", ODF)
    }
    usual = styles.find(".//style:default-style[@style:family='paragraph']/style:text-properties", ODF)
    found = Read("", usual.get(_odf("fo:language")))
    for element in body.find(".//office:text", ODF):
        tag = etree.QName(element).localname
        style = element.get(_odf("text:style-name"), "")
        if style in bases:
            style = bases[style].get(_odf("style:parent-style-name"), style)
        if tag == "h":
            found.parts.append(("heading", int(element.get(_odf("text:outline-level"))), _odt_said(element)))
        elif tag == "list":
            found.parts += [("item", _odt_said(item)) for item in element]
        elif tag == "table":
            header = tuple(_odt_said(cell) for cell in element.iterfind("table:table-header-rows/*/*", ODF))
            rows = tuple(tuple(_odt_said(cell) for cell in row) for row in element.iterfind("table:table-row", ODF))
            found.parts.append(("table", header, rows))
        elif style == "Title":
            found.title = _odt_said(element)
        elif style == "Quotations":
            found.parts += _odt_quote(element, bases)
        elif style == "Figure":
            found.parts.append(("figure", element.findtext(".//svg:desc", None, ODF)))
        elif style == "Text_20_body":
            found.parts.append(("paragraph", _odt_said(element)))
        elif style in ("Caption", "Table_20_caption"):
            is_note = bool(found.parts) and found.parts[-1][0] == "table"
            found.parts.append(("note" if is_note else "caption", _odt_said(element)))
    return found


def _odt_quote(element: Any, bases: dict[str, Any]) -> list[Part]:
    source = element.find("text:span[@text:style-name='Source']", ODF)
    language = ""
    for span in element.iterfind("text:span", ODF):
        style = bases.get(span.get(_odf("text:style-name")))
        if style is not None:
            language = style[0].get(_odf("fo:language"))
    if source is None:
        return [("quote", _odt_said(element), language)]
    last = _odt_said(source)
    return [("quote", _odt_said(element).removesuffix(f"\n{last}"), language), ("source", last)]


def _odt_said(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        tag = etree.QName(child).localname
        if tag == "line-break":
            parts.append("\n")
        elif tag == "s":
            parts.append(" " * int(child.get(_odf("text:c"), "1")))
        else:
            parts.append(_odt_said(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _odf(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{ODF[prefix]}}}{local}"
