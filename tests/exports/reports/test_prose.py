"""Prose as authors type it."""

import pytest

from app.exports.documents.model import Heading, Items, Paragraph, Run
from app.exports.reports import count_labels, document_checks, prose


def test_the_subset_of_markdown_is_understood_and_all_else_stays_as_it_was_typed() -> None:
    typed = (
        "# Big\n\nSome **bold** and *italic* words, {notes} notes, [a link](https://x.example/a).\nSame line.\n\n"
        "- one\n- two\n\n1. first\n2. second\n\n<b>no</b> ![no](https://x.example) [no](javascript:x)"
    )
    heading, words, bullets, numbers, rest = prose.blocks(typed, {"notes": "7"}, 3)
    assert heading == Heading(3, "Big")
    assert isinstance(words, Paragraph)
    assert Run("bold", bold=True) in words.runs
    assert Run("italic", italic=True) in words.runs
    assert Run("a link", link="https://x.example/a") in words.runs
    assert "7 notes" in "".join(run.text for run in words.runs)
    assert "".join(run.text for run in words.runs).endswith(". Same line.")
    assert bullets == Items(((Run("one"),), (Run("two"),)))
    assert numbers == Items(((Run("first"),), (Run("second"),)), numbered=True)
    assert isinstance(rest, Paragraph)
    assert "".join(run.text for run in rest.runs).startswith("<b>no</b> !no")
    assert {run.link for run in rest.runs} == {"", "https://x.example"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Four groups, 12 of 3,000 in 2026.", ["Four", "12", "3,000"]),
        ("{notes} notes and {for:ab12} more", []),
        ("Someone left. No one came twice.", []),
        ("Daeth pedwar", ["pedwar"]),
    ],
)
def test_typed_numbers_are_found_and_inserted_counts_and_years_are_not(text: str, found: list[str]) -> None:
    assert prose.typed_numbers(text) == found


def test_an_unknown_count_stays_as_it_was_typed() -> None:
    assert prose.filled("{nothing} and {notes}", {"notes": "3"}) == "{nothing} and 3"


def test_authors_read_and_type_what_a_count_counts_instead_of_its_name() -> None:
    titles = {"notes": "Notes", "for:ab12": "Evidence for “Trust”", "for:cd34": "Twice", "for:ef56": "Twice"}
    kept = "{notes} notes, {for:ab12} for it, {for:cd34}, {unknown} and {for:gone}."
    shown = "{Notes} notes, {Evidence for “Trust”} for it, {for:cd34}, {unknown} and {for:gone}."
    assert count_labels.labelled(kept, titles) == shown
    assert count_labels.stored(shown, titles) == kept
    # Names still work, and so do other spaces and letters.
    assert count_labels.stored("{notes}, {evidence  for “trust”}, {Twice}", titles) == "{notes}, {for:ab12}, {Twice}"
    assert count_labels.labelled("{for:ab12}", {"for:ab12": "Evidence for “{x}”"}) == "{for:ab12}"


def test_sentences_of_more_than_25_words_are_found_and_shorter_ones_are_not() -> None:
    long = "A " + "very " * 25 + "long sentence."
    assert prose.long_sentences(f"A short one. {long} Another.") == ["A very very very very…"]
    assert prose.long_sentences("- " + "item\n- " * 30) == []


def test_a_heading_that_skips_a_level_and_a_figure_without_words_are_found() -> None:
    figure = {"figure": {"svg": "<svg/>", "alt": " ", "caption": "Evidence"}}
    blocks = [{"heading": 1, "text": "Summary", "id": "summary"}, {"heading": 3, "text": "Too small", "id": ""}, figure]
    found = document_checks.run({"blocks": blocks})
    assert [(fault.section, fault.about) for fault in found["headings"]] == [("summary", "Too small")]
    assert [(fault.section, fault.about) for fault in found["alternatives"]] == [("summary", "Evidence")]
