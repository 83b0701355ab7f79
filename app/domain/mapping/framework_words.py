"""A framework's texts in several languages. Each item has its translations in `words`, by language tag.

{"name": "Involving", "words": {"cy": {"name": "Cynnwys"}}, "elements": [{"name": …, "words": {"cy": {"name": …,
"description": …, "signals": […], "boundary": …, "status": "working"}}}]}
"""

from collections.abc import Mapping
from typing import Any

# The language of a framework that does not say its own.
SOURCE = "en"


def own_language(content: Mapping[str, Any]) -> str:
    """The language in which a framework is written, and in which it shows what is not translated."""
    return str(content.get("language") or SOURCE)


def in_language(content: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The content with every text in this language, where the framework has it; keys and order stay.

    A translated name counts as provisional until its own `status` is "checked".
    """
    groups = [
        item_in_language(group, language)
        | {"elements": [item_in_language(element, language) for element in group["elements"]]}
        for group in content["groups"]
    ]
    values = [item_in_language(value, language) for value in content["values"]]
    return item_in_language(content, language) | {"groups": groups, "values": values}


def without_words(content: Any) -> Any:
    """The content without any translation."""
    if isinstance(content, Mapping):
        return {name: without_words(value) for name, value in content.items() if name not in ("words", "language")}
    return [without_words(item) for item in content] if isinstance(content, list) else content


def item_in_language(item: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One group, element, value or facet with its texts in this language, where it has them."""
    words = {name: text for name, text in item.get("words", {}).get(language, {}).items() if text}
    if "status" in item and "name" in words:
        words.setdefault("status", "working")
    return {**item, **words}
