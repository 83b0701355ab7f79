"""Order keys: there is a key between any two, and keys sort by code point."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import order


def test_without_bounds_the_key_is_the_first_key() -> None:
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


def test_two_hundred_insertions_at_one_place_keep_their_order() -> None:
    low, high = "a0", "a1"
    for _ in range(200):
        high = order.between(low, high)
        assert low < high


@pytest.mark.parametrize(("low", "high"), [("a1", "a0"), ("a0", "a0")])
def test_bounds_in_the_wrong_order_raise_a_value_error(low: str, high: str) -> None:
    with pytest.raises(ValueError, match="no room"):
        order.between(low, high)


@pytest.mark.parametrize("text", ["", "0", "a", "b0", "a0 ", "a00", "é0"])
def test_text_in_another_format_is_not_an_order_key(text: str) -> None:
    assert not order.is_key(text)


@pytest.mark.parametrize(
    ("low", "high", "key"),
    [
        # At both ends a key changes by one, and gets longer when its digits run out.
        ("a0", None, "a1"),
        ("a9", None, "aA"),
        ("aZ", None, "aa"),
        ("az", None, "b00"),
        ("bzz", None, "c000"),
        ("Zz", None, "a0"),
        ("Yzz", None, "Z0"),
        ("a0V", None, "a1"),
        (None, "a1", "a0"),
        (None, "a0", "Zz"),
        (None, "Z0", "Yzz"),
        (None, "Y00", "Xzzz"),
        (None, "b00", "az"),
        (None, "a0V", "a0"),
        # Between two keys comes an integer, or else the middle fraction.
        ("a1", "a3", "a2"),
        ("a1", "a2V", "a2"),
        ("Zz", "a1", "a0"),
        ("az", "b01", "b00"),
        ("a0", "a1", "a0V"),
        ("Zz", "a0", "ZzV"),
        ("a0", "a0V", "a0F"),
        ("a0V", "a1", "a0k"),
        ("a0", "a02", "a01"),
        # Between neighbouring integers a key has one more digit.
        ("a0", "a01", "a00V"),
        ("a0G", "a0H", "a0GV"),
        ("a0G5", "a0G6", "a0G5V"),
        ("a0V", "a0W5", "a0VV"),
        ("a0z", "a1", "a0zV"),
        ("a0zz", "a1", "a0zzV"),
        ("a00V", "a01", "a00k"),
        ("a0AAV", "a0AAX", "a0AAW"),
    ],
)
def test_a_new_key_is_the_shortest_key_between_its_bounds(low: str | None, high: str | None, key: str) -> None:
    assert order.between(low, high) == key


@pytest.mark.parametrize(("low", "high"), [("z" * 27, None), (None, "A" + "0" * 26)])
def test_keys_run_out_only_after_26_digits(low: str | None, high: str | None) -> None:
    with pytest.raises(ValueError, match=r"^order keys have run out$"):
        order.between(low, high)


@pytest.mark.parametrize("text", ["a0", "z" * 27, "A" + "0" * 26, "a0" + order.DIGITS[1:], "Zz", "B" + "5" * 25])
def test_a_keys_first_letter_gives_the_length_of_its_integer_part(text: str) -> None:
    assert order.is_key(text)
    if text[0] != "a":
        assert not order.is_key(text[:-1])


@pytest.mark.parametrize("text", ["", "0", "[0", "b0"])
def test_the_error_for_a_malformed_key_contains_the_key(text: str) -> None:
    with pytest.raises(ValueError, match=f"^not an order key: {re.escape(repr(text))}$"):
        order.between(text, None)


def test_no_key_fits_before_a_fraction_of_zeros() -> None:
    # No key ends in 0, so this text comes from elsewhere.
    with pytest.raises(ValueError, match=r"^no room$"):
        order.between("a0", "a00")
