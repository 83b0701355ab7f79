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
    around = _around(len(partners), WIDTH, HEIGHT, ACROSS, DOWN)
    parts = _lines(links, around, colours)
    for name, (x, y) in zip(partners, around, strict=True):
        parts.extend(_partner(name, x, y, colours))
    return svg.figure("network", caption, WIDTH, HEIGHT, parts)


def network_for_phone(
    partners: Sequence[str], links: Sequence[Link], caption: Caption, colours: Colours = PAPER
) -> Markup:
    """The same for a phone: partners are numbers on the ring, and a list beneath says who they are."""
    side, far = svg.PHONE_WIDTH, svg.PHONE_WIDTH / 2 - 16
    around = _around(len(partners), side, side, far, far)
    parts = _lines(links, around, colours)
    top = side + 8
    for number, (name, (x, y)) in enumerate(zip(partners, around, strict=True), 1):
        circle = {"class": "partner", "cx": x, "cy": y, "r": 14, "fill": "#ffffff", "stroke": colours.quiet}
        parts.append(svg.tag("circle", circle))
        parts.append(svg.text(str(number), x, y + 5, colours.ink, anchor="middle", bold=True))
        parts.append(svg.text(str(number), 0, top + 15, colours.ink, bold=True))
        said = svg.lines(name, 28, 3)
        parts.extend(svg.text(line, 24, top + 15 + svg.PHONE_LINE * n, colours.ink) for n, line in enumerate(said))
        top += svg.PHONE_LINE * len(said) + 4
    return svg.for_phone("network", caption, top, parts)


def _lines(links: Sequence[Link], around: Sequence[tuple[float, float]], colours: Colours) -> list[Markup]:
    parts = []
    for link in links:
        (ax, ay), (bx, by) = around[link.first], around[link.second]
        middle = (ax + bx) / 2, (ay + by) / 2
        if link.from_first is None and link.from_second is None:
            continue
        parts.append(_half(link.from_first, (ax, ay), middle, colours))
        parts.append(_half(link.from_second, (bx, by), middle, colours))
    return parts


def _around(number: int, width: float, height: float, across: float, down: float) -> list[tuple[float, float]]:
    """The places of so many partners on a ring in the middle of a drawing, clockwise from the top."""
    angles = (2 * pi * place / (number or 1) for place in range(number))
    return [(width / 2 + across * sin(angle), height / 2 - down * cos(angle)) for angle in angles]


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
