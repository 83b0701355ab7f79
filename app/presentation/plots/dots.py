"""The dot plot of ratings: a row for each thing that was rated, a column for each step, and one dot for each ballot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

PITCH, RADIUS, LINE = 11.0, 4.0, 16.0


@dataclass(frozen=True)
class DotRow:
    """One thing that was rated. `counts` has the ballots for each step, lowest first, of each ask in order of time.

    `group` is the number of its heading, or 0. `agreed` is the step on which the group agreed, if it did.
    """

    name: str
    counts: Sequence[Sequence[int]]
    group: int = 0
    agreed: int | None = None


@dataclass(frozen=True)
class Layout:
    """The measures of a dot plot. Without a column for names, each name has a line above its dots."""

    kind: str
    names: float
    step: float
    dots_in_line: int
    letters_in_head: int
    letters_in_name: int
    padding: float
    least: float


WIDE = Layout("dot-plot", 230.0, 168.0, 12, 22, 30, 10.0, 38.0)
# For a report: as wide as its text, so that letters stay readable on paper.
REPORT = Layout("dot-plot", 190.0, 128.0, 9, 17, 25, 8.0, 38.0)
# For a phone: four steps fit beside each other in a window of 320 pixels.
NARROW = Layout("dot-plot of-phone", 0.0, 72.0, 4, 9, 38, 3.0, 26.0)


def dot_plot(
    rows: Sequence[DotRow], steps: Sequence[str], caption: Caption, colours: Colours = PAPER, layout: Layout = WIDE
) -> Markup:
    """Dots of the first ask are filled, those of a second one are rings beneath. A frame marks what was agreed."""
    width = layout.names + layout.step * len(steps)
    heads = [svg.lines(f"{place} {step}", layout.letters_in_head, 3) for place, step in enumerate(steps, 1)]
    parts: list[Markup] = []
    for place, head in enumerate(heads):
        x = layout.names + layout.step * place + layout.padding
        parts.extend(svg.text(line, x, 18 + LINE * n, colours.ink, bold=True) for n, line in enumerate(head))
    top = 20 + LINE * max(map(len, heads), default=1)
    for row in rows:
        names = svg.lines(row.name, layout.letters_in_name, 3)
        beside, above = (LINE * len(names) + 8, 0.0) if layout.names else (0.0, LINE * len(names) + 8)
        dots = layout.padding * 2 + sum(PITCH * _lines(one, layout) for one in row.counts)
        height = max(layout.least, beside, dots) + above
        parts.append(_rule(top, width, colours))
        baseline = top + height / 2 + 5 - LINE / 2 * (len(names) - 1) if layout.names else top + 18
        parts.extend(svg.text(line, 4, baseline + LINE * n, colours.ink) for n, line in enumerate(names))
        parts.extend(_row(row, top, above, height, layout, colours))
        top += height
    parts.append(_rule(top, width, colours))
    return svg.figure(layout.kind, caption, width, top + 1, parts)


def _row(row: DotRow, top: float, above: float, height: float, layout: Layout, colours: Colours) -> Iterator[Markup]:
    colour = colours.group(row.group)
    if row.agreed is not None:
        left = layout.names + layout.step * (row.agreed - 1) + 1
        frame = {"x": left, "y": top + above + 1, "width": layout.step - 2, "height": height - above - 2}
        yield svg.tag(
            "rect",
            {"class": "agreed", "data-group": row.group or None, **frame}
            | {"fill": colour, "fill-opacity": 0.1, "stroke": colour, "stroke-width": 2},
        )
    y = top + above + layout.padding + RADIUS + 1
    for ask, counts in enumerate(row.counts):
        for step, number in enumerate(counts):
            x = layout.names + layout.step * step + layout.padding
            yield from _dots(number, x, y, row, layout, colours, ring=ask > 0)
        y += PITCH * _lines(counts, layout)


def _dots(
    number: int, x: float, y: float, row: DotRow, layout: Layout, colours: Colours, *, ring: bool
) -> Iterator[Markup]:
    colour = colours.group(row.group)
    style = {"fill": "none", "stroke": colour, "stroke-width": 1.4} if ring else {"fill": colour}
    kind = {"class": "ring" if ring else "dot", "data-group": row.group or None}
    for place in range(number):
        line, column = divmod(place, layout.dots_in_line)
        at = {"cx": x + RADIUS + PITCH * column, "cy": y + PITCH * line, "r": RADIUS - (0.7 if ring else 0)}
        yield svg.tag("circle", kind | at | style)
    if number:
        after = x + PITCH * min(number, layout.dots_in_line) + 3
        yield svg.text(str(number), after, y + 4, colours.quiet if ring else colours.ink, kind="number", bold=not ring)


def _lines(counts: Sequence[int], layout: Layout) -> int:
    return max(1, ceil(max(counts, default=0) / layout.dots_in_line))


def _rule(y: float, width: float, colours: Colours) -> Markup:
    return svg.tag("path", {"class": "rule", "d": f"M0 {y:g}h{width:g}", "stroke": colours.line})
