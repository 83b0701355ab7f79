"""The geometry of the framework wheel: positions of slices, bands and text. It contains no HTML.

Lengths are units of a drawing of 460 by 460 with (0, 0) in the middle. Angles go clockwise from the top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

CENTRE, BAND, OUTER, HEADING, EDGE = 82.0, 132.0, 200.0, 204.0, 228.0


@dataclass(frozen=True)
class Slice:
    """One element: SVG paths of its inner band, its full slice and its filled part, and the position of its letter."""

    key: str
    letter: str
    count: int
    group: int
    band: str
    room: str
    filled: str
    x: float
    y: float


@dataclass(frozen=True)
class Heading:
    """One heading around its elements. `along` is the path that its name follows, which is never upside down."""

    name: str
    group: int
    ring: str
    along: str


@dataclass(frozen=True)
class Wheel:
    slices: list[Slice]
    headings: list[Heading]


def wheel(groups: Sequence[Mapping[str, Any]], counts: Mapping[str, int], letters: Mapping[str, str]) -> Wheel:
    """Slices of equal width, in order. The element with the most notes fills its slice, the others in proportion."""
    elements = [(number, element) for number, group in enumerate(groups, 1) for element in group["elements"]]
    most = max((counts.get(element["key"], 0) for _number, element in elements), default=0) or 1
    width = 360 / (len(elements) or 1)
    slices: list[Slice] = []
    headings: list[Heading] = []
    for place, (number, element) in enumerate(elements):
        start, end = place * width, (place + 1) * width
        count = counts.get(element["key"], 0)
        x, y = _point((CENTRE + BAND) / 2, (start + end) / 2)
        slices.append(
            Slice(
                key=element["key"],
                letter=letters.get(element["key"], ""),
                count=count,
                group=number,
                band=_sector(CENTRE, BAND, start, end),
                room=_sector(BAND, OUTER, start, end),
                filled=_sector(BAND, BAND + (OUTER - BAND) * count / most, start, end) if count else "",
                x=x,
                y=y,
            )
        )
    place = 0
    for number, group in enumerate(groups, 1):
        start, end = place * width, (place + len(group["elements"])) * width
        place += len(group["elements"])
        if end > start:
            headings.append(Heading(group["name"], number, _sector(HEADING, EDGE, start, end), _along(start, end)))
    return Wheel(slices, headings)


def _point(radius: float, angle: float) -> tuple[float, float]:
    return round(radius * sin(radians(angle)), 2), round(-radius * cos(radians(angle)), 2)


def _sector(inner: float, outer: float, start: float, end: float) -> str:
    """A ring sector as an SVG path. A full ring is slightly short, because an SVG arc cannot end at its start."""
    end = min(end, start + 359.99)
    large = int(end - start > 180)
    (ax, ay), (bx, by) = _point(outer, start), _point(outer, end)
    (cx, cy), (dx, dy) = _point(inner, end), _point(inner, start)
    return f"M{ax} {ay}A{outer} {outer} 0 {large} 1 {bx} {by}L{cx} {cy}A{inner} {inner} 0 {large} 0 {dx} {dy}Z"


def _along(start: float, end: float) -> str:
    end = min(end, start + 359.99)
    large = int(end - start > 180)
    upside_down = 90 < (start + end) / 2 % 360 < 270
    radius = EDGE - 7 if upside_down else HEADING + 7
    (ax, ay), (bx, by) = _point(radius, start), _point(radius, end)
    if upside_down:
        return f"M{bx} {by}A{radius} {radius} 0 {large} 0 {ax} {ay}"
    return f"M{ax} {ay}A{radius} {radius} 0 {large} 1 {bx} {by}"
