"""Escaping in templates without a `Markup` object for each value.

A board of 500 notes has 7,000 values. Jinja joins a page's parts as ordinary text, so the objects are made only to be
dropped, and making them took a fifth of the time of a page.
"""

from collections.abc import MutableMapping
from typing import Any

import markupsafe
from jinja2 import Environment, Template
from markupsafe import Markup

# A compiled template calls this name for every value that it escapes.
_NAME = "escape"
# The C function on which `markupsafe.escape` is built.
_escaped = getattr(markupsafe, "_escape_inner", None)


def escape(value: Any) -> str:
    """The value as HTML, as `markupsafe.escape` does it, but as an ordinary text. Markup is returned as it is."""
    kind = type(value)
    if kind is str and _escaped is not None:
        return _escaped(value)
    return value if kind is Markup else markupsafe.escape(value)


class QuickTemplate(Template):
    """A template whose values are escaped by `escape`; by Jinja's function if a later version names it otherwise."""

    @classmethod
    def from_code(
        cls, environment: Environment, code: Any, globals: MutableMapping[str, Any], uptodate: Any = None
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        names = getattr(template.root_render_func, "__globals__", {})
        if names.get(_NAME) is markupsafe.escape:
            names[_NAME] = escape
        return template
