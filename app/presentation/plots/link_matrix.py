"""The matrix of links: a row for each group that rates, a column for each partner, and a small distribution in each
cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

# More partners than these do not fit into the width of a report, and more groups not on a page of it.
MOST_PARTNERS, MOST_GROUPS = 5, 8
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
    most = _most(rows)
    parts: list[Markup] = []
    for place, name in enumerate(partners):
        for number, line in enumerate(svg.lines(name, 14, 2)):
            x = NAMES + CELL * place + PADDING
            parts.append(svg.text(line, x, 20 + 16 * number, colours.ink, bold=True))
    for place, row in enumerate(rows):
        parts.extend(_row(row, HEAD + ROW * place, width, most, colours))
    return svg.figure("link-matrix", caption, width, height, parts)


def link_matrix_for_phone(
    rows: Sequence[MatrixRow], partners: Sequence[str], caption: Caption, colours: Colours = PAPER
) -> Markup:
    """The same for a phone: under each group that rates, a line for each partner."""
    most, wide, high = _most(rows), 96.0, 34.0
    parts: list[Markup] = []
    top = 0.0
    for row in rows:
        names = svg.lines(row.name, 30, 3)
        parts.extend(
            svg.text(line, 0, top + 17 + svg.PHONE_LINE * n, colours.ink, bold=True) for n, line in enumerate(names)
        )
        top += svg.PHONE_LINE * len(names)
        parts.append(svg.text(row.size, 0, top + 17, colours.quiet, kind="quiet"))
        top += svg.PHONE_LINE + 8
        for name, cell in zip(partners, row.cells, strict=True):
            if cell is None:
                continue
            parts.append(_rule(top, svg.PHONE_WIDTH, colours))
            said = svg.lines(name, 32, 2)
            parts.extend(svg.text(line, 0, top + 18 + svg.PHONE_LINE * n, colours.ink) for n, line in enumerate(said))
            top += svg.PHONE_LINE * len(said) + 6
            parts.extend(_bars(cell.counts, 0, top, wide, high, most, colours))
            kind, fill, x = ("ink", colours.ink, wide + 12) if cell.counts else ("quiet", colours.quiet, 0)
            parts.append(svg.text(cell.words, x, top + (high if cell.counts else 14), fill, kind=kind))
            top += (high if cell.counts else 14) + 8
        top += 14
    return svg.for_phone("link-matrix", caption, max(top, 1.0), parts)


def _row(row: MatrixRow, top: float, width: float, most: int, colours: Colours) -> Iterator[Markup]:
    yield _rule(top, width, colours)
    names = svg.lines(row.name, 15, 3)
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
    yield from _bars(cell.counts, x, top, CELL - 2 * PADDING, BARS, most, colours)
    kind, fill = ("ink", colours.ink) if cell.counts else ("quiet", colours.quiet)
    yield svg.text(cell.words, x, top + BARS + FOOT, fill, kind=kind)


def _bars(
    counts: Sequence[int], x: float, top: float, width: float, height: float, most: int, colours: Colours
) -> Iterator[Markup]:
    wide = width / (len(counts) or 1)
    for step, count in enumerate(counts):
        high = max(1.5, height * count / most)
        bar = {"x": x + wide * step, "y": top + height - high, "width": wide - 3, "height": high}
        depth = round(0.45 + 0.55 * step / max(1, len(counts) - 1), 2)
        yield svg.tag("rect", {"class": "bar", **bar, "fill": colours.brand, "fill-opacity": depth})


def _most(rows: Sequence[MatrixRow]) -> int:
    """The highest count of all cells, at least 1."""
    return max((count for row in rows for cell in row.cells if cell for count in cell.counts), default=0) or 1


def _rule(y: float, width: float, colours: Colours) -> Markup:
    return svg.tag("path", {"class": "rule", "d": f"M0 {y:g}h{width:g}", "stroke": colours.line})
