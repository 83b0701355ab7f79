"""The code book of a framework: its elements, values and facets by key."""

import re
from dataclasses import dataclass
from typing import Any

from app.domain.mapping import framework_words

NOT_ABOUT = "none"
LETTERS = "QWERTYUIOPASDFGHJKLZXCVBNM"
# The facets of a framework that names none: what question 2 asks for, and what question 3 asks for.
FACETS: list[dict[str, Any]] = [
    {"key": "facet_role", "name": "Role", "words": {"cy": {"name": "Rôl"}}},
    {"key": "facet_priority", "name": "Priority", "words": {"cy": {"name": "Blaenoriaeth"}}},
    {"key": "facet_challenge", "name": "Challenge", "words": {"cy": {"name": "Her"}}},
    {"key": "facet_opportunity", "name": "Opportunity", "words": {"cy": {"name": "Cyfle"}}},
    {"key": "facet_works", "name": "Works well", "words": {"cy": {"name": "Yn gweithio'n dda"}}},
    {"key": "facet_strengthen", "name": "To strengthen", "words": {"cy": {"name": "I'w gryfhau"}}},
]


@dataclass(frozen=True)
class CodeBook:
    """A framework's content, with its elements, values and facets by key.

    `language` is the one of its texts, or "".
    """

    content: dict[str, Any]
    language: str = ""

    def in_language(self, language: str) -> "CodeBook":
        """The same code book with its texts in this language; where it has none, in the framework's own."""
        return CodeBook(framework_words.in_language(self.content, language), language)

    def tongue(self, item: dict[str, Any], field: str) -> str:
        """The tag of the language in which a text of a group, element or value is shown."""
        translated = item.get("words", {}).get(self.language, {}).get(field)
        return self.language if translated else framework_words.own_language(self.content)

    @property
    def groups(self) -> list[dict[str, Any]]:
        return self.content["groups"]

    @property
    def elements(self) -> list[dict[str, Any]]:
        """All elements in order, across groups."""
        return [element for group in self.groups for element in group["elements"]]

    @property
    def values(self) -> list[dict[str, Any]]:
        return self.content["values"]

    @property
    def facets(self) -> list[dict[str, Any]]:
        """The second dimension of a coding, such as role or challenge. Like values, they go with every element."""
        return [framework_words.item_in_language(facet, self.language) for facet in self.content.get("facets", FACETS)]

    @property
    def names(self) -> dict[str, str]:
        """Element, value and facet names by key."""
        return {item["key"]: item["name"] for item in [*self.elements, *self.values, *self.facets]}

    @property
    def letters(self) -> dict[str, str]:
        """The letter key for each element, by element key, in the order of the keyboard's rows."""
        return dict(zip((element["key"] for element in self.elements), LETTERS, strict=False))

    @property
    def element_keys(self) -> set[str]:
        return {element["key"] for element in self.elements}

    @property
    def value_keys(self) -> set[str]:
        return {value["key"] for value in self.values}

    @property
    def facet_keys(self) -> set[str]:
        return {facet["key"] for facet in self.facets}

    @property
    def aspect_keys(self) -> set[str]:
        """The keys of values and facets: a note that has only these is not mapped."""
        return self.value_keys | self.facet_keys

    def with_names(self, words: str) -> str:
        """`words` with every element or value key replaced by its name in quotation marks."""
        names = self.names
        return re.sub(r"\w+", lambda match: f"“{names[match[0]]}”" if match[0] in names else match[0], words)

    @property
    def working_labels(self) -> bool:
        """True if some element names are not yet checked against the publication."""
        return any(element.get("status", "working") != "checked" for element in self.elements)
