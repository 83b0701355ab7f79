"""What a person enters about an ask, and the scales that come with the product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, get_args

from app.domain.checks import Checks
from app.domain.errors import Invalid, gettext_noop
from app.domain.text import one_line

Kind = Literal["elements", "links", "list"]
ELEMENTS, LINKS, LIST = get_args(Kind)
KINDS: Mapping[str, str] = {
    ELEMENTS: gettext_noop("The elements of the framework"),
    LINKS: gettext_noop("The links between their group and each partner"),
    LIST: gettext_noop("Your own list, or a published self-assessment"),
}
MOST_STEPS, LEAST_STEPS, MOST_ITEMS = 7, 2, 30
LONGEST_NAME, LONGEST_STEP, LONGEST_ITEM = 200, 60, 200
# Stored as they are and translated where they are shown. An organiser's own steps are shown as they were entered.
SCALES: Mapping[str, Sequence[str]] = {
    ELEMENTS: (
        gettext_noop("Not happening yet"),
        gettext_noop("Some good examples"),
        gettext_noop("Working in most places"),
        gettext_noop("Working well everywhere"),
    ),
    LINKS: (
        gettext_noop("No contact"),
        gettext_noop("Know each other"),
        gettext_noop("Work alongside"),
        gettext_noop("Plan together"),
        gettext_noop("Decide together"),
    ),
    # Ours, for a self-assessment whose own steps no one has entered.
    LIST: (
        gettext_noop("Not yet started"),
        gettext_noop("Early days"),
        gettext_noop("Making progress"),
        gettext_noop("Well established"),
    ),
}
# Levels of working together, as published: B. Frey and others, Measuring collaboration among grant partners (2006).
PUBLISHED_LINKS = (
    gettext_noop("Networking"),
    gettext_noop("Cooperation"),
    gettext_noop("Coordination"),
    gettext_noop("Coalition"),
    gettext_noop("Collaboration"),
)
QUESTIONS: Mapping[str, str] = {
    ELEMENTS: gettext_noop("How well is this working here?"),
    LINKS: gettext_noop("How strong is the link between your group and this partner?"),
    LIST: gettext_noop("How far are we with this?"),
}
TRANSLATED = frozenset([*chain.from_iterable(SCALES.values()), *PUBLISHED_LINKS, *QUESTIONS.values()])


@dataclass(frozen=True)
class AskDraft:
    """The kind of an ask, the question, the steps (lowest first), and the lines of an own list.

    An empty question and empty steps get those that come with the product. A list may be pasted in later.
    """

    kind: str = ELEMENTS
    name: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scale: Sequence[str] = ()
    items: Sequence[str] = ()


def checked(draft: AskDraft) -> AskDraft:
    """The draft with its texts cleaned and its defaults filled in. Raises Invalid, with the field of the form."""
    checks = Checks()
    checks.unless(draft.kind in KINDS, Invalid("Choose what people rate.", field="ask_kind"))
    scale = _lines(draft.scale, LONGEST_STEP) or list(SCALES.get(draft.kind, SCALES[ELEMENTS]))
    fits = LEAST_STEPS <= len(scale) <= MOST_STEPS
    checks.unless(fits, Invalid("A scale has between 2 and 7 steps.", field="ask_scale"))
    items = _lines(draft.items, LONGEST_ITEM) if draft.kind == LIST else []
    few = len(items) <= MOST_ITEMS
    checks.unless(few, Invalid("People can rate at most 30 things in one phase.", field="ask_items"))
    checks.finish()
    words = {tag: {"name": one_line(texts.get("name", ""), LONGEST_NAME)} for tag, texts in draft.words.items()}
    return AskDraft(
        draft.kind,
        one_line(draft.name, LONGEST_NAME) or QUESTIONS[draft.kind],
        {tag: texts for tag, texts in words.items() if texts["name"]},
        scale,
        items,
    )


def _lines(lines: Sequence[str], longest: int) -> list[str]:
    """The lines that are not empty, each once, in order."""
    return list(dict.fromkeys(filter(None, (one_line(line, longest) for line in lines))))
