"""The ratings of the sample programme at each of its workshops, of elements and of links, with what groups agreed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlmodel import Session, col, update

from app.domain.board import order
from app.domain.findings import sources
from app.domain.findings.asks import ask_drafts, asks
from app.domain.findings.asks.ask_drafts import ELEMENTS, LINKS, AskDraft
from app.domain.findings.rights import Colleague
from app.domain.models import Note, Phase, Workshop
from app.domain.steering import agenda
from app.exports import ask_records
from app.exports.ask_facts import AnswerFacts, AskFacts, AskRowFacts, JudgementFacts

TOLD = Path(__file__).parent / "ratings.json"
STEPS = len(ask_drafts.SCALES[ELEMENTS])
TITLES = {LINKS: "How strongly we work together", ELEMENTS: "How well we work as a system"}


def make(session: Session, person: Colleague) -> None:
    """Give each workshop of the programme an agenda with two ratings, and their results."""
    told = json.loads(TOLD.read_text(encoding="utf-8"))
    for (workshop, _place), place in zip(sources.workshops(session, person.programme), told, strict=True):
        held = workshop.closed_at or person.now
        _plan(session, workshop)
        ask_records.bring_in(session, workshop, [_links(workshop, place, held), _elements(place, held)])
        _helps(session, workshop, place["helps"])


def _plan(session: Session, workshop: Workshop) -> None:
    last = None
    for kind in (LINKS, ELEMENTS):
        last = order.between(last, None)
        phase = Phase(workshop_id=workshop.id, order_key=last, title=TITLES[kind], may=["rate"])
        session.add(phase)
        session.flush()
        asks.plan(session, workshop, phase, AskDraft(kind))
    for phase in agenda.phases(session, workshop.id):
        session.get_one(Phase, phase.id).begun_at = workshop.closed_at
    session.flush()


def _helps(session: Session, workshop: Workshop, helps: dict[str, str]) -> None:
    """Let the notes that begin with these words be about the link with a partner."""
    for words, partner in helps.items():
        these = (col(Note.workshop_id) == workshop.id, col(Note.text).startswith(words, autoescape=True))
        session.exec(update(Note).where(*these).values(partner=partner))


def _links(workshop: Workshop, told: dict[str, Any], at: datetime) -> AskFacts:
    subjects = [group for group in workshop.speaks_for if group in told["people"]]
    rows = [
        AskRowFacts(group, "", told["people"][group], [AnswerFacts(to, counts) for to, counts in partners.items()])
        for group, partners in told["links"].items()
    ]
    agreed = {tuple(pair.split()): said for pair, said in told["agreed_links"].items()}
    judgements = [JudgementFacts(to, rater, *said, by="Facilitator", at=at) for (rater, to), said in agreed.items()]
    return _facts(LINKS, 1, subjects, rows, judgements, at)


def _elements(told: dict[str, Any], at: datetime) -> AskFacts:
    """The totals of each element, dealt out to the people of the groups in turn. The last one is "can't say"."""
    people = [group for group, number in told["people"].items() for _ in range(number)]
    answers: dict[str, list[AnswerFacts]] = {group: [] for group in told["people"]}
    for place, (element, totals) in enumerate(told["elements"].items()):
        given = [step for step, total in enumerate(totals) for _ in range(total)]
        for group in answers:
            mine = [given[(at_seat + 5 * place) % len(given)] for at_seat, one in enumerate(people) if one == group]
            counts = [mine.count(step) for step in range(STEPS)]
            answers[group].append(AnswerFacts(element, counts, len(mine) - sum(counts)))
    rows = [AskRowFacts(group, "", told["people"][group], found) for group, found in answers.items()]
    judgements = [
        JudgementFacts(element, "", *said, by="Facilitator", at=at) for element, said in told["agreed"].items()
    ]
    return _facts(ELEMENTS, 2, list(told["elements"]), rows, judgements, at)


def _facts(
    kind: Literal["elements", "links"],
    phase: int,
    subjects: list[str],
    rows: list[AskRowFacts],
    judgements: list[JudgementFacts],
    at: datetime,
) -> AskFacts:
    return AskFacts(
        phase=phase,
        kind=kind,
        name=ask_drafts.QUESTIONS[kind],
        words={},
        scale=list(ask_drafts.SCALES[kind]),
        subjects=subjects,
        opened_at=at,
        closed_at=at,
        shown_at=at,
        rows=rows,
        judgements=judgements,
    )
