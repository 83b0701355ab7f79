"""The heat map: a row for each element, a column for each place or group, and a tint for each count.

Every cell has its count in words too, so that no one needs the colours.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

# More columns than these would make the letters small on paper.
MOST_COLUMNS = 4
NAMES, CELL, ROW, HEAD, FOOT = 250.0, 104.0, 34.0, 52.0, 10.0
GAP = 2.0
# The share of the colour in each tint, from the fewest to the most; from the last two on, words are white.
TINTS = (0.1, 0.24, 0.42, 0.88, 1.0)
WHITE_FROM = 3


@dataclass(frozen=True)
class HeatRow:
    """One element. `cells` are counts, or words for what is not a count to print: "<3", "not asked".

    `group` is the number of its heading, or 0.
    """

    name: str
    cells: Sequence[int | str]
    group: int = 0


def heat_map(
    rows: Sequence[HeatRow], columns: Sequence[str], caption: Caption, most: int = 0, colours: Colours = PAPER
) -> Markup:
    """All tints are drawn to one measure: `most`, or the highest count of all cells. A cell with words has no tint."""
    width, height = NAMES + CELL * len(columns), HEAD + ROW * len(rows) + FOOT
    most = most or highest(rows)
    parts: list[Markup] = []
    for place, name in enumerate(columns):
        for number, line in enumerate(svg.lines(name, 14, 2)):
            x = NAMES + CELL * place + CELL / 2
            parts.append(svg.text(line, x, 20 + 16 * number, colours.ink, anchor="middle", bold=True))
    for place, row in enumerate(rows):
        parts.extend(_row(row, HEAD + ROW * place, most, colours))
    return svg.figure("heat-map", caption, width, height, parts)


def heat_map_for_phone(
    rows: Sequence[HeatRow], columns: Sequence[str], caption: Caption, most: int = 0, colours: Colours = PAPER
) -> Markup:
    """The same for a phone: under each element a line for each column, so that any number of columns fits."""
    most = most or highest(rows)
    parts: list[Markup] = []
    top = 0.0
    for row in rows:
        names = svg.lines(row.name, 29, 3)
        high = svg.PHONE_LINE * len(names)
        mark = {"class": "mark", "data-group": row.group or None, "x": 0, "y": top + 4, "width": 4, "height": high}
        parts.append(svg.tag("rect", mark | {"fill": colours.group(row.group)}))
        parts.extend(
            svg.text(line, 12, top + 17 + svg.PHONE_LINE * n, colours.ink, bold=True) for n, line in enumerate(names)
        )
        top += high + 8
        for name, cell in zip(columns, row.cells, strict=True):
            said = svg.lines(name, 22, 2)
            high = svg.PHONE_LINE * len(said) + 10
            box = {"x": 0, "y": top + GAP / 2, "width": svg.PHONE_WIDTH, "height": high - GAP}
            kind, fill, tint = _look(cell, most, colours)
            parts.append(tint(box))
            parts.extend(
                svg.text(line, 8, top + 18 + svg.PHONE_LINE * n, fill, kind=kind) for n, line in enumerate(said)
            )
            parts.append(svg.text(str(cell), svg.PHONE_WIDTH - 8, top + 18, fill, kind=kind, anchor="end", bold=True))
            top += high
        top += 8
    return svg.for_phone("heat-map", caption, max(top, 1.0), parts)


def in_words(rows: Sequence[HeatRow], columns: Sequence[str]) -> str:
    """What the heat map shows, as a sentence for each row, for its alternative text."""
    return " ".join(
        f"{row.name}: {', '.join(f'{name} {cell}' for name, cell in zip(columns, row.cells, strict=True))}."
        for row in rows
    )


def _row(row: HeatRow, top: float, most: int, colours: Colours) -> Iterator[Markup]:
    colour = colours.group(row.group)
    mark = {"class": "mark", "data-group": row.group or None, "x": 0, "y": top + 4, "width": 4, "height": ROW - 8}
    yield svg.tag("rect", mark | {"fill": colour})
    names = svg.lines(row.name, 34, 2)
    for number, line in enumerate(names):
        yield svg.text(line, 14, top + ROW / 2 + 5 - 8 * (len(names) - 1) + 15 * number, colours.ink)
    for place, cell in enumerate(row.cells):
        x = NAMES + CELL * place
        kind, fill, tint = _look(cell, most, colours)
        yield tint({"x": x + GAP / 2, "y": top + GAP / 2, "width": CELL - GAP, "height": ROW - GAP})
        x, y, bold = x + CELL / 2, top + ROW / 2 + 5, kind != "quiet"
        yield svg.text(str(cell), x, y, fill, kind=kind, anchor="middle", bold=bold)


def _look(cell: int | str, most: int, colours: Colours) -> tuple[str, str, Callable[[dict[str, float]], Markup]]:
    """The class and the colour of a cell's words, and what draws its tint into a box."""
    level = _level(cell, most)
    ground = _tint(colours.brand, TINTS[level]) if level is not None else colours.wash
    kind = "quiet" if level is None else "on" if level >= WHITE_FROM else "ink"

    def tint(box: dict[str, float]) -> Markup:
        return svg.tag("rect", {"class": "tint", "data-level": level, **box, "rx": 3, "fill": ground})

    return kind, {"on": "#ffffff", "ink": colours.ink, "quiet": colours.quiet}[kind], tint


def highest(rows: Sequence[HeatRow]) -> int:
    """The highest count of all cells, at least 1."""
    return max((cell for row in rows for cell in row.cells if isinstance(cell, int)), default=0) or 1


def _level(cell: int | str, most: int) -> int | None:
    """The number of the tint; None for words and for 0."""
    if not isinstance(cell, int) or not cell:
        return None
    return min(len(TINTS) - 1, (cell * len(TINTS) - 1) // most)


def _tint(colour: str, share: float) -> str:
    """A colour on white paper, solid, because not every program draws transparent colours."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
