"""Typed text is stored unchanged, except for characters that no database, file or page can hold."""

import pytest

from app.domain.errors import Invalid
from app.domain.text import LONG_NOTE, many_lines, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  plain words  ", "plain words"),
        ("first\r\nsecond\rthird\nfourth", "first\nsecond\nthird\nfourth"),
        ("a\tb", "a\tb"),
        ("ŵ 🙂 مرحبا", "ŵ 🙂 مرحبا"),
        ("a\x00b\x08c\x0bd\x0ce\x0ef\x1fg\x7fh\x9fi", "abcdefghi"),
        ("a\ud800b\udfffc\ufdd0d\ufdefe\ufffef\uffffg", "abcdefg"),
        ("\u00a0kept\u00a0", "kept"),
        ("\x00 words \x00", "words"),
    ],
)
def test_unusable_characters_are_removed_and_all_others_stay(typed: str, kept: str) -> None:
    assert many_lines(typed, 100) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\r\n\t", "\x00"])
def test_text_of_only_white_space_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^Write something first\.$"):
        many_lines(typed, 100)


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
