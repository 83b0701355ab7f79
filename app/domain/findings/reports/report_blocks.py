"""What a report is made of: its sections in the order of the guidance, and the blocks that people put into them.

A block is a dict with `id` and `kind`. Prose and "what speaks against it" have `text`, findings and what speaks against
them have `theme`, quotes have `quote` (the id of a `ReportQuote`), tables and figures have `name`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.errors import gettext_noop


class Kind(StrEnum):
    """What a block is."""

    PROSE = "prose"
    FINDING = "finding"
    AGAINST = "against"
    QUOTE = "quote"
    TABLE = "table"
    FIGURE = "figure"
    STEPS = "steps"


WRITTEN = {Kind.PROSE, Kind.AGAINST}


@dataclass(frozen=True)
class Section:
    """One section of a report. `number` is printed before its title; `prompt` asks the author what to write."""

    key: str
    number: str
    title: str
    prompt: str = ""


_ABOUT = Section(
    "about", "1", gettext_noop("About this report"), gettext_noop("Add why this report was written, if you like.")
)
_SUMMARY = Section(
    "summary",
    "2",
    gettext_noop("Summary"),
    gettext_noop("What did you learn? Say it in five sentences that anyone understands."),
)
LOCAL = (
    _ABOUT,
    _SUMMARY,
    Section(
        "together",
        "3",
        gettext_noop("How strongly we work together"),
        gettext_noop("Which links are strong, and which are weak or missing? How do you know?"),
    ),
    Section(
        "roles",
        "4",
        gettext_noop("Roles, priorities, challenges and opportunities"),
        gettext_noop("Who does what? What matters most, what is in the way, and what could be done?"),
    ),
    Section(
        "system",
        "5",
        gettext_noop("How well we work as a system"),
        gettext_noop("Which elements of the framework are strong here, and which need to be stronger?"),
    ),
    Section(
        "findings",
        "6",
        gettext_noop("Reflections and findings"),
        gettext_noop("What does this finding mean for the place? What should change?"),
    ),
    Section("steps", "7", gettext_noop("Next steps"), gettext_noop("What happens next, and who makes sure of it?")),
    Section(
        "limits",
        "8",
        gettext_noop("What this report cannot say"),
        gettext_noop("Who was not heard? What would you do differently?"),
    ),
    Section("matrix", "A", gettext_noop("Matrix"), ""),
    Section("framework", "B", gettext_noop("Framework"), ""),
    Section(
        "method",
        "C",
        gettext_noop("Method"),
        gettext_noop("How were themes found? Who checked them? Describe what the program cannot know."),
    ),
)
COMBINED = (
    _ABOUT,
    _SUMMARY,
    Section(
        "findings",
        "3",
        gettext_noop("Findings across places"),
        gettext_noop("What does this finding mean across the places?"),
    ),
    Section(
        "differences",
        "4",
        gettext_noop("Where places differ"),
        gettext_noop("Where did the places say different things? Why might that be?"),
    ),
    Section(
        "rated",
        "5",
        gettext_noop("How each place rated itself"),
        gettext_noop("Where do people judge their places differently? Why might that be?"),
    ),
    Section("steps", "6", gettext_noop("Next steps"), gettext_noop("Which steps do the places share?")),
    Section(
        "limits",
        "7",
        gettext_noop("What this report cannot say"),
        gettext_noop("What can you not conclude from these places?"),
    ),
)
# The tables and figures that authors insert, with their names in lists.
TABLES = {
    "people": gettext_noop("Who took part"),
    "questions": gettext_noop("Elements by question"),
    "groups": gettext_noop("Elements by group"),
    "facets": gettext_noop("Roles, priorities, challenges and opportunities"),
    "findings": gettext_noop("Evidence of each finding"),
    "matrix": gettext_noop("Summaries by element"),
    "framework": gettext_noop("Elements of the framework"),
    "agreement": gettext_noop("Agreement between coders"),
    "ratings": gettext_noop("Ratings of elements"),
    "links": gettext_noop("Links between partners"),
}
COMBINED_TABLES = {
    "places": gettext_noop("Places and their local reports"),
    "across": gettext_noop("Which finding was raised where"),
    "differ": gettext_noop("Elements by place"),
    "rated": gettext_noop("How each place rated itself"),
}
FIGURES = {
    "wheel": gettext_noop("Evidence by element"),
    "ratings": gettext_noop("Ratings of elements, as dots"),
    "links": gettext_noop("Links between partners, as a matrix"),
    "network": gettext_noop("Links between partners, as a network"),
}
# Each place has its own column there: nothing is added up across places.
COMBINED_FIGURES = {
    "places": gettext_noop("Notes by element and place"),
    "rated": gettext_noop("How each place rated itself, as dots"),
}
# The tables about one theme: its name is this, a colon and the theme's id.
OF_THEME = {"evidence": gettext_noop("Evidence for this finding, by group")}
OF_COMBINED_THEME = {"words": gettext_noop("This finding in each place")}


def sections(place_id: int | None) -> tuple[Section, ...]:
    """The sections of a local report, or of the combined one without a place."""
    return COMBINED if place_id is None else LOCAL


def tables(place_id: int | None) -> dict[str, str]:
    """The tables that a report may have, by name."""
    return COMBINED_TABLES if place_id is None else TABLES


def figures(place_id: int | None) -> dict[str, str]:
    """The figures that a report may have, by name."""
    return COMBINED_FIGURES if place_id is None else FIGURES


def of_theme(place_id: int | None) -> dict[str, str]:
    """The tables about one theme that a report may have, by name."""
    return OF_COMBINED_THEME if place_id is None else OF_THEME


def block(id: str, kind: Kind, **values: Any) -> dict[str, Any]:
    """A block as it is stored."""
    texts = {"text": ""} if kind in WRITTEN else {}
    return {"id": id, "kind": str(kind)} | texts | values
