"""A document as a tagged PDF with its fonts inside, ready for screen readers and for paper."""

from typing import Any

from app.exports.documents import columns, drawing, prepared, typesetting
from app.exports.documents.lettering import shown
from app.exports.documents.model import (
    Block,
    Cell,
    Document,
    Figure,
    Heading,
    Items,
    Paragraph,
    Quote,
    Run,
    Table,
    said,
)
from app.presentation import translations

# Millimetres of A4 between its margins, and the height that a figure leaves for its caption.
WIDE, TALL = 162, 200
CONTENTS_FROM = 4
LONG_QUOTE = 900


def write(document: Document) -> bytes:
    """The PDF's bytes, which depend on the document only. Raises ValueError as `prepared.prepare` does."""
    return typesetting.pdf(data(document))


def data(document: Document) -> dict[str, Any]:
    """What the typesetter reads: plain texts, numbers and choices. Raises ValueError as `prepared.prepare` does."""
    ready = prepared.prepare(document)
    return _Data(ready.document).whole(ready)


class _Data:
    """Turns a prepared document into plain data for the typesetter."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rtl = translations.direction(document.language) == "rtl"

    def whole(self, ready: prepared.Prepared) -> dict[str, Any]:
        document = ready.document
        sections = sum(isinstance(block, Heading) and block.level == 1 for block in document.blocks)
        words = translations.translations(document.language)
        return {
            **self._tongue(document.language),
            "rtl": self.rtl,
            "title": self.words(document.title),
            "author": [document.author] if document.author else [],
            "series": self.words(document.series),
            "subtitle": self.words(document.subtitle),
            "by": self.words(" · ".join(part for part in (document.author, document.date) if part)),
            "facts": [{"label": self.words(label), "value": self.words(value)} for label, value in document.facts],
            "contents": words.gettext("Contents") if sections >= CONTENTS_FROM else "",
            "blocks": [self._block(block, label) for block, label in ready],
        }

    def words(self, text: str, language: str = "") -> dict[str, Any]:
        """A text with its direction, and with its language if that differs from the document's."""
        printed = shown(text, self.document.language)
        other = language and language != self.document.language
        return {
            "text": printed,
            "rtl": prepared.is_rtl(text, self.rtl),
            **(self._tongue(language) if other else {}),
        }

    def _block(self, block: Block, label: str) -> dict[str, Any]:
        if isinstance(block, Heading):
            return {"kind": "heading", "level": block.level, **self.words(block.text)}
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", **self._runs(block.runs)}
        if isinstance(block, Items):
            return {"kind": "items", "numbered": block.numbered, "items": [self._runs(item) for item in block.items]}
        if isinstance(block, Quote):
            long = len(block.text) > LONG_QUOTE
            quoted = self.words(block.text, block.language)
            return {"kind": "quote", "words": quoted, "source": self.words(block.source), "long": long}
        captioned = {"label": label, "caption": self.words(block.caption)}
        if isinstance(block, Table):
            return {"kind": "table", **captioned, **self._table(block)}
        return {"kind": "figure", **captioned, **_figure(block)}

    def _runs(self, runs: tuple[Run, ...]) -> dict[str, Any]:
        return {
            "rtl": prepared.is_rtl(prepared.plain(runs), self.rtl),
            "runs": [
                {"text": shown(run.text, self.document.language)}
                | {"bold": run.bold, "italic": run.italic, "link": run.link}
                for run in runs
            ],
        }

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "header": [self._cell(cell) for cell in table.header],
            "rows": [[self._cell(cell) for cell in row] for row in table.rows],
            "widths": [round(100 * share, 2) for share in columns.widths(table, columns.OWN_FONT)],
            "numeric": columns.numeric(table),
            "whole": columns.lines(table, columns.OWN_FONT) <= columns.HALF_A_PAGE,
            "total": table.total,
            "note": self.words(table.note),
        }

    def _cell(self, cell: Cell) -> dict[str, Any]:
        return self.words(said(cell)) | {"link": cell.link if isinstance(cell, Run) else ""}

    @staticmethod
    def _tongue(language: str) -> dict[str, str | None]:
        """The language as the typesetter wants it: two or three letters, and a country of two."""
        first, *others = language.split("-")
        return {"lang": first.lower(), "region": next((part.upper() for part in others if len(part) == 2), None)}


def _figure(figure: Figure) -> dict[str, Any]:
    wide = drawing.shown_width(figure.svg, WIDE, TALL)
    return {"svg": figure.svg, "alt": figure.alt, "width": round(100 * wide / WIDE, 2)}
