"""Typed text is stored unchanged, except for characters that no database, file or page can hold."""

import json
import unicodedata
from pathlib import Path

import pytest

from app.domain.errors import Invalid
from app.domain.text import LONG_NOTE, is_visible, many_lines, one_line, optional_lines, searchable

# `tests/js/shared/fold_test.js` reads the same pairs.
SAME_WORDS = Path(__file__).parents[1] / "js" / "shared" / "same_words.json"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  plain words  ", "plain words"),
        ("first\r\nsecond\rthird\nfourth", "first\nsecond\nthird\nfourth"),
        ("a\tb", "a\tb"),
        ("ŵ 🙂 مرحبا", "ŵ 🙂 مرحبا"),
        ("a\x00b\x08c\x0ed\x1fe\x7ff\x84g\x9fh", "abcdefgh"),
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\ud800b\udfffc\ufdd0d\ufdefe\ufffef\uffffg", "abcdefg"),
        ("\u00a0kept\u00a0", "kept"),
        ("\x00 words \x00", "words"),
        ("\u200fمرحبا", "\u200fمرحبا"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_unusable_characters_are_removed_and_all_others_stay(typed: str, kept: str) -> None:
    assert many_lines(typed, 100) == kept


INVISIBLE = (
    "",
    "   ",
    "\r\n\t",
    "\x00",
    "\u200b",
    " \u200d\ufeff ",
    "\u2800\u3164",
    "\u00ad\u2060",
    "\u202e\U000e0041",
)


@pytest.mark.parametrize("typed", INVISIBLE)
def test_text_without_a_visible_character_is_refused_where_words_are_required(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^Write something first\.$"):
        many_lines(typed, 100)
    assert one_line(typed, 100) == ""
    assert optional_lines(typed, 100) == ""
    assert not is_visible(typed)


@pytest.mark.parametrize("typed", ["x", ".", "🙂", "\u0301", "\ue000", "\U0001fae8", "\u200b\u200bx"])
def test_text_with_a_visible_character_is_kept(typed: str) -> None:
    assert many_lines(typed, 100) == typed
    assert optional_lines(typed, 100) == typed


def test_every_kind_of_space_is_invisible() -> None:
    spaces = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Zs", "Zl", "Zp")]
    assert not any(is_visible(letter) for letter in spaces)


def test_a_text_may_have_exactly_as_many_characters_as_allowed() -> None:
    assert many_lines("x" * 100, 100) == "x" * 100
    with pytest.raises(Invalid) as refused:
        many_lines("x" * 101, 100)
    assert str(refused.value) == LONG_NOTE
    with pytest.raises(Invalid, match=r"^too long for this place$"):
        many_lines("x" * 101, 100, "too long for this place")


def test_one_line_joins_lines_and_is_cut_at_its_length() -> None:
    assert one_line("  two\r\n words\tand \x00more ", 100) == "two words and more"
    assert one_line("abcdef", 3) == "abc"
    assert one_line(" \n ", 10) == ""
    assert one_line("one\x0btwo\x0cthree\x85four\u2028five\u2029six", 100) == "one two three four five six"


def test_one_line_never_cuts_all_visible_characters_away() -> None:
    assert one_line("\u200b" * 20 + "words", 3) == "wor"
    assert one_line("\u200fمرحبا", 1) == "م"


@pytest.mark.parametrize(("one", "other"), [tuple(pair) for pair in json.loads(SAME_WORDS.read_text("utf-8"))["same"]])
def test_a_search_finds_words_however_their_letters_are_written(one: str, other: str) -> None:
    assert searchable(one) == searchable(other)


@pytest.mark.parametrize(
    ("one", "other"), [tuple(pair) for pair in json.loads(SAME_WORDS.read_text("utf-8"))["different"]]
)
def test_a_search_keeps_different_words_apart(one: str, other: str) -> None:
    assert searchable(one) != searchable(other)
