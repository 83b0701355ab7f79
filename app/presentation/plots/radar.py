"""The radar of ratings: an axis for each thing that was rated, and the medians joined by lines.

Its shape depends on the order of the axes, so pages show it only on request, and never instead of the dot plot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

WIDTH, HEIGHT, RADIUS = 720.0, 470.0, 165.0
LEAST_AXES = 3


@dataclass(frozen=True)
class Axis:
    """One thing that was rated, with the lower and the higher of the two median steps; None without answers."""

    name: str
    median: tuple[int, int] | None


def radar(axes: Sequence[Axis], steps: int, caption: Caption, colours: Colours = PAPER) -> Markup:
    """A full line joins the lower medians, a dashed one the higher. Empty for fewer than three axes."""
    if len(axes) < LEAST_AXES:
        return Markup()
    parts: list[Markup] = []
    for step in range(1, steps + 1):
        ring = _closed([_point(place, len(axes), step, steps) for place in range(len(axes))])
        parts.append(svg.tag("path", {"class": "rule", "d": ring, "fill": "none", "stroke": colours.line}))
        x, y = _point(0, len(axes), step, steps)
        parts.append(svg.text(str(step), x - 4, y + 13, colours.quiet, kind="quiet", anchor="end"))
    for place, axis in enumerate(axes):
        parts.extend(_axis(axis, place, len(axes), steps, colours))
    for which, dashes in ((0, None), (1, "5 4")):
        ends = [axis.median[which] if axis.median else 0 for axis in axes]
        line = _closed([_point(place, len(axes), end, steps) for place, end in enumerate(ends)])
        style = {"stroke": colours.brand, "stroke-width": 2, "stroke-dasharray": dashes}
        parts.append(svg.tag("path", {"class": "link", "d": line, "fill": "none", **style}))
    return svg.figure("radar", caption, WIDTH, HEIGHT, parts)


def _axis(axis: Axis, place: int, of: int, steps: int, colours: Colours) -> Iterator[Markup]:
    x, y = _point(place, of, steps, steps)
    yield svg.tag("path", {"class": "rule", "d": f"M{WIDTH / 2:g} {HEIGHT / 2:g}L{x} {y}", "stroke": colours.line})
    x, y = _point(place, of, steps * 1.08, steps)
    anchor = "middle" if abs(x - WIDTH / 2) < 2 else "start" if x > WIDTH / 2 else "end"
    names = svg.lines(axis.name, 20, 3)
    for number, words in enumerate(names):
        yield svg.text(words, x, y + 4 + 14 * (number - (len(names) - 1) / 2), colours.ink, anchor=anchor)


def _point(place: int, of: int, step: float, steps: int) -> tuple[float, float]:
    angle, far = 2 * pi * place / of, RADIUS * step / steps
    return round(WIDTH / 2 + far * sin(angle), 2), round(HEIGHT / 2 - far * cos(angle), 2)


def _closed(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
