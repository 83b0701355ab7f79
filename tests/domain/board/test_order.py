"""Order keys: there is always room between two, and they sort by code point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import order


def test_the_first_key_stands_alone() -> None:
    assert order.between(None, None) == "a0"


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["before", "after", "between"])), max_size=300))
def test_any_number_of_insertions_keep_their_order(steps: list[tuple[int, str]]) -> None:
    keys: list[str] = []
    for number, how in steps:
        place = {"before": 0, "after": len(keys), "between": number % (len(keys) + 1)}[how]
        low = keys[place - 1] if place else None
        high = keys[place] if place < len(keys) else None
        key = order.between(low, high)
        assert low is None or low < key
        assert high is None or key < high
        assert order.is_key(key)
        keys.insert(place, key)
    assert keys == sorted(set(keys))
    assert [key.encode() for key in keys] == sorted(key.encode() for key in keys)


def test_five_hundred_notes_at_the_end_keep_short_keys() -> None:
    key = None
    for _ in range(5000):
        key = order.between(key, None)
    assert key is not None
    assert len(key) <= 4


def test_always_between_the_same_two_stays_in_order_for_long() -> None:
    low, high = "a0", "a1"
    for _ in range(200):
        high = order.between(low, high)
        assert low < high


@pytest.mark.parametrize(("low", "high"), [("a1", "a0"), ("a0", "a0")])
def test_there_is_no_room_the_wrong_way_round(low: str, high: str) -> None:
    with pytest.raises(ValueError, match="no room"):
        order.between(low, high)


@pytest.mark.parametrize("text", ["", "0", "a", "b0", "a0 ", "a00", "é0"])
def test_other_text_is_no_key(text: str) -> None:
    assert not order.is_key(text)
