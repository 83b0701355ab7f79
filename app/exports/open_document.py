"""Sheets as an OpenDocument spreadsheet (ODS 1.2), which LibreOffice and Excel open. No cell is a formula.

The XML is written directly: the library that reads our files in tests needs seconds for a table of 5,000 rows.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from app.exports.sheets import Cell, Sheet, Sheets
from app.exports.xml_text import xml_text

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
WIDEST, NARROWEST = 60, 8  # characters
CENTIMETRES = 0.2  # about the width of a character
_SPACES = re.compile(r" {2,}|\t")
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACE_OF = {
    "office": f"{_URN}office:1.0",
    "table": f"{_URN}table:1.0",
    "text": f"{_URN}text:1.0",
    "style": f"{_URN}style:1.0",
    "number": f"{_URN}datastyle:1.0",
    "meta": f"{_URN}meta:1.0",
    "manifest": f"{_URN}manifest:1.0",
    "fo": f"{_URN}xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_DATE_PARTS = (("year", "long"), "-", ("month", "long"), "-", ("day", "long"))
_TIME_PARTS = (" ", ("hours", "long"), ":", ("minutes", "long"))


def write(made: Sheets) -> bytes:
    """The spreadsheet's bytes. The first row of each sheet is a row of headings, which repeats on every page."""
    file = io.BytesIO()
    at = made.made_at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        # Programs recognise the kind of file by this entry, which must be the first and not compressed.
        packed.writestr(zipfile.ZipInfo("mimetype", at), MEDIA_TYPE, zipfile.ZIP_STORED)
        for name, root in (
            ("content.xml", _content(made)),
            ("styles.xml", _styles(made)),
            ("meta.xml", _meta(made)),
            ("META-INF/manifest.xml", _manifest()),
        ):
            packed.writestr(zipfile.ZipInfo(name, at), _bytes(root), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _content(made: Sheets) -> ET.Element:
    root = _element("office:document-content", {"office:version": "1.2"})
    styles = _element("office:automatic-styles", {}, root)
    widths = {width for sheet in made.sheets for width in _widths(sheet)}
    for width in sorted(widths):
        style = _element("style:style", {"style:name": f"w{width}", "style:family": "table-column"}, styles)
        _element("style:table-column-properties", {"style:column-width": f"{width * CENTIMETRES:.2f}cm"}, style)
    style = _element("style:style", {"style:name": "sheet", "style:family": "table"}, styles)
    mode = "rl-tb" if made.right_to_left else "lr-tb"
    _element("style:table-properties", {"style:writing-mode": mode}, style)
    body = _element("office:spreadsheet", {}, _element("office:body", {}, root))
    names: set[str] = set()
    for sheet in made.sheets:
        _table(sheet, body, names)
    return root


def _table(sheet: Sheet, body: ET.Element, names: set[str]) -> None:
    # Programs allow these characters in no name of a sheet.
    name = re.sub(r"[\[\]*?:/\\]", " ", sheet.title)[:31]
    assert name not in names
    names.add(name)
    table = _element("table:table", {"table:name": name, "table:style-name": "sheet"}, body)
    for width in _widths(sheet):
        _element("table:table-column", {"table:style-name": f"w{width}"}, table)
    head = _element("table:table-row", {}, _element("table:table-header-rows", {}, table))
    for words in sheet.header:
        _cell(words, head, "heading")
    for row in sheet.rows:
        line = _element("table:table-row", {}, table)
        for value in row:
            _cell(value, line, "words")


def _cell(value: Cell, row: ET.Element, style: str) -> None:
    attributes = {"table:style-name": style}
    if value is None or value == "":
        _element("table:table-cell", attributes, row)
        return
    shown = [str(value)]
    if isinstance(value, datetime):
        attributes |= {"office:value-type": "date", "office:date-value": value.isoformat(timespec="seconds")}
        attributes["table:style-name"], shown = "moment", [value.strftime("%Y-%m-%d %H:%M")]
    elif isinstance(value, date):
        attributes |= {"office:value-type": "date", "office:date-value": value.isoformat()}
        attributes["table:style-name"] = "day"
    elif isinstance(value, int | float):
        attributes |= {"office:value-type": "float", "office:value": repr(value)}
    else:
        attributes["office:value-type"] = "string"
        shown = xml_text(value).split("\n")
    cell = _element("table:table-cell", attributes, row)
    for line in shown:
        _words(_element("text:p", {}, cell), line)


def _words(paragraph: ET.Element, line: str) -> None:
    """Readers join spaces and drop tabs, unless each has an element of its own."""
    at, last = 0, None
    for found in _SPACES.finditer(line):
        _put(paragraph, last, line[at : found.start()])
        if found[0] == "\t":
            last = _element("text:tab", {}, paragraph)
        else:
            last = _element("text:s", {"text:c": str(len(found[0]))}, paragraph)
        at = found.end()
    _put(paragraph, last, line[at:])


def _put(paragraph: ET.Element, last: ET.Element | None, words: str) -> None:
    if last is None:
        paragraph.text = words
    else:
        last.tail = words


def _styles(made: Sheets) -> ET.Element:
    root = _element("office:document-styles", {"office:version": "1.2"})
    styles = _element("office:styles", {}, root)
    default = _element("style:default-style", {"style:family": "table-cell"}, styles)
    tag, _dash, country = made.language.partition("-")
    # "none" says that there is no country, which readers would otherwise guess.
    _element("style:text-properties", {"fo:language": tag, "fo:country": country or "none"}, default)
    _date_style("days", _DATE_PARTS, styles)
    _date_style("moments", _DATE_PARTS + _TIME_PARTS, styles)
    for name, shown, bold in (
        ("words", "", False),
        ("heading", "", True),
        ("day", "days", False),
        ("moment", "moments", False),
    ):
        named = {"style:data-style-name": shown} if shown else {}
        style = _element("style:style", {"style:name": name, "style:family": "table-cell", **named}, styles)
        _element("style:table-cell-properties", {"fo:wrap-option": "wrap", "style:vertical-align": "top"}, style)
        if bold:
            _element("style:text-properties", {"fo:font-weight": "bold"}, style)
    return root


def _date_style(name: str, parts: Sequence[str | tuple[str, str]], styles: ET.Element) -> None:
    style = _element("number:date-style", {"style:name": name}, styles)
    for part in parts:
        if isinstance(part, str):
            _element("number:text", {}, style).text = part
        else:
            _element(f"number:{part[0]}", {"number:style": part[1]}, style)


def _meta(made: Sheets) -> ET.Element:
    root = _element("office:document-meta", {"office:version": "1.2"})
    meta = _element("office:meta", {}, root)
    at = made.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    for name, words in (
        ("dc:title", made.title),
        ("dc:subject", made.subject),
        ("dc:description", made.about),
        ("dc:language", made.language),
        ("meta:creation-date", at),
        ("meta:generator", "Commonboard"),
    ):
        _element(name, {}, meta).text = xml_text(words)
    return root


def _manifest() -> ET.Element:
    root = _element("manifest:manifest", {"manifest:version": "1.2"})
    entries = (("/", MEDIA_TYPE), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml"))
    for path, kind in entries:
        _element("manifest:file-entry", {"manifest:full-path": path, "manifest:media-type": kind}, root)
    return root


def _widths(sheet: Sheet) -> Iterator[int]:
    for number, title in enumerate(sheet.header):
        longest = max((len(line) for row in sheet.rows for line in str(row[number] or "").split("\n")), default=0)
        yield min(WIDEST, max(NARROWEST, 3 + max(len(title), math.ceil(longest))))


def _element(name: str, attributes: dict[str, str], parent: ET.Element | None = None) -> ET.Element:
    """An element with the prefixes of `_SPACE_OF` in its name and those of its attributes."""
    full = {_full(key): value for key, value in attributes.items()}
    return ET.Element(_full(name), full) if parent is None else ET.SubElement(parent, _full(name), full)


def _full(name: str) -> str:
    prefix, _colon, rest = name.partition(":")
    return f"{{{_SPACE_OF[prefix]}}}{rest}"


def _bytes(root: ET.Element) -> bytes:
    for prefix, space in _SPACE_OF.items():
        ET.register_namespace(prefix, space)
    return ET.tostring(root, "utf-8", xml_declaration=True)
