"""Translations, dates and numbers, for pages and exports alike.

Messages are written in English in the code and the templates; `locales/LANGUAGE.po` holds a translation, read when
the process starts. A host may add a folder of more of them (LOCALES_DIR).
"""

import gettext
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
SOURCE = "en"

_catalogues: dict[str, gettext.NullTranslations] = {SOURCE: gettext.NullTranslations()}
_names: dict[str, str] = {SOURCE: "English"}


def install(folder: Path) -> None:
    """Read every LANGUAGE.po of a folder; a later folder wins."""
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        _catalogues[path.stem] = gettext.GNUTranslations(compiled)
        _names[path.stem] = (Locale.parse(path.stem).display_name or path.stem).capitalize()


install(LOCALES)


def languages() -> list[str]:
    """The languages there are, as tags, English first."""
    return list(_catalogues)


def names() -> dict[str, str]:
    """What each language calls itself, by tag; always the same mapping, whatever is installed later."""
    return _names


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English for one that is not there."""
    return _catalogues.get(language, _catalogues[SOURCE])


@lru_cache(maxsize=512)
def plural_forms(language: str, singular: str, plural: str) -> dict[str, str]:
    """A sentence with {n} in it for each kind of number a language tells apart (CLDR's names), for scripts."""
    try:
        kind = Locale.parse(language).plural_form
    except (UnknownLocaleError, ValueError):
        kind = Locale.parse(SOURCE).plural_form
    ngettext = translations(language).ngettext
    forms: dict[str, str] = {}
    for number in (*range(200), 1_000_000):
        forms.setdefault(kind(number), ngettext(singular, plural, number))
    return forms


def choose(wanted: str | None, fallback: str) -> str:
    """The best of our languages for an Accept-Language header."""
    ranked = []
    for place, part in enumerate((wanted or "").split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        ranked.append((-weight, place, tag.split("-")[0].lower()))
    for weight, _place, tag in sorted(ranked):
        if weight < 0 and tag in _catalogues:
            return tag
    return fallback if fallback in _catalogues else SOURCE


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """'rtl' or 'ltr'."""
    try:
        return Locale.parse(language).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def clock(moment: datetime, zone: str, language: str) -> str:
    """The time of day at the workshop, never relative: 14:05."""
    return moment.astimezone(_zone(zone)).strftime("%H:%M")


def day(value: date, language: str) -> str:
    """A date in words: 23 November 2026."""
    return format_date(value, "long", locale=_babel(language))


def stamp(moment: datetime, zone: str) -> str:
    """Date and time at the workshop for files: 2026-11-23 14:05:09."""
    return format_datetime(moment.astimezone(_zone(zone)), "yyyy-MM-dd HH:mm:ss", locale="en")


@lru_cache(maxsize=64)
def _babel(language: str) -> str:
    try:
        # The British order of day and month, where a language names no country.
        return "en_GB" if language == SOURCE else str(Locale.parse(language))
    except (UnknownLocaleError, ValueError):
        return "en_GB"


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
