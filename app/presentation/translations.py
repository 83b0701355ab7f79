"""Translations, dates and numbers, for pages and exports alike.

Messages are written in English in the code and the templates. `locales/LANGUAGE.po` holds a translation, which is read
when it is first needed. A host may add a folder of more of them (LOCALES_DIR). A language is known by its tag, as in
HTML's `lang`: cy, pt-BR, zh-Hant.
"""

import gettext
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

from app.presentation import catalogue, language_tags

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE = "en"

_catalogues: dict[str, gettext.NullTranslations] = {SOURCE: gettext.NullTranslations()}
_names: dict[str, str] = {SOURCE: "English"}


def install(folder: Path) -> None:
    """Read every LANGUAGE.po of a folder; a later folder wins. Raises TranslationError before it changes anything."""
    _ours()
    _add(folder)


@cache
def _ours() -> None:
    # Not on import: there, a fault in one of our own files could not be told in one line.
    _add(LOCALES)


def _add(folder: Path) -> None:
    for found in catalogue.read_folder(folder):
        _catalogues[found.tag] = found.translations
        _names[found.tag] = found.name


def languages() -> list[str]:
    """The languages there are, as tags, English first."""
    _ours()
    return list(_catalogues)


def names() -> dict[str, str]:
    """What each language calls itself, by tag; always the same mapping, whatever is installed later."""
    _ours()
    return _names


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English for one that is not there."""
    _ours()
    return _catalogues.get(language, _catalogues[SOURCE])


@lru_cache(maxsize=512)
def plural_forms(language: str, singular: str, plural: str) -> dict[str, str]:
    """The sentence for each plural category of a language, by CLDR's name, for scripts; {n} stays in it."""
    kind = _locale(language).plural_form
    ngettext = translations(language).ngettext
    forms: dict[str, str] = {}
    for number in (*range(200), 1_000_000):
        forms.setdefault(kind(number), ngettext(singular, plural, number))
    return forms


def choose(wanted: str | None, fallback: str) -> str:
    """The best of our languages for an Accept-Language header, or for one tag."""
    available = languages()
    chosen = language_tags.best(language_tags.preferred(wanted or ""), available)
    return chosen or (fallback if fallback in available else SOURCE)


def direction(language: str) -> str:
    """'rtl' or 'ltr'."""
    return _locale(language).text_direction


def clock(moment: datetime, zone: str, language: str) -> str:
    """The time of day at the workshop: 14:05. Never relative, because everyone gets the same bytes."""
    return moment.astimezone(_zone(zone)).strftime("%H:%M")


def day(value: date, language: str) -> str:
    """A date in words: 23 November 2026."""
    return format_date(value, "long", locale=_locale(language))


def date_and_time(moment: datetime, zone: str, language: str) -> str:
    """A point in time in words: 23 November 2026, 14:05."""
    return f"{day(moment.astimezone(_zone(zone)).date(), language)}, {clock(moment, zone, language)}"


def stamp(moment: datetime, zone: str) -> str:
    """Date and time at the workshop for files: 2026-11-23 14:05:09."""
    return format_datetime(moment.astimezone(_zone(zone)), "yyyy-MM-dd HH:mm:ss", locale="en")


def _locale(language: str) -> Locale:
    # The British order of day and month, where a language names no country.
    british = Locale("en", "GB")
    return british if language == SOURCE else language_tags.locale(language) or british


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
