"""The matrix of links: a row for each group that rates, a column for each partner, and a small distribution in each
cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

# Five partners fit into the width of a report.
NAMES, CELL, ROW, HEAD = 130.0, 121.0, 96.0, 52.0
PADDING, TOP, BARS, FOOT = 7.0, 12.0, 46.0, 18.0


@dataclass(frozen=True)
class MatrixCell:
    """The ballots for each step, lowest first, and the median with the number of people in words.

    Without counts, the words say why there are none.
    """

    counts: Sequence[int]
    words: str


@dataclass(frozen=True)
class MatrixRow:
    """One group that rates, with what is said about its size. A cell is None where a group would rate itself."""

    name: str
    size: str
    cells: Sequence[MatrixCell | None]


def link_matrix(
    rows: Sequence[MatrixRow], partners: Sequence[str], caption: Caption, colours: Colours = PAPER
) -> Markup:
    """All bars are drawn to one measure: the highest count of all cells."""
    width, height = NAMES + CELL * len(partners), HEAD + ROW * len(rows)
    most = max((count for row in rows for cell in row.cells if cell for count in cell.counts), default=0) or 1
    parts: list[Markup] = []
    for place, name in enumerate(partners):
        for number, line in enumerate(svg.lines(name, 15, 2)):
            x = NAMES + CELL * place + PADDING
            parts.append(svg.text(line, x, 20 + 16 * number, colours.ink, bold=True))
    for place, row in enumerate(rows):
        parts.extend(_row(row, HEAD + ROW * place, width, most, colours))
    return svg.figure("link-matrix", caption, width, height, parts)


def _row(row: MatrixRow, top: float, width: float, most: int, colours: Colours) -> Iterator[Markup]:
    yield svg.tag("path", {"class": "rule", "d": f"M0 {top:g}h{width:g}", "stroke": colours.line})
    names = svg.lines(row.name, 16, 3)
    for number, line in enumerate(names):
        yield svg.text(line, 4, top + 22 + 16 * number, colours.ink, bold=True)
    yield svg.text(row.size, 4, top + 22 + 16 * len(names), colours.quiet, kind="quiet")
    for place, cell in enumerate(row.cells):
        x = NAMES + CELL * place
        if cell is None:
            box = {"x": x, "y": top + 1, "width": CELL, "height": ROW - 1}
            yield svg.tag("rect", {"class": "itself", **box, "fill": colours.wash})
        else:
            yield from _cell(cell, x + PADDING, top + TOP, most, colours)


def _cell(cell: MatrixCell, x: float, top: float, most: int, colours: Colours) -> Iterator[Markup]:
    steps = len(cell.counts)
    wide = (CELL - 2 * PADDING) / (steps or 1)
    for step, count in enumerate(cell.counts):
        high = max(1.5, BARS * count / most)
        bar = {"x": x + wide * step, "y": top + BARS - high, "width": wide - 3, "height": high}
        depth = round(0.45 + 0.55 * step / max(1, steps - 1), 2)
        yield svg.tag("rect", {"class": "bar", **bar, "fill": colours.brand, "fill-opacity": depth})
    kind, fill = ("ink", colours.ink) if steps else ("quiet", colours.quiet)
    yield svg.text(cell.words, x, top + BARS + FOOT, fill, kind=kind)
