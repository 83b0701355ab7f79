"""The network of links: partners on a ring, and a line between two in two halves, each what that partner says.

Partners stand in their given order, clockwise from the top, so that the same links give the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup

from app.presentation.plots import svg
from app.presentation.plots.svg import PAPER, Caption, Colours

WIDTH, HEIGHT = 560.0, 420.0
ACROSS, DOWN = 200.0, 170.0
LETTER, BOX = 7.6, 34.0


@dataclass(frozen=True)
class Half:
    """What one partner says of a link: its median step (the lower one of two), and whether too few people said so."""

    step: int
    few: bool = False


@dataclass(frozen=True)
class Link:
    """A link between two partners, by their places; a half that no one rated is None."""

    first: int
    second: int
    from_first: Half | None
    from_second: Half | None


def network(partners: Sequence[str], links: Sequence[Link], caption: Caption, colours: Colours = PAPER) -> Markup:
    """Thicker lines are stronger links. A dashed half is what fewer people said than the threshold asks.

    Where only one partner answered, the other half is a thin line, so that one sees whom they spoke about.
    """
    places = [_place(number, len(partners)) for number in range(len(partners))]
    parts: list[Markup] = []
    for link in links:
        (ax, ay), (bx, by) = places[link.first], places[link.second]
        middle = (ax + bx) / 2, (ay + by) / 2
        if link.from_first is None and link.from_second is None:
            continue
        parts.append(_half(link.from_first, (ax, ay), middle, colours))
        parts.append(_half(link.from_second, (bx, by), middle, colours))
    for name, (x, y) in zip(partners, places, strict=True):
        parts.extend(_partner(name, x, y, colours))
    return svg.figure("network", caption, WIDTH, HEIGHT, parts)


def _place(number: int, of: int) -> tuple[float, float]:
    angle = 2 * pi * number / (of or 1)
    return WIDTH / 2 + ACROSS * sin(angle), HEIGHT / 2 - DOWN * cos(angle)


def _half(half: Half | None, start: tuple[float, float], end: tuple[float, float], colours: Colours) -> Markup:
    line = f"M{start[0]:.2f} {start[1]:.2f}L{end[0]:.2f} {end[1]:.2f}"
    if half is None:
        return svg.tag("path", {"class": "no-answer", "d": line, "fill": "none", "stroke": colours.quiet})
    dashes = "6 5" if half.few else None
    style = {"stroke": colours.brand, "stroke-width": 1 + 2 * half.step, "stroke-dasharray": dashes}
    return svg.tag("path", {"class": "link", "d": line, "fill": "none", **style})


def _partner(name: str, x: float, y: float, colours: Colours) -> Iterator[Markup]:
    shown = svg.lines(name, 22, 2)
    wide = max(map(len, shown), default=0) * LETTER + 20
    high = BOX + 16 * (len(shown) - 1)
    left = min(max(2.0, x - wide / 2), WIDTH - wide - 2)
    box = {"x": left, "y": y - high / 2, "width": wide, "height": high, "rx": 8}
    yield svg.tag("rect", {"class": "partner", **box, "fill": "#ffffff", "stroke": colours.quiet})
    for number, line in enumerate(shown):
        baseline = y + 5 - 8 * (len(shown) - 1) + 16 * number
        yield svg.text(line, left + wide / 2, baseline, colours.ink, anchor="middle", bold=True)
