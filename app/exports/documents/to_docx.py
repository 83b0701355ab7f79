"""A document for Word, with real styles, header rows that repeat, alternative texts and languages."""

import io
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.exports.documents import columns, docx_parts, docx_styles, drawing, prepared, typesetting, zips
from app.exports.documents.model import Document, Figure, Heading, Items, Paragraph, Quote, Run, Table, as_run
from app.presentation import translations

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

# Centimetres of A4 between its margins, and the height that a figure leaves for its caption.
WIDE, TALL = 16.0, 19.0
POINTS = 28.35
# A file says when it was made; this one says nothing, so its date is the one with which the format began.
NEVER = datetime(2007, 1, 1)  # noqa: DTZ001


def write(document: Document) -> bytes:
    """The file's bytes, which depend on the document only. Raises ValueError as `prepared.prepare` does."""
    # A late import: a server never makes such a file in its own process.
    import docx

    ready = prepared.prepare(document)
    made = docx.Document()
    docx_styles.apply(made, document.language, rtl=translations.direction(document.language) == "rtl")
    _Writer(made, ready.document).whole(ready)
    file = io.BytesIO()
    made.save(file)
    return zips.without_times(file.getvalue())


class _Writer:
    def __init__(self, made: "DocxDocument", document: Document) -> None:
        self.made = made
        self.document = document
        self.rtl = translations.direction(document.language) == "rtl"
        # The library looks through all styles for each paragraph, which would take most of the time.
        self.styles = {style.name: style.style_id for style in made.styles}

    def whole(self, ready: prepared.Prepared) -> None:
        document = ready.document
        core = self.made.core_properties
        core.title, core.author, core.subject = document.title, document.author, document.subtitle
        core.language, core.comments, core.last_modified_by = document.language, "", document.author
        core.created = core.modified = NEVER
        by = " · ".join(part for part in (document.author, document.date) if part)
        for words, style in (
            (document.series, "Report series"),
            (document.title, "Title"),
            (document.subtitle, "Subtitle"),
            (by, "Report facts"),
        ):
            if words:
                self.paragraph((Run(words),), style)
        for label, value in document.facts:
            self.paragraph((Run(f"{label}: ", bold=True), Run(value)), "Report facts")
        for number, (block, label) in enumerate(ready, 1):
            if isinstance(block, Heading):
                heading = self.paragraph((Run(block.text),), f"Heading {block.level}")
                docx_parts.bookmark(heading, block.id, number)
            elif isinstance(block, Paragraph):
                self.paragraph(block.runs, "Normal")
            elif isinstance(block, Items):
                self.items(block)
            elif isinstance(block, Quote):
                self.quote(block)
            elif isinstance(block, Table):
                self.table(block, label)
            else:
                self.figure(block, label, number)

    def paragraph(self, runs: tuple[Run, ...], style: str, *, language: str = "", into: Any = None) -> Any:
        """A new paragraph, or the first one of a table cell `into`."""
        added = into.paragraphs[0] if into is not None else self.made.add_paragraph()
        added._p.style = self.styles[style]
        rtl = prepared.is_rtl(prepared.plain(runs), self.rtl)
        if rtl != self.rtl:
            docx_parts.turn(added, rtl)
        for run in runs:
            target = docx_parts.link(added, run.link) if run.link else added
            docx_parts.words(target, run, language=language, rtl=rtl)
        return added

    def items(self, items: Items) -> None:
        numbering = docx_parts.new_numbering(self.made) if items.numbered else None
        for item in items.items:
            added = self.paragraph(item, "List Number" if items.numbered else "List Bullet")
            if numbering is not None:
                docx_parts.number(added, numbering)

    def quote(self, quote: Quote) -> None:
        language = quote.language if quote.language != self.document.language else ""
        added = self.paragraph((Run(f"“{quote.text}”"),), "Quote", language=language)
        rtl = prepared.is_rtl(quote.text, self.rtl)
        if rtl != self.rtl:
            docx_styles.rule_beside(added._p, "right" if rtl else "left")
        if quote.source:
            added.paragraph_format.keep_with_next = True
            self.paragraph((Run(quote.source),), "Quote source")

    def table(self, table: Table, label: str) -> None:
        self.paragraph((Run(f"{label}. ", bold=True), Run(table.caption)), "Table caption")
        made = self.made.add_table(1 + len(table.rows), len(table.header))
        docx_parts.shape_table(made, f"{label}. {table.caption}", columns.widths(table), WIDE)
        numeric, last = columns.numeric(table), len(table.rows)
        # A long table may break, but not behind its headings, and not before its last row if a note follows.
        whole = columns.lines(table) <= columns.HALF_A_PAGE
        for at, row in enumerate((table.header, *table.rows)):
            cells = made.rows[at].cells
            bold = at == 0 or (table.total and at == last)
            for place, cell in enumerate(row):
                added = self.paragraph((replace(as_run(cell), bold=bold),), "Table text", into=cells[place])
                added.paragraph_format.keep_with_next = bool(table.note) if at == last else whole or at in (0, last - 1)
                if numeric[place]:
                    docx_parts.align_end(added)
        # Also without a note: two tables without a paragraph between them would become one.
        self.paragraph((Run(table.note),), "Table note")

    def figure(self, figure: Figure, label: str, number: int) -> None:
        wide = drawing.shown_width(figure.svg, 10 * WIDE, 10 * TALL) / 10
        added = self.made.add_paragraph(style="Figure")
        picture = typesetting.png(figure.svg, wide * POINTS)
        docx_parts.picture(added, picture, figure.svg, figure.alt, wide, number)
        self.paragraph((Run(f"{label}. ", bold=True), Run(figure.caption)), "Caption")
