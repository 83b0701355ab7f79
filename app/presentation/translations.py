"""Translations, dates and numbers, for pages and exports.

Messages are written in English in code and templates. `locales/LANGUAGE.po` contains a translation, which is read when
it is first needed. A host may add a folder of translations (LOCALES_DIR). Languages are identified by their tag, as in
HTML's `lang`: cy, pt-BR, zh-Hant.
"""

import gettext
from collections.abc import Callable
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
    """Read every LANGUAGE.po of a folder; a later folder overrides. Changes nothing if it raises TranslationError."""
    _ours()
    _add(folder)


@cache
def _ours() -> None:
    # Not read on import, where a fault in one of our own files could not be reported in one line.
    _add(LOCALES)


def _add(folder: Path) -> None:
    for found in catalogue.read_folder(folder):
        _catalogues[found.tag] = found.translations
        _names[found.tag] = found.name


def languages() -> list[str]:
    """The tags of the available languages, English first."""
    _ours()
    return list(_catalogues)


def names() -> dict[str, str]:
    """Each language's own name, by tag. Always the same mapping object, also after later calls of `install`."""
    _ours()
    return _names


def name_of(tag: str) -> str:
    """The language's own name, also of one that has no translation file; the tag itself for an unknown one."""
    found = language_tags.locale(tag)
    return names().get(tag) or (found.display_name if found else None) or tag


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English for an unknown one."""
    _ours()
    return _catalogues.get(language, _catalogues[SOURCE])


def translators(language: str) -> tuple[Callable[[str], str], dict[str, Callable[[str], str]]]:
    """A function that translates messages into a language, and those for all other languages, by tag."""
    others: dict[str, Callable[[str], str]] = {tag: translations(tag).gettext for tag in languages() if tag != language}
    return translations(language).gettext, others


@lru_cache(maxsize=512)
def plural_forms(language: str, singular: str, plural: str) -> dict[str, str]:
    """A message's text for each CLDR plural category of a language, for scripts; {n} stays in the text."""
    kind = _locale(language).plural_form
    ngettext = translations(language).ngettext
    forms: dict[str, str] = {}
    for number in (*range(200), 1_000_000):
        forms.setdefault(kind(number), ngettext(singular, plural, number))
    return forms


def choose(wanted: str | None, fallback: str) -> str:
    """The best available language for an Accept-Language header, or for one tag."""
    available = languages()
    chosen = language_tags.best(language_tags.preferred(wanted or ""), available)
    return chosen or (fallback if fallback in available else SOURCE)


def direction(language: str) -> str:
    """The text direction of a language: 'rtl' or 'ltr'."""
    return _locale(language).text_direction


def clock(moment: datetime, zone: str) -> str:
    """The time of day in a time zone: 14:05. Never relative, because everyone gets the same bytes."""
    return moment.astimezone(_zone(zone)).strftime("%H:%M")


def day(value: date, language: str) -> str:
    """A date in words: 23 November 2026."""
    return format_date(value, "long", locale=_locale(language))


def day_in(moment: datetime, zone: str, language: str) -> str:
    """`day` of a point in time in this time zone, because near midnight it is another day than in UTC."""
    return day(moment.astimezone(ZoneInfo(zone)).date(), language)


def date_and_time(moment: datetime, zone: str, language: str) -> str:
    """A point in time in words: 23 November 2026, 14:05."""
    return f"{day(moment.astimezone(_zone(zone)).date(), language)}, {clock(moment, zone)}"


def stamp(moment: datetime, zone: str) -> str:
    """Date and time in a time zone, for files: 2026-11-23 14:05:09."""
    return format_datetime(moment.astimezone(_zone(zone)), "yyyy-MM-dd HH:mm:ss", locale="en")


def _locale(language: str) -> Locale:
    # English without a country uses the British order of day and month.
    british = Locale("en", "GB")
    return british if language == SOURCE else language_tags.locale(language) or british


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
