"""The wheel: every element has its slice, and it is as full as its share of the fullest."""

import re

import pytest

from app.domain.workshops.plans import default_framework
from app.presentation.wheel import BAND, OUTER, wheel

GROUPS = default_framework()["groups"]
KEYS = [element["key"] for group in GROUPS for element in group["elements"]]


def radius(path: str) -> float:
    """How far out a slice reaches."""
    return max(float(found) for found in re.findall(r"A([\d.]+) ", path))


def test_an_empty_wheel_has_every_slice_and_fills_none() -> None:
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
