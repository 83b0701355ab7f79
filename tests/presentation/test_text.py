"""Dates, times and messages with counts in each language."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.presentation import translations

NOON = datetime(2026, 11, 3, 12, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "3 November 2026"),
        ("en-US", "November 3, 2026"),
        ("cy", "3 Tachwedd 2026"),
        ("pt-BR", "3 de novembro de 2026"),
        ("zh-Hant", "2026年11月3日"),
        # A language unknown to Babel gets British dates.
        ("x-ours", "3 November 2026"),
    ],
)
def test_dates_follow_the_format_of_their_language(language: str, words: str) -> None:
    assert translations.day(date(2026, 11, 3), language) == words


def test_times_are_in_the_time_zone_of_the_workshop() -> None:
    assert translations.clock(NOON, "Europe/London") == "12:05"
    assert translations.clock(NOON, "Asia/Kolkata") == "17:35"
    assert translations.stamp(NOON, "Europe/London") == "2026-11-03 12:05:09"
    assert translations.stamp(NOON, "America/New_York") == "2026-11-03 07:05:09"


@pytest.mark.parametrize(
    ("language", "way"), [("en", "ltr"), ("cy", "ltr"), ("ar", "rtl"), ("ur-PK", "rtl"), ("klingon", "ltr")]
)
def test_arabic_and_urdu_are_right_to_left(language: str, way: str) -> None:
    assert translations.direction(language) == way


def test_a_language_without_a_translation_falls_back_to_english() -> None:
    assert translations.translations("klingon").gettext("Saved") == "Saved"
    assert translations.translations("en").gettext("Saved") == "Saved"
    assert translations.translations("cy").gettext("Saved") != "Saved"


def test_a_message_with_a_count_has_one_form_for_each_plural_category() -> None:
    assert translations.plural_forms("en", "{n} new note", "{n} new notes") == {
        "other": "{n} new notes",
        "one": "{n} new note",
    }
    assert set(translations.plural_forms("cy", "{n} new note", "{n} new notes")) == {
        *("zero", "one", "two", "few", "many", "other")
    }


def test_a_reader_gets_an_available_language_or_the_fallback() -> None:
    assert translations.choose("cy-GB,en;q=0.5", "en") == "cy"
    assert translations.choose("fr", "cy") == "cy"
    assert translations.choose(None, "cy") == "cy"
    assert translations.choose("fr", "fr") == "en"
    assert translations.languages()[0] == "en"
    assert translations.names()["cy"] == "Cymraeg"


def test_a_hosts_folder_of_translations_adds_a_language(tmp_path: Path) -> None:
    (tmp_path / "haw.po").write_text('msgid "Saved"\nmsgstr "Ua mālama ʻia"\n', encoding="utf-8")
    translations.install(tmp_path)
    assert translations.translations("haw").gettext("Saved") == "Ua mālama ʻia"
    assert translations.names()["haw"] == "ʻŌlelo Hawaiʻi"
    assert translations.choose("haw-US", "en") == "haw"
