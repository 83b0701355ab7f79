"""The heat map: a row for each element, a column for each place or group, and a tint for each count.

Every cell has its count in words too, so that no one needs the colours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

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


def heat_map(rows: Sequence[HeatRow], columns: Sequence[str], caption: Caption, colours: Colours = PAPER) -> Markup:
    """All tints are drawn to one measure: the highest count of all cells. A cell with words has no tint."""
    width, height = NAMES + CELL * len(columns), HEAD + ROW * len(rows) + FOOT
    most = max((cell for row in rows for cell in row.cells if isinstance(cell, int)), default=0) or 1
    parts: list[Markup] = []
    for place, name in enumerate(columns):
        for number, line in enumerate(svg.lines(name, 14, 2)):
            x = NAMES + CELL * place + CELL / 2
            parts.append(svg.text(line, x, 20 + 16 * number, colours.ink, anchor="middle", bold=True))
    for place, row in enumerate(rows):
        parts.extend(_row(row, HEAD + ROW * place, most, colours))
    return svg.figure("heat-map", caption, width, height, parts)


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
        level = _level(cell, most)
        fill = _tint(colours.brand, TINTS[level]) if level is not None else colours.wash
        white = level is not None and level >= WHITE_FROM
        box = {
            "class": "tint",
            "data-level": level,
            "x": x + GAP / 2,
            "y": top + GAP / 2,
            "width": CELL - GAP,
            "height": ROW - GAP,
        }
        yield svg.tag("rect", box | {"rx": 3, "fill": fill})
        kind = "on" if white else "quiet" if level is None else "ink"
        fill = {"on": "#ffffff", "ink": colours.ink, "quiet": colours.quiet}[kind]
        x, y, bold = x + CELL / 2, top + ROW / 2 + 5, level is not None
        yield svg.text(str(cell), x, y, fill, kind=kind, anchor="middle", bold=bold)


def _level(cell: int | str, most: int) -> int | None:
    """The number of the tint; None for words and for 0."""
    if not isinstance(cell, int) or not cell:
        return None
    return min(len(TINTS) - 1, (cell * len(TINTS) - 1) // most)


def _tint(colour: str, share: float) -> str:
    """A colour on white paper, solid, because not every program draws what shines through."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
