"""Reads pasted text: one note a line, or the cells of a spreadsheet, which are copied with tabs between them."""

import csv
import re

from app.domain.text import is_visible

# A cell with several lines is copied in quotation marks.
_QUOTED_LINES = re.compile(r'^"(?:[^"]|"")*\n(?:[^"]|"")*"$', re.MULTILINE)


def rows(text: str) -> list[list[str]]:
    """The rows of the text, each with its cells; rows without a visible character are left out.

    Text without tabs and without a quoted cell of several lines has one cell a line, exactly as it is written.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    found = [[line] for line in lines]
    if "\t" in text or _QUOTED_LINES.search("\n".join(lines)):
        try:
            found = list(csv.reader((f"{line}\n" for line in lines), delimiter="\t", strict=True))
        except csv.Error:
            # Quotation marks that are someone's words and not a spreadsheet's.
            found = [line.split("\t") for line in lines]
    return [cells for cells in found if any(is_visible(cell) for cell in cells)]


def width(found: list[list[str]]) -> int:
    """The number of cells of the longest row."""
    return max((len(cells) for cells in found), default=0)


def fullest(found: list[list[str]]) -> int:
    """The place of the column with the most text, from 0: probably the one with the notes."""
    return max(range(width(found)), key=lambda place: sum(len(cells[place]) for cells in found if place < len(cells)))


def column(found: list[list[str]], place: int) -> list[str]:
    """The cells of one column, from 0, that have a visible character."""
    cells = [cells[place].strip() for cells in found if place < len(cells)]
    return [cell for cell in cells if is_visible(cell)]
