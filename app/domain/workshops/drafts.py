"""Drafts: the details from which a workshop is created or edited, and their checks."""

import re
from collections.abc import Callable, Collection, Mapping, Sized
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.checks import Checks
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


def checked(draft: Draft, time_zones: Collection[str]) -> Draft:
    """The draft with its texts cleaned for storage.

    Raises Invalid with everything that is wrong, by the ids of the form's fields. The id of a question is "question-1",
    its short name "short_name-1", and both in Welsh "question-cy-1" and "short_name-cy-1".
    """
    checks = Checks()
    title = one_line(draft.title, 200)
    kept = [position for position, question in enumerate(draft.questions) if one_line(question, 1)]
    checks.unless(title, Invalid("Enter a title for the workshop.", field="title"))
    _check_dates(draft, checks)
    checks.unless(draft.time_zone in time_zones, Invalid("Choose a time zone from the list.", field="time_zone"))
    checks.unless(kept, Invalid("A workshop needs at least one question.", field="question-1"))
    for position in kept[columns.MOST :]:
        many = Invalid("A workshop can have at most 8 questions.", field=f"question-{position + 1}")
        checks.unless(right=False, wrong=many)
    checks.unless(draft.naming in NAMING and draft.retention in ("delete", "ask"), Invalid())

    def clean(field: str, cleaner: Callable[..., str], *values: Any) -> str:
        return checks.value(lambda: cleaner(*values), "", field)

    def question(position: int) -> str:
        return many_lines(draft.questions[position], columns.LONGEST, columns.TOO_LONG)

    questions = [clean(f"question-{position + 1}", question, position) for position in kept]
    names = [clean(f"short_name-{position + 1}", columns.name, draft.short_name(position)) for position in kept]
    notice = clean("notice", _notice, draft.notice)
    others = {tag: _wording(tag, other, kept, clean) for tag, other in draft.wordings.items()}
    checks.finish()
    return replace(
        draft,
        title=title,
        questions=questions,
        short_names=names,
        place=one_line(draft.place or "", 200) or None,
        notice=notice,
        wordings={tag: other for tag, other in others.items() if tag != draft.language and other != _no_wording(kept)},
        speaks_for=list(dict.fromkeys(filter(None, (one_line(group, 80) for group in draft.speaks_for))))[:20],
    )


def _check_dates(draft: Draft, checks: Checks) -> None:
    possible = True
    for name, day in (("held_on", draft.held_on), ("keep_until", draft.keep_until)):
        possible = possible and day.year in YEARS
        checks.unless(day.year in YEARS, Invalid("Enter a year between 1900 and 2999.", field=name))
    late = Invalid("Enter a date after the workshop. Notes must be kept until then.", field="keep_until")
    checks.unless(not possible or draft.keep_until > draft.held_on, late)


def _wording(tag: str, other: Wording, kept: list[int], clean: Callable[..., str]) -> Wording:
    """`clean` is given the id of a field, the function that cleans its text, and the text."""
    return Wording(
        title=one_line(other.title, 200),
        notice=clean(f"notice-{tag}", _notice, other.notice),
        questions=[
            clean(f"question-{tag}-{position + 1}", columns.optional_question, _at(other.questions, position))
            for position in kept
        ],
        short_names=[
            clean(f"short_name-{tag}-{position + 1}", columns.name, _at(other.short_names, position))
            for position in kept
        ],
    )


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
