"""What questions, groups, colours and members of the team are called in a language."""

from functools import lru_cache
from typing import Any

from app.presentation import translations

FIRST_WORDS = 28


def worded(thing: Any, field: str, language: str) -> str:
    """A text of a workshop or a column in this language; if it has none, in its main language."""
    return thing.words.get(language, {}).get(field) or getattr(thing, field)


def called(column: Any, language: str) -> str:
    """What tabs, menus and tables call a question: its short name, or else its first words."""
    return worded(column, "short_name", language) or first_words(worded(column, "question", language))


def first_words(question: str) -> str:
    """As many whole words as fit into FIRST_WORDS characters, with … if words are left out."""
    words = question.split()
    kept = words[0][:FIRST_WORDS]
    for word in words[1:]:
        if len(f"{kept} {word}") > FIRST_WORDS:
            break
        kept = f"{kept} {word}"
    return kept if kept == " ".join(words) else f"{kept}…"


def colour_names(language: str) -> dict[str, str]:
    """The names of the notes' colours, by the word that is stored, in the order in which people choose."""
    _ = translations.translations(language).gettext
    return {"sun": _("Yellow"), "sky": _("Blue"), "leaf": _("Green"), "rose": _("Pink"), "plain": _("White")}


def colleague_name(name: str, language: str) -> str:
    """The name of a member of the team, or the translated word that is stored for a facilitator without a name."""
    _ = translations.translations(language).gettext
    return {"Facilitator": _("Facilitator")}.get(name, name)


@lru_cache(maxsize=2000)
def group_name(key: str, language: str) -> str:
    """The name of a group. The groups that come with the product are translated, those of organisers are not."""
    _ = translations.translations(language).gettext
    return {
        "council": _("Council"),
        "community_business": _("Community business"),
        "vcse": _("Voluntary group"),
        "nhs": _("NHS"),
        "resident": _("Resident"),
        "other": _("Other"),
    }.get(key, key)
