"""The Jinja environments, one for each language, and the few filters that turn what is true into HTML."""

import json
import re
from collections.abc import Iterator, MutableMapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from app.presentation import translations

TEMPLATES = Path(__file__).parent.parent / "templates"
# A link ends before white space, quotes and angle brackets; punctuation at its end belongs to the sentence.
_LINK = re.compile(r"https?://[^\s<>\"'`]{1,1000}")
_LAST = ".,;:!?)]}…"
FIRST_WORDS = 28


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Copied for each note that is rendered: a plain dict takes a quarter of the time of Jinja's ChainMap.
        return {**self.globals, **(d or {})}


class _Settled(Extension):
    """`{{ _("Words") }}` is the words themselves once a template is compiled, for each language has its own templates:
    calls for what never changes would be a tenth of a page."""

    _CALL: ClassVar = ["variable_begin", "name", "lparen", "string", "rparen", "variable_end"]

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        tokens = list(stream)
        while tokens:
            call = tokens[: len(self._CALL)]
            if [token.type for token in call] == self._CALL and call[1].value == "_":
                words = cast(dict[str, Any], self.environment.globals)["_"](call[3].value)
                yield Token(call[0].lineno, "data", str(words))
                del tokens[: len(self._CALL)]
            else:
                yield tokens.pop(0)


@lru_cache(maxsize=32)
def environment(language: str) -> Environment:
    """The templates in one language."""
    env = _Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", _Settled],
    )
    catalogue = translations.translations(language)
    env.install_gettext_callables(  # ty: ignore[missing-attribute]
        catalogue.gettext, catalogue.ngettext, newstyle=True, pgettext=catalogue.pgettext, npgettext=catalogue.npgettext
    )

    # The extension's own `_` looks everything up anew for each word of each note.
    @lru_cache(maxsize=2000)
    def plain(message: str) -> Markup:
        return Markup(catalogue.gettext(message)) % {}  # noqa: S704

    def gettext(message: str, **values: Any) -> Markup:
        return Markup(catalogue.gettext(message)) % values if values else plain(message)  # noqa: S704

    def clock(moment: datetime, zone: str) -> str:
        return translations.clock(moment, zone, language)

    def date_and_time(moment: datetime, zone: str) -> str:
        return translations.date_and_time(moment, zone, language)

    def day(value: date) -> str:
        return translations.day(value, language)

    def speaks_for(key: str) -> str:
        return who_speaks(key, language)

    def plural(singular: str, plural: str) -> str:
        return json.dumps(translations.plural_forms(language, singular, plural), ensure_ascii=False)

    def worded(thing: Any, field: str) -> str:
        return in_words(thing, field, language)

    def called(column: Any) -> str:
        return short_name(column, language)

    def tongue(thing: Any, field: str, own: str) -> Markup:
        """The `lang` of what `worded` gives, where it is not the page's."""
        spoken = language if thing.words.get(language, {}).get(field) else own
        return Markup() if spoken == language else Markup(' lang="{}"').format(spoken)

    env.filters.update(links=links, clock=clock, date_and_time=date_and_time, day=day, speaks_for=speaks_for)
    cast(dict[str, Any], env.globals).update(
        {
            "language": language,
            "direction": translations.direction(language),
            "languages": translations.names(),
            "_": gettext,
            "worded": worded,
            "called": called,
            "tongue": tongue,
            "plural": plural,
        }
    )
    return env


@lru_cache(maxsize=500)
def compiled(language: str, name: str) -> Template:
    """One template in one language, compiled."""
    return environment(language).get_template(name)


def warm() -> None:
    """Compile what boards are made of in every language: else whoever comes first waits, and many come at once."""
    for language in translations.names():
        names = environment(language).list_templates(
            filter_func=lambda name: name.startswith(("base.", "board/", "mapping/"))
        )
        for name in names:
            compiled(language, name)


def html(name: str, language: str, **values: Any) -> str:
    """One template as text."""
    return compiled(language, name).render(**values)


def links(words: str) -> Markup:
    """The words of a note, escaped, with web addresses made clickable; nothing but text and links comes out."""
    if "://" not in words:
        return escape(words)
    parts = []
    end = 0
    for found in _LINK.finditer(words):
        address = found.group().rstrip(_LAST)
        parts.append(escape(words[end : found.start()]))
        parts.append(Markup('<a href="{0}" target="_blank" rel="nofollow noopener noreferrer">{0}</a>').format(address))
        end = found.start() + len(address)
    parts.append(escape(words[end:]))
    return Markup("").join(parts)


def in_words(thing: Any, field: str, language: str) -> str:
    """A workshop's or a column's own words in this language, or in its first one where there are none."""
    return thing.words.get(language, {}).get(field) or getattr(thing, field)


def short_name(column: Any, language: str) -> str:
    """What a question is called in tabs, menus and tables: its short name, or else its first words."""
    return in_words(column, "short_name", language) or first_words(in_words(column, "question", language))


def first_words(question: str) -> str:
    """As many whole words as fit into FIRST_WORDS characters, with … where something is left out."""
    words = question.split()
    kept = words[0][:FIRST_WORDS]
    for word in words[1:]:
        if len(f"{kept} {word}") > FIRST_WORDS:
            break
        kept = f"{kept} {word}"
    return kept if kept == " ".join(words) else f"{kept}…"


@lru_cache(maxsize=2000)
def who_speaks(key: str, language: str) -> str:
    """A who-you-speak-for choice in words; one that an organiser has made is its own words."""
    _ = translations.translations(language).gettext
    return {
        "council": _("Council"),
        "community_business": _("Community business"),
        "vcse": _("Voluntary group"),
        "nhs": _("NHS"),
        "resident": _("Resident"),
        "other": _("Other"),
    }.get(key, key)
