"""Drafts: the details from which a workshop is created or edited, and their checks."""

import re
from collections.abc import Callable, Collection, Mapping, Sized
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.errors import Invalid, gettext_noop
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.text import many_lines, one_line, optional_lines
from app.domain.workshops import columns

SPEAKS_FOR = ("council", "community_business", "vcse", "nhs", "resident", "other")
NAMING = ("anonymous", "named", "choice")
LONG_NOTICE = gettext_noop("This notice is too long. Shorten it to 5,000 characters.")
# Later years overflow in some time zones, and no one means them.
YEARS = range(1900, 3000)
_BLANK = re.compile(r"\[[^\]\n]{1,40}\]")


@dataclass(frozen=True)
class Wording:
    """A workshop's texts in one more language; "" for a missing text.

    `questions` and `short_names` have the order of the draft's questions.
    """

    title: str = ""
    notice: str = ""
    questions: list[str] = field(default_factory=list)
    short_names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PhaseDraft:
    """One phase of the agenda with which a workshop begins. `questions` are numbers of questions, from 1."""

    title: str
    asked: str = ""
    # Title and sentence in further languages, by tag.
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    may: list[str] = field(default_factory=list)
    questions: list[int] = field(default_factory=list)
    veiled: bool = False
    minutes: int | None = None
    votes: int = 5
    votes_per_note: int = 1
    # What people rate in it, if `may` has "rate".
    ask: AskDraft | None = None


@dataclass(frozen=True)
class Draft:
    """The details of a workshop. `short_names` has the order of `questions`; entries can be "" or missing."""

    title: str
    questions: list[str]
    held_on: date
    keep_until: date
    retention: str = "delete"
    place: str | None = None
    time_zone: str = "Europe/London"
    language: str = "en"
    naming: str = "anonymous"
    speaks_for: list[str] = field(default_factory=lambda: list(SPEAKS_FOR))
    notice: str = ""
    wordings: dict[str, Wording] = field(default_factory=dict)
    short_names: list[str] = field(default_factory=list)
    sample: bool = False
    key: str | None = None
    agenda: list[PhaseDraft] = field(default_factory=list)

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """Title and notice in further languages, in the format of `Workshop.words`."""
        wordings = {tag: {"title": other.title, "notice": other.notice} for tag, other in self.wordings.items()}
        return {tag: words for tag, words in wordings.items() if any(words.values())}

    def question_words(self, position: int) -> dict[str, dict[str, str]]:
        """A question in further languages, in the format of `Column.words`; `position` counts from 0."""
        return columns.words_of(
            {tag: _at(other.questions, position) for tag, other in self.wordings.items()},
            {tag: _at(other.short_names, position) for tag, other in self.wordings.items()},
        )

    def short_name(self, position: int) -> str:
        """The short name of a question, or ""; `position` counts from 0."""
        return _at(self.short_names, position)


def blanks(notice: str, words: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The blanks that an organiser still has to fill in: every text in square brackets in any language, each once."""
    notices = [notice, *(wording.get("notice", "") for wording in words.values())]
    return list(dict.fromkeys(blank for text in notices for blank in _BLANK.findall(text)))


def possible(day: date, field: str = "") -> date:
    """The date itself. Raises Invalid, with its form `field`, for a year outside YEARS: a slip of the keyboard."""
    if day.year not in YEARS:
        raise Invalid("Enter a year between 1900 and 2999.", field=field)
    return day


def checked(draft: Draft, time_zones: Collection[str]) -> Draft:
    """The draft with its texts cleaned for storage.

    Raises Invalid, with a message for the person and the id of the form field, if it is wrong. The id of a question is
    "question-1", its short name "short_name-1", and both in Welsh "question-cy-1" and "short_name-cy-1".
    """
    title = one_line(draft.title, 200)
    kept = [position for position, question in enumerate(draft.questions) if one_line(question, 1)]
    if not title:
        raise Invalid("Enter a title for the workshop.", field="title")
    if not kept:
        raise Invalid("A workshop needs at least one question.", field="question-1")
    if len(kept) > columns.MOST:
        raise Invalid("A workshop can have at most 8 questions.", field=f"question-{kept[columns.MOST] + 1}")
    if draft.naming not in NAMING:
        raise Invalid
    if draft.retention not in ("delete", "ask"):
        raise Invalid
    if possible(draft.keep_until, "keep_until") <= possible(draft.held_on, "held_on"):
        raise Invalid("Enter a date after the workshop. Notes must be kept until then.", field="keep_until")
    if draft.time_zone not in time_zones:
        raise Invalid("Choose a time zone from the list.", field="time_zone")
    others = {tag: _wording(tag, other, kept) for tag, other in draft.wordings.items()}
    return replace(
        draft,
        title=title,
        questions=[
            _named(f"question-{position + 1}", many_lines, draft.questions[position], columns.LONGEST, columns.TOO_LONG)
            for position in kept
        ],
        short_names=[
            _named(f"short_name-{position + 1}", columns.name, draft.short_name(position)) for position in kept
        ],
        place=one_line(draft.place or "", 200) or None,
        notice=_named("notice", _notice, draft.notice),
        wordings={tag: other for tag, other in others.items() if tag != draft.language and other != _no_wording(kept)},
        speaks_for=list(dict.fromkeys(filter(None, (one_line(group, 80) for group in draft.speaks_for))))[:20],
    )


def _wording(tag: str, other: Wording, kept: list[int]) -> Wording:
    return Wording(
        title=one_line(other.title, 200),
        notice=_named(f"notice-{tag}", _notice, other.notice),
        questions=[
            _named(f"question-{tag}-{position + 1}", columns.optional_question, _at(other.questions, position))
            for position in kept
        ],
        short_names=[
            _named(f"short_name-{tag}-{position + 1}", columns.name, _at(other.short_names, position))
            for position in kept
        ],
    )


def _named(field: str, clean: Callable[..., str], *values: Any) -> str:
    """`clean(*values)`; if it raises Invalid, the error names this form field."""
    try:
        return clean(*values)
    except Invalid as error:
        raise Invalid(str(error), field=field) from None


def with_questions_of(draft: Draft, present: Draft) -> Draft:
    """`draft` with the questions of `present` in every language, for forms that do not contain the questions.

    Languages that the form does not offer keep all their texts.
    """
    missing = _no_wording(present.questions)
    present_wordings = {tag: present.wordings.get(tag, missing) for tag in draft.wordings | present.wordings}
    wordings = {
        tag: replace(draft.wordings.get(tag, other), questions=other.questions, short_names=other.short_names)
        for tag, other in present_wordings.items()
    }
    return replace(draft, questions=present.questions, short_names=present.short_names, wordings=wordings)


def _no_wording(questions: Sized) -> Wording:
    return Wording(questions=[""] * len(questions), short_names=[""] * len(questions))


def _at(words: list[str], position: int) -> str:
    return "".join(words[position : position + 1])


def _notice(text: str) -> str:
    return optional_lines(text, 5000, LONG_NOTICE)
