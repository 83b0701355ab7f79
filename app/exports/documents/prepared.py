"""What all writers do to a document first, so that its files agree: clean words, order headings, number tables.

No writer changes words. Only characters that no file format can hold are left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from app.exports.documents import drawing
from app.exports.documents.model import Block, Document, Figure, Heading, Run, Table
from app.presentation import translations

# What XML 1.0 does not allow, and what Unicode says is no character.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BEYOND = re.compile(
    "[" + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)) + "]"
)
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINK = re.compile(r"(https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
DEEPEST = 4
_DRAWINGS = {"svg", "narrow"}
# These fields are one line each; the others may have line breaks.
_ONE_LINE = {"title", "caption", "subtitle", "author", "date", "series", "alt", "id", "source", "language"}


@dataclass(frozen=True)
class Prepared:
    """A document that can be written as it is. `labels` has "Table 1" or "Figure 1" for each block, or ""."""

    document: Document
    labels: tuple[str, ...]

    def __iter__(self) -> Iterator[tuple[Block, str]]:
        return iter(zip(self.document.blocks, self.labels, strict=True))


def prepare(document: Document) -> Prepared:
    """The document with clean words, safe links, headings that skip no level and have ids, and its labels.

    Raises ValueError without a title, for a table whose rows differ in length, and for a figure without an alternative
    text or whose drawing could run or fetch something.
    """
    whole: Document = _cleaned(document)
    if not whole.title:
        raise ValueError("A document needs a title")
    words = translations.translations(document.language)
    blocks, labels = list[Block](), list[str]()
    level, ids = 0, {block.id for block in whole.blocks if isinstance(block, Heading)}
    for number, block in enumerate(whole.blocks, 1):
        label = ""
        if isinstance(block, Heading):
            if not block.text:
                continue
            level = max(1, min(block.level, level + 1, DEEPEST))
            block = replace(block, level=level, id=block.id or _free(f"section-{number}", ids))
        elif isinstance(block, Table):
            if any(len(row) != len(block.header) for row in block.rows):
                raise ValueError(f"The rows of the table {block.caption!r} differ in length")
            label = words.gettext("Table %(number)s") % {"number": _count(blocks, Table) + 1}
        elif isinstance(block, Figure):
            if not block.alt:
                raise ValueError(f"The figure {block.caption!r} has no alternative text")
            narrow = drawing.checked(block.narrow) if block.narrow else ""
            block = replace(block, svg=drawing.checked(block.svg), narrow=narrow)
            label = words.gettext("Figure %(number)s") % {"number": _count(blocks, Figure) + 1}
        blocks.append(block)
        labels.append(label)
    return Prepared(replace(whole, blocks=tuple(blocks)), tuple(labels))


def clean(text: str) -> str:
    """The text without characters that no file can hold, and with "\\n" as its only line break."""
    return _BEYOND.sub("", _IMPOSSIBLE.sub("", _BREAK.sub("\n", text))).replace("\t", " ")


def is_rtl(text: str, otherwise: bool = False) -> bool:
    """True if the first letter that has a direction is read from right to left; `otherwise` if no letter has one."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return otherwise


def language_and_country(language: str) -> tuple[str, str]:
    """The language of a tag with its country; for our own two languages that is the United Kingdom."""
    first, *others = language.split("-")
    country = next((part.upper() for part in others if len(part) == 2), "GB" if first in ("en", "cy") else "")
    return first.lower(), country


def _cleaned(part: Any, name: str = "") -> Any:
    """This part of a document with every text in it cleaned, except drawings, which are checked apart."""
    cleaned = part
    if isinstance(part, str) and name not in _DRAWINGS:
        cleaned = clean(part)
        if name in _ONE_LINE:
            cleaned = " ".join(cleaned.split())
        elif name == "link" and not _LINK.fullmatch(cleaned):
            cleaned = ""
    elif isinstance(part, tuple):
        cleaned = tuple(_cleaned(one, name) for one in part)
    elif is_dataclass(part):
        one_line = {"text": "title"} if isinstance(part, Heading) else {}
        values = {
            field.name: _cleaned(getattr(part, field.name), one_line.get(field.name, field.name))
            for field in fields(part)
        }
        cleaned = replace(part, **values)
    return cleaned


def _free(id_: str, taken: set[str]) -> str:
    while id_ in taken:
        id_ += "-"
    taken.add(id_)
    return id_


def _count(blocks: list[Block], kind: type[Block]) -> int:
    return sum(isinstance(block, kind) for block in blocks)


def plain(runs: tuple[Run, ...]) -> str:
    """The words of a paragraph without their appearance."""
    return "".join(run.text for run in runs)
