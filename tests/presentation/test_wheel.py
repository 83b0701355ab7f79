"""The geometry of the wheel: every element has a slice, filled in proportion to the fullest one."""

import math
import re

import pytest

from app.domain.workshops.plans import default_framework
from app.presentation.wheel import BAND, CENTRE, EDGE, HEADING, OUTER, Wheel, wheel

GROUPS = default_framework()["groups"]
KEYS = [element["key"] for group in GROUPS for element in group["elements"]]


def radius(path: str) -> float:
    """The outer radius of a path."""
    return max(float(found) for found in re.findall(r"A([\d.]+) ", path))


def test_a_wheel_without_codings_has_every_slice_and_fills_none() -> None:
    drawn = wheel(GROUPS, {}, {})
    assert [part.key for part in drawn.slices] == KEYS
    assert not any(part.filled for part in drawn.slices)
    assert [heading.name for heading in drawn.headings] == ["Involving", "Strengthening", "Scaling", "Sustaining"]


def test_slices_fill_in_proportion_to_the_fullest() -> None:
    drawn = {part.key: part for part in wheel(GROUPS, {KEYS[0]: 10, KEYS[1]: 5}, {KEYS[0]: "Q"}).slices}
    assert radius(drawn[KEYS[0]].filled) == OUTER
    assert radius(drawn[KEYS[1]].filled) == BAND + (OUTER - BAND) / 2
    assert drawn[KEYS[0]].letter == "Q"


@pytest.mark.parametrize("elements", [0, 1, 2, 26])
def test_a_framework_of_any_size_can_be_drawn(elements: int) -> None:
    group = {"name": "All", "elements": [{"key": str(number)} for number in range(elements)]}
    drawn = wheel([group], {"0": 3}, {})
    assert len(drawn.slices) == elements
    assert len(drawn.headings) == bool(elements)


def drawn_by(path: str) -> list[tuple[str, list[float]]]:
    """The commands of an SVG path, as letter and numbers; for an arc: radius, radius, 0, large, clockwise, x, y."""
    return [
        (letter, [float(number) for number in rest.split()]) for letter, rest in re.findall("([MLAZ])([^MLAZ]*)", path)
    ]


def at(radius: float, degrees: float) -> list[object]:
    """The point at this radius and angle, clockwise from the top."""
    exact = radius * math.sin(math.radians(degrees)), -radius * math.cos(math.radians(degrees))
    return [pytest.approx(value, abs=0.006) for value in exact]


def ring(inner: float, outer: float, start: float, end: float) -> list[tuple[str, list[object]]]:
    """The path of a ring sector: clockwise along the outside, inwards, and back along the inside."""
    large = end - start > 180
    return [
        ("M", at(outer, start)),
        ("A", [outer, outer, 0, large, 1, *at(outer, end)]),
        ("L", at(inner, end)),
        ("A", [inner, inner, 0, large, 0, *at(inner, start)]),
        ("Z", []),
    ]


def two_groups() -> Wheel:
    """Four elements of 90 degrees: three in the first group, one in the second."""
    groups = [
        {"name": "Most", "elements": [{"key": key} for key in "abc"]},
        {"name": "Few", "elements": [{"key": "d"}]},
    ]
    return wheel(groups, {"a": 4, "b": 1}, {"a": "Q", "d": "R"})


@pytest.mark.parametrize("place", range(4))
def test_a_slice_lies_between_its_two_angles(place: int) -> None:
    part = two_groups().slices[place]
    start, end = 90 * place, 90 * place + 90
    assert drawn_by(part.band) == ring(CENTRE, BAND, start, end)
    assert drawn_by(part.room) == ring(BAND, OUTER, start, end)
    # The letter is in the middle of the band.
    assert [part.x, part.y] == at((CENTRE + BAND) / 2, start + 45)


def test_a_slice_has_its_element_its_group_and_its_count() -> None:
    parts = two_groups().slices
    assert [(part.key, part.letter, part.count, part.group) for part in parts] == [
        *(("a", "Q", 4, 1), ("b", "", 1, 1)),
        *(("c", "", 0, 1), ("d", "R", 0, 2)),
    ]
    assert drawn_by(parts[0].filled) == ring(BAND, OUTER, 0, 90)
    assert drawn_by(parts[1].filled) == ring(BAND, BAND + (OUTER - BAND) / 4, 90, 180)
    assert [part.filled for part in parts[2:]] == ["", ""]


def test_a_heading_spans_its_elements_and_is_never_upside_down() -> None:
    first, second = two_groups().headings
    assert (first.name, first.group, second.name, second.group) == ("Most", 1, "Few", 2)
    # Three quarters of the ring, so a large arc. Its middle is at the bottom, so the text runs from its end.
    assert drawn_by(first.ring) == ring(HEADING, EDGE, 0, 270)
    assert drawn_by(first.along) == [("M", at(221, 270)), ("A", [221, 221, 0, 1, 0, *at(221, 0)])]
    assert drawn_by(second.ring) == ring(HEADING, EDGE, 270, 360)
    assert drawn_by(second.along) == [("M", at(211, 270)), ("A", [211, 211, 0, 0, 1, *at(211, 360)])]


@pytest.mark.parametrize(
    ("sizes", "reversed_ones"),
    [
        ([1, 1], [False, False]),
        ([1, 2, 1], [False, True, False]),
        ([1, 1, 1], [False, True, False]),
        # A middle at 90.5 degrees is in the lower half already; 100 of 199 are slightly more than half.
        ([181, 179], [True, False]),
        ([100, 99], [True, False]),
    ],
)
def test_headings_in_the_lower_half_are_written_from_right_to_left(sizes: list[int], reversed_ones: list[bool]) -> None:
    groups = [
        {"name": str(number), "elements": [{"key": f"{number}-{place}"} for place in range(size)]}
        for number, size in enumerate(sizes)
    ]
    headings = wheel(groups, {}, {}).headings
    width, first = 360 / sum(sizes), 0
    for heading, size in zip(headings, sizes, strict=True):
        assert drawn_by(heading.ring) == ring(HEADING, EDGE, first * width, (first + size) * width)
        assert drawn_by(heading.along)[1][1][3] == (size * width > 180)
        assert not re.search(r"\.\d{3}", heading.ring + heading.along)
        first += size
    assert [drawn_by(heading.along)[1][1][4] == 0 for heading in headings] == reversed_ones


def test_a_full_ring_ends_slightly_before_its_start() -> None:
    only = wheel([{"name": "All", "elements": [{"key": "a"}]}], {"a": 1}, {})
    assert drawn_by(only.slices[0].band) == ring(CENTRE, BAND, 0, 359.99)
    assert drawn_by(only.headings[0].ring) == ring(HEADING, EDGE, 0, 359.99)
    assert drawn_by(only.headings[0].along) == [("M", at(221, 359.99)), ("A", [221, 221, 0, 1, 0, *at(221, 0)])]


def test_a_heading_without_elements_is_left_out_and_takes_no_room() -> None:
    drawn = wheel([{"name": "None", "elements": []}, {"name": "One", "elements": [{"key": "a"}]}], {}, {})
    assert [(heading.name, heading.group) for heading in drawn.headings] == [("One", 2)]
    assert [part.group for part in drawn.slices] == [2]
