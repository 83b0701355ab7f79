"""The dot plot of ratings: a row for each thing that was rated, a column for each step, and one dot for each ballot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

PITCH, RADIUS, LINE = 11.0, 4.0, 16.0
# The room of the number after its dots.
NUMBER = 16.0


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
    """The measures of a dot plot: its width, and of that what names take. The steps share the rest.

    Where `names` is 0, each name stands above its dots.
    """

    width: float
    names: float
    letters_in_name: int
    padding: float
    least: float
    line: float

    def step(self, steps: Sequence[str]) -> float:
        """The width of a step."""
        return (self.width - self.names) / max(1, len(steps))

    def dots_in_line(self, step: float) -> int:
        """How many dots of a step fit beside each other, with their number after them."""
        return max(1, int((step - 2 * self.padding - NUMBER) / PITCH))


WIDE = Layout(902.0, 230.0, 30, 10.0, 38.0, LINE)
# For a report: as wide as its text, so that letters stay readable on paper.
REPORT = Layout(702.0, 190.0, 24, 8.0, 38.0, LINE)
NARROW = Layout(svg.PHONE_WIDTH, 0.0, 32, 3.0, 26.0, svg.PHONE_LINE)


def dot_plot(
    rows: Sequence[DotRow], steps: Sequence[str], caption: Caption, colours: Colours = PAPER, layout: Layout = WIDE
) -> Markup:
    """Dots of the first ask are filled, those of a second one are rings beneath. A frame marks what was agreed."""
    step = layout.step(steps)
    heads = [svg.lines(f"{place} {name}", int((step - layout.padding) / 7.4), 3) for place, name in enumerate(steps, 1)]
    parts: list[Markup] = []
    for place, head in enumerate(heads):
        x = layout.names + step * place + layout.padding
        parts.extend(svg.text(line, x, 18 + LINE * n, colours.ink, bold=True) for n, line in enumerate(head))
    top = 20 + LINE * max(map(len, heads), default=1)
    for row in rows:
        names = svg.lines(row.name, layout.letters_in_name, 3)
        height = max(_least(row, step, layout), LINE * len(names) + 8)
        parts.append(_rule(top, layout, colours))
        baseline = top + height / 2 + 5 - LINE / 2 * (len(names) - 1)
        parts.extend(svg.text(line, 4, baseline + LINE * n, colours.ink) for n, line in enumerate(names))
        parts.extend(_row(row, top, height, step, layout, colours))
        top += height
    parts.append(_rule(top, layout, colours))
    return svg.figure("dot-plot", caption, layout.width, top + 1, parts)


def dot_plot_for_phone(
    rows: Sequence[DotRow], steps: Sequence[str], caption: Caption, colours: Colours = PAPER
) -> Markup:
    """The same for a phone: the steps are named above all rows, because their columns are too narrow for words."""
    parts: list[Markup] = []
    top = 0.0
    for place, name in enumerate(steps, 1):
        named = svg.lines(f"{place} {name}", NARROW.letters_in_name, 3)
        parts.extend(
            svg.text(line, 0, top + 15 + NARROW.line * n, colours.quiet, kind="quiet") for n, line in enumerate(named)
        )
        top += NARROW.line * len(named)
    more, top = phone_rows(rows, len(steps), top + 8, colours)
    return svg.for_phone("dot-plot", caption, top + 1, [*parts, *more])


def phone_rows(rows: Sequence[DotRow], steps: int, top: float, colours: Colours) -> tuple[list[Markup], float]:
    """Rows for a phone under the numbers of the steps, from `top`; and where they end."""
    layout, numbers = NARROW, [str(number) for number in range(1, steps + 1)]
    step = layout.step(numbers)
    parts: list[Markup] = []
    for row in rows:
        parts.append(_rule(top, layout, colours))
        names = svg.lines(row.name, layout.letters_in_name, 3)
        parts.extend(
            svg.text(line, 0, top + 19 + layout.line * n, colours.ink, bold=True) for n, line in enumerate(names)
        )
        top += layout.line * len(names) + 8
        parts.extend(
            svg.text(number, step * place + layout.padding, top + 15, colours.quiet, kind="quiet")
            for place, number in enumerate(numbers)
        )
        height = _least(row, step, layout)
        parts.extend(_row(row, top + layout.line + 2, height, step, layout, colours))
        top += layout.line + height + 8
    return [*parts, _rule(top, layout, colours)], top


def _least(row: DotRow, step: float, layout: Layout) -> float:
    """The height that the dots of a row need."""
    in_line = layout.dots_in_line(step)
    return max(layout.least, layout.padding * 2 + 2 + sum(PITCH * _lines(one, in_line) for one in row.counts))


def _row(row: DotRow, top: float, height: float, step: float, layout: Layout, colours: Colours) -> Iterator[Markup]:
    colour = colours.group(row.group)
    if row.agreed is not None:
        left = layout.names + step * (row.agreed - 1) + 1
        frame = {"x": left, "y": top + 1, "width": step - 2, "height": height - 2}
        yield svg.tag(
            "rect",
            {"class": "agreed", "data-group": row.group or None, **frame}
            | {"fill": colour, "fill-opacity": 0.1, "stroke": colour, "stroke-width": 2},
        )
    y, in_line = top + layout.padding + RADIUS + 1, layout.dots_in_line(step)
    for ask, counts in enumerate(row.counts):
        for place, number in enumerate(counts):
            x = layout.names + step * place + layout.padding
            yield from _dots(number, x, y, row, in_line, colours, ring=ask > 0)
        y += PITCH * _lines(counts, in_line)


def _dots(
    number: int, x: float, y: float, row: DotRow, in_line: int, colours: Colours, *, ring: bool
) -> Iterator[Markup]:
    colour = colours.group(row.group)
    style = {"fill": "none", "stroke": colour, "stroke-width": 1.4} if ring else {"fill": colour}
    kind = {"class": "ring" if ring else "dot", "data-group": row.group or None}
    for place in range(number):
        line, column = divmod(place, in_line)
        at = {"cx": x + RADIUS + PITCH * column, "cy": y + PITCH * line, "r": RADIUS - (0.7 if ring else 0)}
        yield svg.tag("circle", kind | at | style)
    if number:
        after = x + PITCH * min(number, in_line) + 3
        yield svg.text(str(number), after, y + 4, colours.quiet if ring else colours.ink, kind="number", bold=not ring)


def _lines(counts: Sequence[int], in_line: int) -> int:
    return max(1, ceil(max(counts, default=0) / in_line))


def _rule(y: float, layout: Layout, colours: Colours) -> Markup:
    return svg.tag("path", {"class": "rule", "d": f"M0 {y:g}h{layout.width:g}", "stroke": colours.line})
