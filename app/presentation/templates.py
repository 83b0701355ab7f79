"""The Jinja environments, one per language, and their filters."""

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

from app.internals.jinja_escaping import QuickTemplate
from app.presentation import translations, words

TEMPLATES = Path(__file__).parent.parent / "templates"
# A web address ends before white space, quotes and angle brackets. Punctuation at its end belongs to the sentence.
_LINK = re.compile(r"https?://[^\s<>\"'`]{1,1000}")
_LAST = ".,;:!?)]}…"


class _Environment(Environment):
    template_class = QuickTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Copied for each rendered note: a plain dict takes a quarter of the time of Jinja's ChainMap.
        return {**self.globals, **(d or {})}


class _ConstantMessages(Extension):
    """Replaces `{{ _("Words") }}` by its translation when a template is compiled, because each language has its own.

    Looking up constant messages would take a tenth of the time of a page.
    """

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
    """The Jinja environment of one language."""
    env = _Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", _ConstantMessages],
    )
    catalogue = translations.translations(language)
    env.install_gettext_callables(  # ty: ignore[missing-attribute]
        catalogue.gettext, catalogue.ngettext, newstyle=True, pgettext=catalogue.pgettext, npgettext=catalogue.npgettext
    )

    # The extension's own `_` does not cache its lookups, which are repeated for every note.
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

    def day_in(moment: datetime, zone: str) -> str:
        """The day of a point in time in this time zone, because near midnight it is another day than in UTC."""
        return translations.day_in(moment, zone, language)

    def speaks_for(key: str) -> str:
        return words.group_name(key, language)

    def colleague(name: str) -> str:
        return words.colleague_name(name, language)

    def plural(singular: str, plural: str) -> str:
        return json.dumps(translations.plural_forms(language, singular, plural), ensure_ascii=False)

    def worded(thing: Any, field: str) -> str:
        return words.worded(thing, field, language)

    def called(column: Any) -> str:
        return words.called(column, language)

    def tongue(thing: Any, field: str, own: str) -> Markup:
        """The attribute ` lang="…"` for a text from `worded`; empty if it is in the page's language."""
        spoken = language if thing.words.get(language, {}).get(field) else own
        return Markup() if spoken == language else Markup(' lang="{}"').format(spoken)

    env.filters.update(links=links, clock=clock, date_and_time=date_and_time, day=day, day_in=day_in)
    env.filters.update(speaks_for=speaks_for, colleague=colleague)
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
            "colours": words.colour_names(language),
        }
    )
    return env


@lru_cache(maxsize=500)
def compiled(language: str, name: str) -> Template:
    """A compiled template in one language."""
    return environment(language).get_template(name)


def warm() -> None:
    """Compile the board's templates in every language, so that the first people to open a board do not wait."""
    for language in translations.names():
        names = environment(language).list_templates(
            filter_func=lambda name: name.startswith(("base.", "board/", "mapping/"))
        )
        for name in names:
            compiled(language, name)


def html(name: str, language: str, **values: Any) -> str:
    """Render a template as text."""
    return compiled(language, name).render(**values)


def links(text: str) -> Markup:
    """A note's text as escaped HTML with its web addresses as links."""
    if "://" not in text:
        return escape(text)
    parts = []
    end = 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_LAST)
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" target="_blank" rel="nofollow noopener noreferrer">{0}</a>').format(address))
        end = found.start() + len(address)
    parts.append(escape(text[end:]))
    return Markup("").join(parts)
