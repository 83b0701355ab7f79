"""The dot plot of ratings: a row for each thing that was rated, a column for each step, and one dot for each ballot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

NAMES, STEP, HEAD = 230.0, 168.0, 52.0
PITCH, RADIUS, IN_LINE = 11.0, 4.0, 12
LEAST_HEIGHT, PADDING = 38.0, 10.0


@dataclass(frozen=True)
class DotRow:
    """One thing that was rated. `counts` has the ballots for each step, lowest first, of each ask in order of time.

    `group` is the number of its heading, or 0. `agreed` is the step on which the group agreed, if it did.
    """

    name: str
    counts: Sequence[Sequence[int]]
    group: int = 0
    agreed: int | None = None


def dot_plot(rows: Sequence[DotRow], steps: Sequence[str], caption: Caption, colours: Colours = PAPER) -> Markup:
    """Dots of the first ask are filled, those of a second one are rings beneath. A frame marks what was agreed."""
    width = NAMES + STEP * len(steps)
    parts = list(_heads(steps, colours))
    top = HEAD
    for row in rows:
        height = max(LEAST_HEIGHT, PADDING * 2 + sum(PITCH * _lines(counts) for counts in row.counts))
        parts.extend(_row(row, top, height, width, colours))
        top += height
    parts.append(_rule(0, top, width, colours))
    return svg.figure("dot-plot", caption, width, top + 1, parts)


def _heads(steps: Sequence[str], colours: Colours) -> Iterator[Markup]:
    for place, step in enumerate(steps):
        x = NAMES + STEP * place + PADDING
        for number, line in enumerate(svg.lines(f"{place + 1} {step}", 22, 2)):
            yield svg.text(line, x, 18 + 16 * number, colours.ink, bold=True)


def _row(row: DotRow, top: float, height: float, width: float, colours: Colours) -> Iterator[Markup]:
    colour = colours.group(row.group)
    yield _rule(0, top, width, colours)
    names = svg.lines(row.name, 30, 2)
    middle = top + height / 2 + 5 - 8 * (len(names) - 1)
    for number, line in enumerate(names):
        yield svg.text(line, 4, middle + 16 * number, colours.ink)
    if row.agreed is not None:
        frame = {"x": NAMES + STEP * (row.agreed - 1) + 1, "y": top + 1, "width": STEP - 2, "height": height - 2}
        yield svg.tag(
            "rect",
            {"class": "agreed", "data-group": row.group or None, **frame}
            | {"fill": colour, "fill-opacity": 0.1, "stroke": colour, "stroke-width": 2},
        )
    y = top + PADDING + RADIUS + 1
    for ask, counts in enumerate(row.counts):
        for step, number in enumerate(counts):
            yield from _dots(number, NAMES + STEP * step + PADDING, y, row, colours, ring=ask > 0)
        y += PITCH * _lines(counts)


def _dots(number: int, x: float, y: float, row: DotRow, colours: Colours, *, ring: bool) -> Iterator[Markup]:
    colour = colours.group(row.group)
    style = {"fill": "none", "stroke": colour, "stroke-width": 1.4} if ring else {"fill": colour}
    kind = {"class": "ring" if ring else "dot", "data-group": row.group or None}
    for place in range(number):
        line, column = divmod(place, IN_LINE)
        at = {"cx": x + RADIUS + PITCH * column, "cy": y + PITCH * line, "r": RADIUS - (0.7 if ring else 0)}
        yield svg.tag("circle", kind | at | style)
    if number:
        after = x + PITCH * min(number, IN_LINE) + 4
        yield svg.text(str(number), after, y + 4, colours.quiet if ring else colours.ink, kind="number", bold=not ring)


def _lines(counts: Sequence[int]) -> int:
    return max(1, ceil(max(counts, default=0) / IN_LINE))


def _rule(x: float, y: float, width: float, colours: Colours) -> Markup:
    return svg.tag("path", {"class": "rule", "d": f"M{x:g} {y:g}h{width:g}", "stroke": colours.line})
