"""The tables of a document as an OpenDocument spreadsheet, for people who want to count with its numbers."""

from datetime import UTC, datetime

from app.exports import open_document
from app.exports.documents import prepared
from app.exports.documents.model import Document, Table, said
from app.exports.sheets import Cell, Sheet, Sheets
from app.presentation import translations

# A document has no time of its own, and the same document gives the same bytes.
MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)


def write(document: Document) -> bytes:
    """The spreadsheet's bytes: a list of the tables, then a sheet for each. Raises ValueError as `prepare` does."""
    ready = prepared.prepare(document)
    _ = translations.translations(document.language).gettext
    tables = [(label, block) for block, label in ready if isinstance(block, Table)]
    listed = Sheet(
        _("Tables"),
        [_("Table"), _("What it shows"), _("Note")],
        [[label, table.caption, table.note] for label, table in tables],
    )
    return open_document.write(
        Sheets(
            title=ready.document.title,
            subject=ready.document.series,
            about=ready.document.date,
            language=document.language,
            made_at=MADE_AT,
            right_to_left=translations.direction(document.language) == "rtl",
            sheets=[listed, *(_sheet(label, table) for label, table in tables)],
        )
    )


def _sheet(label: str, table: Table) -> Sheet:
    header = [said(cell) for cell in table.header]
    return Sheet(label, header, [[_cell(said(cell)) for cell in row] for row in table.rows])


def _cell(text: str) -> Cell:
    """A count as a number, and anything else as words."""
    return int(text) if text.isascii() and text.isdecimal() else text
