"""Dot plots side by side: the same things in rows, and for each place a plot of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.dots import DotRow, phone_rows
from app.presentation.plots.svg import PAPER, Caption, Colours

NAMES, STEP, GAP, LINE = 186.0, 54.0, 18.0, 16.0
PITCH, RADIUS, DOTS_IN_LINE = 8.0, 3.0, 4
PADDING, LEAST, HEAD = 7.0, 30.0, 60.0
# More plots than these would make the letters small on paper, so they go into further lines.
PLOTS_IN_LINE = 2


@dataclass(frozen=True)
class Cell:
    """The answers of one place about one thing, lowest step first, and the step on which its group agreed.

    Without counts, `words` say why there are none.
    """

    counts: Sequence[int] = ()
    agreed: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Plot:
    """The plot of one place: its name, its size in words, the number of steps, and a cell for each row."""

    name: str
    size: str
    steps: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Name:
    """What a row is about, with the number of its heading, or 0."""

    words: str
    group: int = 0


def side_by_side(rows: Sequence[Name], plots: Sequence[Plot], caption: Caption, colours: Colours = PAPER) -> Markup:
    """Each dot is one ballot. No plot adds up places, and each has its own scale."""
    parts: list[Markup] = []
    top = width = 0.0
    for start in range(0, len(plots), PLOTS_IN_LINE):
        line = plots[start : start + PLOTS_IN_LINE]
        wide = NAMES + sum(STEP * plot.steps + GAP for plot in line)
        parts.extend(_heads(line, top, colours))
        top += HEAD
        for place, row in enumerate(rows):
            names = svg.lines(row.words, 25, 3)
            cells = [plot.cells[place] for plot in line]
            most = max(_lines(cell) for cell in cells)
            height = max(LEAST, 2 * PADDING + PITCH * most, 2 * PADDING + LINE * len(names))
            parts.append(svg.tag("path", {"class": "rule", "d": f"M0 {top:g}h{wide:g}", "stroke": colours.line}))
            parts.extend(svg.text(words, 4, top + 20 + LINE * n, colours.ink) for n, words in enumerate(names))
            left = NAMES
            for plot, cell in zip(line, cells, strict=True):
                parts.extend(_cell(cell, left, top, height, row.group, colours))
                left += STEP * plot.steps + GAP
            top += height
        top, width = top + GAP, max(width, wide)
    return svg.figure("side-by-side", caption, width, max(top, 1.0), parts)


def side_by_side_for_phone(
    rows: Sequence[Name], plots: Sequence[Plot], caption: Caption, colours: Colours = PAPER
) -> Markup:
    """The same for a phone: the plots of the places one below the other, without what a place was not asked."""
    parts: list[Markup] = []
    top = 0.0
    for plot in plots:
        parts.append(svg.text(svg.lines(plot.name, 30, 1)[0], 0, top + 17, colours.ink, bold=True))
        top += svg.PHONE_LINE
        size = plot.size or next((cell.words for cell in plot.cells if cell.words), "")
        parts.append(svg.text(size, 0, top + 17, colours.quiet, kind="quiet"))
        top += svg.PHONE_LINE + 8
        drawn = [
            DotRow(row.words, [cell.counts], row.group, cell.agreed)
            for row, cell in zip(rows, plot.cells, strict=True)
            if cell.counts
        ]
        if drawn:
            more, top = phone_rows(drawn, plot.steps, top, colours)
            parts.extend(more)
        top += GAP
    return svg.for_phone("side-by-side", caption, max(top, 1.0), parts)


def _heads(line: Sequence[Plot], top: float, colours: Colours) -> Iterator[Markup]:
    left = NAMES
    for plot in line:
        longest = int(STEP * plot.steps / 7.5)
        yield svg.text(svg.lines(plot.name, longest, 1)[0], left, top + 16, colours.ink, bold=True)
        yield svg.text(plot.size, left, top + 33, colours.quiet, kind="quiet")
        for step in range(plot.steps):
            yield svg.text(str(step + 1), left + STEP * step + 4, top + 52, colours.quiet, kind="quiet", bold=True)
        left += STEP * plot.steps + GAP


def _cell(cell: Cell, left: float, top: float, height: float, group: int, colours: Colours) -> Iterator[Markup]:
    if not cell.counts:
        yield svg.text(cell.words, left + 4, top + 20, colours.quiet, kind="quiet")
        return
    colour = colours.group(group)
    if cell.agreed is not None:
        frame = {"x": left + STEP * (cell.agreed - 1) + 1, "y": top + 2, "width": STEP - 2, "height": height - 4}
        yield svg.tag(
            "rect",
            {"class": "agreed", "data-group": group or None, **frame}
            | {"fill": colour, "fill-opacity": 0.1, "stroke": colour, "stroke-width": 1.6},
        )
    for step, number in enumerate(cell.counts):
        for place in range(number):
            line, column = divmod(place, DOTS_IN_LINE)
            x = left + STEP * step + 4 + RADIUS + PITCH * column
            at = {"cx": x, "cy": top + PADDING + RADIUS + PITCH * line, "r": RADIUS}
            yield svg.tag("circle", {"class": "dot", "data-group": group or None, **at, "fill": colour})
        if number:
            x = left + STEP * step + 7 + PITCH * min(number, DOTS_IN_LINE)
            yield svg.text(str(number), x, top + PADDING + RADIUS + 4, colours.ink, kind="number", bold=True)


def _lines(cell: Cell) -> int:
    return max(1, ceil(max(cell.counts, default=0) / DOTS_IN_LINE))
