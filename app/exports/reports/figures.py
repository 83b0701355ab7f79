"""The computed figures of a report. Each says in words what it shows."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.findings.units import NOTE
from app.exports.documents.model import Figure
from app.exports.reports import combined_ratings, ratings
from app.exports.reports.facts import Facts
from app.presentation import templates
from app.presentation.plots import svg
from app.presentation.plots.heat_map import HeatRow, heat_map, in_words
from app.presentation.plots.svg import Caption
from app.presentation.wheel import wheel as drawn_wheel

# The headings' colours in light mode, dark enough for white words on them (WCAG contrast 4.5).
COLOURS = ("#444b59", "#a8442c", "#226b3a", "#235ca8", "#84399a")
LINE, MORE, GAP = 24, 18, 10
# The width of the drawing, and the letters of a name that fit into a line of its list.
WIDE, LETTERS = 860, 38


@dataclass(frozen=True)
class Line:
    """An element with its letter and count in the list beside the wheel, or a heading without them.

    `words` are its name in lines.
    """

    y: float
    group: int
    words: list[str]
    letter: str = ""
    count: int | None = None


def wheel(facts: Facts) -> Figure:
    """How many notes and interview passages have each element."""
    _, codes = facts._, facts.book.framework
    counts = {key: sum(key in unit.codes for unit in facts.units) for key in codes.element_keys}
    lines = _lines(facts, counts)
    drawing = templates.html(
        "findings/_wheel_figure.html",
        facts.language,
        wheel=drawn_wheel(codes.groups, counts, codes.letters),
        values=codes.values,
        lines=lines,
        colours=[COLOURS[number % len(COLOURS)] for number in range(max(len(codes.groups), 4) + 1)],
        width=WIDE,
        height=max(470, lines[-1].y + 235 + LINE + MORE if lines else 0),
    )
    told = "; ".join(f"{element['name']} {counts[element['key']]}" for element in codes.elements)
    caption = _("Evidence by element: notes and interview passages. One piece can belong to two elements.")
    names = " " + _("Element names are provisional.") if codes.working_labels else ""
    return Figure(
        drawing, _("A wheel of the framework. Evidence by element: %(counts)s.") % {"counts": told}, caption + names
    )


def places(facts: Facts) -> Figure | None:
    """How many notes each element has in each place; None without an element or a place."""
    _, codes = facts._, facts.book.framework
    notes = [unit for unit in facts.units if unit.kind == NOTE]
    rows = [
        HeatRow(
            element["name"],
            [
                sum(element["key"] in unit.codes for unit in notes if unit.place_id == place.id)
                for place in facts.places
            ],
            number,
        )
        for number, group in enumerate(codes.groups, 1)
        for element in group["elements"]
    ]
    if not rows or not facts.places:
        return None
    columns = [place.name for place in facts.places]
    told = f"{_('Notes by element and place')}. {in_words(rows, columns)}"
    caption = _("Notes by element and place. The darker a field, the more notes. One note can belong to two elements.")
    names = " " + _("Element names are provisional.") if codes.working_labels else ""
    drawn = heat_map(rows, columns, Caption("places", _("Notes by element and place"), told))
    return Figure(str(drawn), told, caption + names)


# Every figure by its name in `report_blocks.FIGURES`; one that has nothing to show is None.
FIGURES: dict[str, Callable[[Facts], Figure | None]] = {
    "wheel": wheel,
    "ratings": ratings.dots,
    "links": ratings.matrix,
    "network": ratings.network,
    "places": places,
    "rated": combined_ratings.figure,
}


def _lines(facts: Facts, counts: dict[str, int]) -> list[Line]:
    codes, lines, y = facts.book.framework, list[Line](), -215.0
    for number, group in enumerate(codes.groups, 1):
        lines.append(Line(y, number, [group["name"]]))
        for element in group["elements"]:
            y += LINE
            key = element["key"]
            words = svg.lines(element["name"], LETTERS, 2)
            lines.append(Line(y, number, words, codes.letters.get(key, ""), counts[key]))
            y += MORE * (len(words) - 1)
        y += LINE + GAP
    return lines
