"""The computed figures of a report. Each says in words what it shows."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.findings.units import NOTE
from app.exports.documents.model import Figure
from app.exports.reports import combined_ratings, ratings
from app.exports.reports.facts import Facts
from app.presentation import templates
from app.presentation.plots import svg
from app.presentation.plots.heat_map import MOST_COLUMNS, HeatRow, heat_map, heat_map_for_phone, highest, in_words
from app.presentation.plots.svg import Caption
from app.presentation.wheel import wheel as drawn_wheel

# The headings' colours in light mode, dark enough for white words on them (WCAG contrast 4.5).
COLOURS = ("#444b59", "#a8442c", "#226b3a", "#235ca8", "#84399a")


@dataclass(frozen=True)
class Line:
    """An element with its letter and count in the list of the wheel, or a heading without them.

    `words` are its name in lines.
    """

    y: float
    group: int
    words: list[str]
    letter: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Place:
    """Where the list stands in the drawing of the wheel, in its units: 460 across, with (0, 0) in the middle.

    `line` is the height of a line and `more` that of a further line of the same name. `pixels` is the size of a unit.
    """

    kind: str
    width: float
    left: float
    right: float
    top: float
    letters: float
    in_line: int
    line: float
    more: float
    gap: float
    pixels: float


@dataclass(frozen=True)
class List:
    """The list of the wheel in its place, and the height of the whole drawing."""

    place: Place
    lines: list[Line]
    height: float


BESIDE = Place("", 860.0, 262.0, 620.0, -215.0, 16.0, 38, 24.0, 18.0, 10.0, 0.85)
# On a phone: under a wheel that has letters only, because counts and names would be too small there.
BENEATH = Place("of-phone", 470.0, -233.0, 233.0, 275.0, 26.0, 27, 42.0, 32.0, 12.0, 256 / 470)


def wheel(facts: Facts) -> list[Figure]:
    """How many notes and interview passages have each element."""
    _, codes = facts._, facts.book.framework
    counts = {key: sum(key in unit.codes for unit in facts.units) for key in codes.element_keys}
    drawn = drawn_wheel(codes.groups, counts, codes.letters)
    colours = [COLOURS[number % len(COLOURS)] for number in range(max(len(codes.groups), 4) + 1)]

    def drawing(list_: List) -> str:
        values = {"wheel": drawn, "values": codes.values, "list": list_, "colours": colours}
        return templates.html("findings/_wheel_figure.html", facts.language, **values)

    told = "; ".join(f"{element['name']} {counts[element['key']]}" for element in codes.elements)
    caption = _("Evidence by element: notes and interview passages. One piece can belong to two elements.")
    names = " " + _("Element names are provisional.") if codes.working_labels else ""
    alternative = _("A wheel of the framework. Evidence by element: %(counts)s.") % {"counts": told}
    beside, beneath = (drawing(_listed(facts, counts, where)) for where in (BESIDE, BENEATH))
    return [Figure(beside, alternative, caption + names, beneath)]


def places(facts: Facts) -> list[Figure]:
    """How many notes each element has in each place, in as many figures as the places need on paper."""
    _, codes = facts._, facts.book.framework
    notes = [unit for unit in facts.units if unit.kind == NOTE]
    found = []
    for start in range(0, len(facts.places), MOST_COLUMNS):
        some = facts.places[start : start + MOST_COLUMNS]
        rows = [
            HeatRow(
                element["name"],
                [sum(element["key"] in unit.codes for unit in notes if unit.place_id == place.id) for place in some],
                number,
            )
            for number, group in enumerate(codes.groups, 1)
            for element in group["elements"]
        ]
        found.append((rows, [place.name for place in some]))
    caption = _("Notes by element and place. The darker a field, the more notes. One note can belong to two elements.")
    names = " " + _("Element names are provisional.") if codes.working_labels else ""
    # One measure for all parts, so that a tint means the same in each.
    most = highest([row for rows, _columns in found for row in rows])
    drawn = []
    for number, (rows, columns) in enumerate(found, 1):
        which = " " + _("Part %(number)s of %(all)s.") % {"number": number, "all": len(found)} if found[1:] else ""
        told = f"{_('Notes by element and place')}. {in_words(rows, columns)}"
        about = Caption(f"places-{number}", _("Notes by element and place"), told)
        wide, narrow = (draw(rows, columns, about, most) for draw in (heat_map, heat_map_for_phone))
        drawn.append(Figure(str(wide), told, caption + which + names, str(narrow)))
    return drawn if codes.elements else []


# The drawings of every figure by its name in `report_blocks.FIGURES`; none where there is nothing to show.
FIGURES: dict[str, Callable[[Facts], list[Figure]]] = {
    "wheel": wheel,
    "ratings": ratings.dots,
    "links": ratings.matrix,
    "network": ratings.network,
    "places": places,
    "rated": combined_ratings.figure,
}


def _listed(facts: Facts, counts: dict[str, int], place: Place) -> List:
    codes, lines, y = facts.book.framework, list[Line](), place.top
    for number, group in enumerate(codes.groups, 1):
        named = svg.lines(group["name"], place.in_line, 2)
        lines.append(Line(y, number, named))
        y += place.more * (len(named) - 1)
        for element in group["elements"]:
            y += place.line
            key = element["key"]
            words = svg.lines(element["name"], place.in_line, 3)
            lines.append(Line(y, number, words, codes.letters.get(key, ""), counts[key]))
            y += place.more * (len(words) - 1)
        y += place.line + place.gap
    last = lines[-1].y + place.more * (len(lines[-1].words) - 1) if lines else 0.0
    return List(place, lines, max(470.0, last + 235 + place.line / 2))
