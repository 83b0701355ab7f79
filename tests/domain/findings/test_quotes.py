"""Quotes: only cuts and replacements, and never another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.findings.themes import quotes

SOURCE = "When Mrs Jones moved on, we couldn't help: we started again from nothing."


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (SOURCE, SOURCE),
        ("When [the officer] moved on … we started again", "When [the officer] moved on… we started again …"),
        ("When [the officer] moved on [...] we started", "When [the officer] moved on… we started …"),
        ("we started again from nothing.", "… we started again from nothing."),
        ("[She] moved on, ...", "[She] moved on, …"),
        ("When … [it] from nothing.", "When [it] from nothing."),
    ],
)
def test_a_quote_may_be_shortened_and_words_replaced(typed: str, shown: str) -> None:
    assert quotes.shown(SOURCE, quotes.cuts_of(SOURCE, typed)) == shown
    assert quotes.shown(SOURCE, quotes.cuts_of(SOURCE, shown)) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "When Mrs Smith moved on",
        "we could… help",
        "we started again [not] from nothing",
        "moved … When",
        "we started again from nothing. Really.",
        "we start",
        "[a][b] moved on",
        "…",
        "",
        "[never]",
        "we couldn't help [" + "x" * 61 + "] from nothing",
    ],
)
def test_any_other_word_or_a_part_of_a_word_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        quotes.cuts_of(SOURCE, typed)
    assert list(refused.value.problems) == ["quote"]


def test_a_cut_never_parts_a_character_from_its_accent_or_an_emoji() -> None:
    for source, at in (("cafe\u0301 is", 4), ("a 👩\u200d👧 b", 3), ("so 👍🏽 yes", 4)):
        with pytest.raises(Invalid):
            quotes.check(source, [[0, at]])


words = st.text("aé\u0301'- \n.,!…[]👩\u200d👧شب0", max_size=60)


@given(words, words)
def test_whatever_is_typed_only_words_of_the_source_are_shown(source: str, typed: str) -> None:
    try:
        cuts = quotes.cuts_of(source, typed)
    except Invalid:
        return
    kept, end = [], 0
    for start, stop, *_replacement in cuts:
        kept.append(source[end:start])
        end = stop
    kept.append(source[end:])
    at = 0
    for words_kept in kept:
        at = source.index(words_kept, at) + len(words_kept)
    shown = quotes.shown(source, cuts)
    if not any(mark in source for mark in "[]…"):
        assert quotes.shown(source, quotes.cuts_of(source, shown)) == shown


@given(words, st.lists(st.lists(st.integers(-1, 70), min_size=1, max_size=3), max_size=3))
def test_cuts_that_are_not_of_this_source_show_nothing_of_it(source: str, cuts: list[list[int]]) -> None:
    try:
        checked = quotes.check(source, cuts)
    except (Invalid, TypeError):
        return
    assert checked == cuts
    assert "".join(source.split()) or not cuts
