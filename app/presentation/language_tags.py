"""Language tags (BCP 47: `pt-BR`, `zh-Hant`): their canonical spelling, and the best match for a reader.

Babel's own `negotiate_locale` drops the script before it looks further (`zh-Hant-TW` becomes `zh`) and finds no
`pt-BR` for a reader who asks for `pt-PT`. The match here uses Babel's data (CLDR's likely subtags and aliases) instead.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# The most languages of a header that are considered; browsers send fewer than ten.
MOST_WANTED = 20
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}")
# Browsers send nb and translators write no, but Babel finds no_NO by neither.
_NORWEGIAN = {"no": "nb", "nor": "nb"}
_QUALITY = re.compile(r"[Qq]=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


@lru_cache(maxsize=1000)
def locale(written: str) -> Locale | None:
    """Babel's locale for a tag with hyphens or underscores in any case; None if it is not a language."""
    if not _TAG.fullmatch(written):
        return None
    language, *rest = written.replace("-", "_").split("_")
    if language.lower() == "und":
        return None
    aliases = {**get_global("language_aliases"), **_NORWEGIAN}
    try:
        return Locale.parse("_".join([aliases.get(language.lower(), language), *rest]))
    except (UnknownLocaleError, ValueError):
        return None


def canonical(written: str) -> str | None:
    """The canonical spelling of a tag, as in HTML's `lang` attribute: pt-BR, zh-Hant; None if it is not a language."""
    found = locale(written)
    return tag_of(found) if found else None


def tag_of(found: Locale) -> str:
    """The tag of a locale."""
    return str(found).replace("_", "-")


def preferred(header: str) -> list[str]:
    """The tags of an Accept-Language header (RFC 9110, 12.5.4), the preferred first, without those of quality 0."""
    ranked = []
    for part in header.split(",")[:MOST_WANTED]:
        tag, _, given = (piece.strip() for piece in part.partition(";"))
        quality = _QUALITY.fullmatch(given) if given else None
        weight = float(quality[1]) if quality else 0.0 if given else 1.0
        if tag and weight:
            ranked.append((weight, tag))
    return [tag for _weight, tag in sorted(ranked, key=lambda entry: -entry[0])]


def best(wanted: Iterable[str], available: Sequence[str]) -> str | None:
    """The available tag that serves the first wanted tag possible; None if none does.

    A tag serves readers of the same language in the same script. Among several, the same tag wins, then one of the same
    country or without a country, then any; the first of equals wins.
    """
    for tag in wanted:
        if near := [(distance, other) for other in available if (distance := _distance(tag, other)) is not None]:
            return min(near, key=lambda entry: entry[0])[1]
    return None


def _distance(wanted: str, other: str) -> int | None:
    reader, offered = locale(wanted), locale(other)
    if reader is None or offered is None:
        return None
    if reader == offered:
        return 0
    (language, script, country), (other_language, other_script, other_country) = _full(reader), _full(offered)
    if (language, script) != (other_language, other_script):
        return None
    return 1 if offered.territory is None or country == other_country else 2


def _full(locale: Locale) -> tuple[str, str, str]:
    """Language, script and country of a locale; missing parts come from CLDR's likely subtags."""
    likely = get_global("likely_subtags")
    # The likely country depends on the script: Taiwan for traditional Chinese, China for simplified Chinese.
    of_the_script = likely.get(f"{locale.language}_{locale.script}")
    _, script, country = (of_the_script or likely.get(locale.language, "__")).split("_")
    return locale.language, locale.script or script, locale.territory or country
