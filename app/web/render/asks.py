"""What pages show of the ask of the present phase, and of asks that were shown before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain.board import vote_counts
from app.domain.findings import ask_results, asks, ballots
from app.domain.findings.ask_drafts import ELEMENTS, LINKS
from app.domain.findings.ask_results import Results
from app.domain.findings.asks import AskRow
from app.domain.findings.ballots import Progress
from app.domain.mapping import codings
from app.domain.rows import AnyWorkshop
from app.domain.steering.state import Steering
from app.exports import ask_words
from app.presentation.templates import html, who_speaks
from app.web.render import ask_figures
from app.web.render.ask_figures import Figures
from app.web.render.pieces import piece

# What the templates read of a workshop whose agenda has no rating.
NOTHING: dict[str, Any] = {"asking": None, "rated": False}


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
    """One ask as a page shows it. `figures` is None until the results are shown; `progress` is for the team only."""

    ask: AskRow
    subjects: list[Subject]
    question: str
    # What the question is called where it is not asked.
    heading: str
    steps: list[str]
    progress: Progress
    figures: Figures | None


def read(session: Session, steering: Steering, language: str) -> Asking | None:
    """The ask of the present phase; None if it has none."""
    phase = steering.present
    ask = asks.row(session, phase.ask_id) if phase is not None and phase.ask_id else None
    return of(session, steering.workshop, ask, language) if ask is not None else None


def of(session: Session, workshop: AnyWorkshop, ask: AskRow, language: str, *, exact: bool = False) -> Asking:
    """One ask of a workshop. `exact` figures are for the pages of a programme's members only."""
    workshop_id = workshop.id or 0
    ask = ask._replace(subjects=asks.subjects(session, workshop, ask))
    subjects = _subjects(session, workshop, ask, language)
    return Asking(
        ask,
        subjects,
        ask_words.question(ask, language),
        ask_words.heading(ask, language),
        ask_words.steps(ask, language),
        ballots.progress(session, ask, vote_counts.people(session, workshop_id)),
        _figures(session, workshop_id, ask, subjects, language, exact=exact) if ask.shown_at else None,
    )


def only(asking: Asking, subjects: list[Subject]) -> Asking:
    """The ask with these subjects, such as all but the person's own group."""
    return replace(asking, subjects=subjects)


def on_screen(session: Session, steering: Steering, language: str) -> Asking | None:
    """The ask of the present phase, or the one that was shown last; None without any."""
    if (present := read(session, steering, language)) is not None:
        return present
    shown = [ask for ask in asks.listed(session, steering.workshop.id or 0) if ask.shown_at]
    last = max(shown, key=lambda ask: (ask.shown_at, ask.id), default=None)
    return of(session, steering.workshop, last, language) if last is not None else None


def shown_before(session: Session, workshop: AnyWorkshop) -> bool:
    """True if the results of an ask of this workshop were shown."""
    return any(ask.shown_at for ask in asks.listed(session, workshop.id or 0))


def values(session: Session, steering: Steering, language: str) -> dict[str, Any]:
    """What the templates of the ask on the board read."""
    if not steering.rates:
        return NOTHING
    return {"asking": read(session, steering, language), "rated": shown_before(session, steering.workshop)}


def ask_piece(session: Session, steering: Steering, language: str) -> str:
    """The ask on the participants' board. It changes only with the state of the ask, never with an answer."""
    given = values(session, steering, language)
    rendered = html("findings/_ask.html", language, workshop=steering.workshop, steering=steering, **given)
    return piece("#ask", "outerMorph", rendered)


def _subjects(session: Session, workshop: AnyWorkshop, ask: AskRow, language: str) -> list[Subject]:
    if ask.kind == LINKS:
        return [Subject(number, key, who_speaks(key, language)) for number, key in enumerate(ask.subjects, 1)]
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
    session: Session, workshop_id: int, ask: AskRow, subjects: list[Subject], language: str, *, exact: bool
) -> Figures:
    results = ask_results.read(session, ask, exact=exact)
    before = ask_results.earlier(asks.listed(session, workshop_id), ask)
    first: Results | None = ask_results.read(session, before, exact=exact) if before is not None else None
    return ask_figures.of(results, first, subjects, language)
