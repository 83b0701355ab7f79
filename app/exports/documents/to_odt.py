"""A document for LibreOffice and other programs that read OpenDocument, with real styles and heading levels."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from app.exports.documents import columns, drawing, odt_parts, prepared, typesetting, zips
from app.exports.documents.model import Document, Figure, Heading, Items, Paragraph, Quote, Run, Table, as_run
from app.exports.documents.odt_parts import Looks
from app.presentation import translations

STYLES = Path(__file__).parent / "looks" / "odt_styles.xml"
# Centimetres of A4 between its margins, and the height that a figure leaves for its caption.
WIDE, TALL = 16.0, 19.0
POINTS = 28.35
# A file says when it was made; this one says nothing, so its date is the one with which the format began.
NEVER = datetime(2005, 5, 1)  # noqa: DTZ001


def write(document: Document) -> bytes:
    """The file's bytes, which depend on the document only. Raises ValueError as `prepared.prepare` does."""
    # A late import: a server never makes such a file in its own process.
    import odfdo

    ready = prepared.prepare(document)
    made = odfdo.Document("text")
    language, country = prepared.language_and_country(document.language)
    rtl = translations.direction(document.language) == "rtl"
    styles = STYLES.read_text(encoding="utf-8")
    writing = "rl-tb" if rtl else "lr-tb"
    made.set_part("styles.xml", styles.format(writing=writing, language=language, country=country or "none").encode())
    meta = made.meta
    meta.title, meta.subject = document.title, document.subtitle
    meta.language = "-".join(part for part in (language, country) if part)
    meta.initial_creator = meta.creator = document.author
    meta.creation_date = meta.date = NEVER
    meta.generator = "Commonboard"
    made.body.clear()
    _Writer(made, ready.document, rtl=rtl).whole(ready)
    file = io.BytesIO()
    made.save(file)
    return zips.without_times(file.getvalue())


class _Writer:
    def __init__(self, made: Any, document: Document, *, rtl: bool) -> None:
        self.made = made
        self.document = document
        self.rtl = rtl
        self.looks = Looks(made)

    def whole(self, ready: prepared.Prepared) -> None:
        document = ready.document
        by = " · ".join(part for part in (document.author, document.date) if part)
        for words, style in (
            (document.series, "Report_20_series"),
            (document.title, "Title"),
            (document.subtitle, "Subtitle"),
            (by, "Report_20_facts"),
        ):
            if words:
                self.put(self.paragraph((Run(words),), style))
        for label, value in document.facts:
            self.put(self.paragraph((Run(f"{label}: ", bold=True), Run(value)), "Report_20_facts"))
        for number, (block, label) in enumerate(ready, 1):
            if isinstance(block, Heading):
                style = self._style(f"Heading_20_{block.level}", block.text)
                self.put(odt_parts.heading(block, style))
            elif isinstance(block, Paragraph):
                self.put(self.paragraph(block.runs))
            elif isinstance(block, Items):
                items = [self.paragraph(item) for item in block.items]
                self.put(odt_parts.items(items, "Numbers" if block.numbered else "Bullets"))
            elif isinstance(block, Quote):
                self.quote(block)
            elif isinstance(block, Table):
                self.table(block, label, number)
            else:
                self.figure(block, label, number)

    def put(self, element: Any) -> None:
        self.made.body.append(element)

    def paragraph(self, runs: tuple[Run, ...], style: str = "Text_20_body") -> Any:
        """A paragraph that begins at the side where its words do."""
        return odt_parts.paragraph(runs, self._style(style, prepared.plain(runs)))

    def quote(self, quote: Quote) -> None:
        other = quote.language if quote.language != self.document.language else ""
        words = Run(f"“{quote.text}”")
        added = odt_parts.paragraph((), self._style("Quotations", quote.text))
        odt_parts.run(added, words, self.looks.tongue(other) if other else "")
        if quote.source:
            odt_parts.source(added, quote.source)
        self.put(added)

    def table(self, table: Table, label: str, number: int) -> None:
        self.put(self.paragraph((Run(f"{label}. ", bold=True), Run(table.caption)), "Table_20_caption"))
        numeric = columns.numeric(table)
        strong = {0, len(table.rows)} if table.total else {0}
        rows = [
            [
                self.paragraph((as_run(cell),), self._cell_style(numeric[place], at in strong))
                for place, cell in enumerate(row)
            ]
            for at, row in enumerate((table.header, *table.rows))
        ]
        shares = columns.widths(table)
        look = self.looks.table(
            number, shares, WIDE, whole=columns.lines(table) <= columns.HALF_A_PAGE, noted=bool(table.note)
        )
        self.put(odt_parts.table(rows, f"{label}. {table.caption}", look))
        if table.note:
            self.put(self.paragraph((Run(table.note),), "Caption"))

    def figure(self, figure: Figure, label: str, number: int) -> None:
        width, height = drawing.size(figure.svg)
        wide = drawing.shown_width(figure.svg, 10 * WIDE, 10 * TALL) / 10
        png = typesetting.png(figure.svg, wide * POINTS)
        images = [odt_parts.add_picture(self.made, f"figure{number}.svg", figure.svg.encode(), "image/svg+xml")]
        images.append(odt_parts.add_picture(self.made, f"figure{number}.png", png, "image/png"))
        added = odt_parts.paragraph((), "Figure")
        size = (f"{wide:.2f}cm", f"{wide * height / width:.2f}cm")
        added.append(odt_parts.frame(images, f"Figure{number}", label, figure.alt, size))
        self.put(added)
        self.put(self.paragraph((Run(f"{label}. ", bold=True), Run(figure.caption)), "Caption"))

    def _style(self, base: str, words: str) -> str:
        rtl = prepared.is_rtl(words, self.rtl)
        return base if rtl == self.rtl else self.looks.turned(base, rtl=rtl)

    def _cell_style(self, numeric: bool, strong: bool) -> str:
        base = "Table_20_Heading" if strong else "Table_20_Contents"
        return self.looks.at_end(base) if numeric else base
