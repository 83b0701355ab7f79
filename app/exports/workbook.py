"""Sheets of a workbook (XLSX). No cell is run as a formula."""

import io
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from app.exports.sheets import Cell, Sheets

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

WIDEST, NARROWEST = 60, 8
LINE, TALLEST = 15, 409  # points; spreadsheets allow no higher row
LONGEST = 32_767  # UTF-16 units in a cell
A4 = 9  # the number of this paper size in the format
# Text stays text, even if it looks like a number, a formula or an address.
INERT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(made: Sheets) -> bytes:
    """The workbook's bytes."""
    # A late import: a server never makes a workbook in its own process.
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, INERT) as book:
        created = made.made_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": made.title, "subject": made.subject, "comments": made.about, "created": created})
        add = partial(add_sheet, book, formats(book), made.right_to_left)
        for sheet in made.sheets:
            add(sheet.title, sheet.header, sheet.rows, heat=sheet.heat)
    return file.getvalue()


class Formats(NamedTuple):
    head: "Format"
    plain: "Format"
    day: "Format"
    moment: "Format"


def formats(book: "Workbook") -> Formats:
    """The formats of cells in this workbook."""
    wrapped = {"text_wrap": True, "valign": "top"}
    return Formats(
        book.add_format({"bold": True, "bottom": 1} | wrapped),
        book.add_format(wrapped),
        book.add_format({"num_format": "yyyy-mm-dd", "align": "left"} | wrapped),
        book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"} | wrapped),
    )


def add_sheet(
    book: "Workbook",
    formats: Formats,
    rtl: bool,
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    heat: bool = False,
) -> None:
    """Add a sheet with one table: frozen header, filter, columns as wide as their text within limits, printed to fit.

    `heat` colours the counts between the first column and the last.
    """
    sheet = book.add_worksheet(name[:31])
    for number, title in enumerate(header):
        sheet.write_string(0, number, title, formats.head)
    widths = [
        min(WIDEST, max(NARROWEST, 3 + max(len(title), *(len(str(row[number] or "")) for row in rows), 0)))
        for number, title in enumerate(header)
    ]
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for line, row in enumerate(rows, 1):
        # Excel computes the height of a row by itself; LibreOffice does not.
        sheet.set_row(line, min(TALLEST, LINE * max(map(_lines, row, widths))))
        for number, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(line, number, cell, formats.plain)
            # Workbooks have no dates before 1900.
            elif isinstance(cell, date) and cell.year > 1900:
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, number, cell, formats.moment)
                else:
                    sheet.write_datetime(line, number, datetime(cell.year, cell.month, cell.day), formats.day)  # noqa: DTZ001
            elif cell:
                sheet.write_string(line, number, _fitting(str(cell)), formats.plain)
    if heat and len(header) > 2:
        sheet.conditional_format(
            1, 1, len(rows), len(header) - 2, {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FB5BC"}
        )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if rtl:
        sheet.right_to_left()


def _fitting(words: str) -> str:
    """The words, or as many of them as a cell may hold, with "…": Excel refuses a file with a longer cell."""
    if len(words.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST:
        return words
    return words.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _lines(cell: Cell, width: int) -> int:
    """An estimate of the lines that a cell takes in a column of this width, in digits."""
    return sum(max(1, math.ceil(len(line) / (width - 2))) for line in str(cell or "").split("\n"))
