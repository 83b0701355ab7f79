"""One ask of a workshop with everything that a page, a file or a report shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlmodel import Session

from app.domain.board import vote_counts
from app.domain.findings.asks import ask_results, asks, ballots
from app.domain.findings.asks.ask_drafts import ELEMENTS, LINKS
from app.domain.findings.asks.ask_results import For, Results
from app.domain.findings.asks.asks import AskRow
from app.domain.findings.asks.ballots import Progress
from app.domain.mapping import codings
from app.domain.rows import AnyWorkshop
from app.exports.ratings import figures, words
from app.exports.ratings.figures import Figures
from app.presentation.words import group_name


class Subject(NamedTuple):
    """One thing that people rate. `number` counts from 1 and is what forms send; `group` is the number of `heading`."""

    number: int
    key: str
    name: str
    about: str = ""
    heading: str = ""
    group: int = 0


@dataclass(frozen=True)
class Asking:
    """One ask as it is shown. `figures` is None until the results are shown; `progress` is for the team only."""

    ask: AskRow
    subjects: list[Subject]
    question: str
    # What the question is called where it is not asked.
    heading: str
    steps: list[str]
    progress: Progress
    figures: Figures | None


def of(session: Session, workshop: AnyWorkshop, ask: AskRow, language: str, reader: For = For.WORKSHOP) -> Asking:
    """One ask of a workshop with the figures that this reader may see."""
    workshop_id = workshop.id or 0
    ask = ask._replace(subjects=asks.subjects(session, workshop, ask))
    subjects = _subjects(session, workshop, ask, language)
    return Asking(
        ask,
        subjects,
        words.question(ask, language),
        words.heading(ask, language),
        words.steps(ask, language),
        ballots.progress(session, ask, vote_counts.people(session, workshop_id)),
        _figures(session, workshop_id, ask, subjects, language, reader) if ask.shown_at else None,
    )


def only(asking: Asking, subjects: list[Subject]) -> Asking:
    """The ask with these subjects, such as all but the person's own group."""
    return replace(asking, subjects=subjects)


def _subjects(session: Session, workshop: AnyWorkshop, ask: AskRow, language: str) -> list[Subject]:
    if ask.kind == LINKS:
        return [Subject(number, key, group_name(key, language)) for number, key in enumerate(ask.subjects, 1)]
    known = _elements(session, workshop, language) if ask.kind == ELEMENTS else {}
    return [
        known[key]._replace(number=number) if key in known else Subject(number, key, key)
        for number, key in enumerate(ask.subjects, 1)
    ]


def _elements(session: Session, workshop: AnyWorkshop, language: str) -> Mapping[str, Subject]:
    book = codings.code_book(session, workshop, language)
    return {
        element["key"]: Subject(
            0, element["key"], element["name"], element.get("description", ""), group["name"], number
        )
        for number, group in enumerate(book.groups, 1)
        for element in group["elements"]
    }


def _figures(
    session: Session, workshop_id: int, ask: AskRow, subjects: list[Subject], language: str, reader: For
) -> Figures:
    results = ask_results.read(session, ask, reader)
    before = ask_results.earlier(asks.listed(session, workshop_id), ask)
    first: Results | None = ask_results.read(session, before, reader) if before is not None else None
    return figures.of(results, first, subjects, language)
