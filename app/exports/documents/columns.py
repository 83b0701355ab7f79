"""The columns of a table: which hold numbers, and how wide each is."""

import re
from math import ceil

from app.exports.documents.model import Table, said

# A star is a count that is not printed.
_NUMBER = re.compile(r"[<≥≤+−-]?\s?\d[\d\s.,:–-]*\s?%?|\*")
_NOTHING = ("", "–", "—", "-")
# Letters of usual width that fit beside each other between the margins of A4, in 10 points and even in a wide font,
# which programs take where ours is missing; how many fit in a PDF, which has its font inside; and the space between
# columns.
LINE, OWN_FONT, SPACE = 76, 86, 2.5
_NARROW, _WIDE = frozenset("iljtfrI.,:;'’|!()[] "), frozenset("mwMWOQGDHNU%@&")
BOLD = 1.1
# A table of no more lines stays on one page in every file.
HALF_A_PAGE = 24
# A longer text is broken into lines before its column gets wider than others.
WIDEST = 110


def numeric(table: Table) -> tuple[bool, ...]:
    """For each column, whether it holds counts or shares, so that they end below each other.

    One word may stand in place of some of them, such as "hidden".
    """
    columns = [[said(row[place]) for row in table.rows] for place in range(len(table.header))]
    return tuple(
        place > 0
        and any(_NUMBER.fullmatch(cell) for cell in cells)
        and len({cell for cell in cells if cell not in _NOTHING and not _NUMBER.fullmatch(cell)}) <= 1
        for place, cells in enumerate(columns)
    )


def widths(table: Table, line: int = LINE) -> tuple[float, ...]:
    """The share of each column in the width of the table, where `line` letters fit beside each other; together 1.

    No word is broken if the words fit at all. A column of numbers has room for its cells and half of its heading. The
    other columns share the rest by the length of their texts.
    """
    numbers = numeric(table)
    least, wanted = [], []
    for place, head in enumerate(map(said, table.header)):
        cells = [said(row[place]) for row in table.rows]
        words = max((_width(word) for cell in cells for word in cell.split()), default=0)
        least.append(SPACE + max(words, *(BOLD * _width(word) for word in head.split()), 0))
        longest, heading = max(map(_width, cells), default=0), BOLD * _width(head)
        text = max(longest, heading / 2) if numbers[place] else min(WIDEST, max(longest, heading))
        wanted.append(max(least[-1], SPACE + text))
    spare = line - sum(least)
    if spare > 0:
        asked = [want - low for want, low in zip(wanted, least, strict=True)]
        # Without anything to ask for, the texts share what is left.
        asked = asked if sum(asked) else [float(not number) for number in numbers]
        least = [low + spare * more / sum(asked) for low, more in zip(least, asked, strict=True)]
    return tuple(low / sum(least) for low in least)


def lines(table: Table, line: int = LINE) -> int:
    """About how many lines the rows of the table take on A4, where `line` letters fit beside each other."""
    rooms = [max(1, share * line - SPACE) for share in widths(table, line)]
    rows = (zip(row, rooms, strict=True) for row in table.rows)
    return sum(max(ceil(_width(said(cell)) / room) or 1 for cell, room in row) for row in rows)


def _width(text: str) -> float:
    """The width of a text in letters of usual width."""
    return sum(0.6 if letter in _NARROW else 1.4 if letter in _WIDE else 1 for letter in text)
