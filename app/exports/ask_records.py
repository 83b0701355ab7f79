"""Asks in a record: reading them from a workshop, and bringing them into a new one.

Files have the rows that pages show: a group with few ballots is merged with others.
"""

import secrets
from collections.abc import Iterable, Sequence

from sqlmodel import Session, select

from app.domain.findings.asks import ask_results, asks
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.findings.asks.ask_models import Answer, Ask, Ballot, Judgement
from app.domain.findings.asks.ask_results import Row
from app.domain.findings.asks.ask_rows import OTHERS, TOGETHER
from app.domain.findings.asks.asks import AskRow
from app.domain.models import Workshop
from app.domain.records import quarter_hours
from app.domain.steering import agenda
from app.domain.text import one_line
from app.exports.ask_facts import AnswerFacts, AskFacts, AskRowFacts, JudgementFacts
from app.exports.facts import PhaseFacts

_MERGED = {OTHERS: "others", TOGETHER: "together"}
_KEYS = {word: key for key, word in _MERGED.items()}


def asks_of(session: Session, workshop: Workshop) -> list[AskFacts]:
    """The asks of a workshop, in the order of its phases."""
    there = {ask.id: ask for ask in asks.listed(session, workshop.id)}
    return [
        _facts(session, workshop, number, there[phase.ask_id])
        for number, phase in enumerate(agenda.phases(session, workshop.id), 1)
        if phase.ask_id
    ]


def draft(facts: Sequence[AskFacts], phase: int) -> AskDraft | None:
    """The ask of the phase with this number, as a draft."""
    found = next((ask for ask in facts if ask.phase == phase), None)
    if found is None:
        return None
    return AskDraft(
        found.kind, found.name, {tag: dict(texts) for tag, texts in found.words.items()}, found.scale, found.items
    )


def bring_in(session: Session, workshop: Workshop, facts: Sequence[AskFacts]) -> None:
    """Give the asks of a new workshop, which has the phases of the record, their state and their results.

    A record has no ballots. Ballots are made up that give the same distribution for each subject; nothing else is ever
    read from ballots.
    """
    phases = agenda.phases(session, workshop.id)
    for one in facts:
        ask = session.get_one(Ask, phases[one.phase - 1].ask_id)
        ask.subjects, ask.threshold = [one_line(subject, 500) for subject in one.subjects], one.threshold
        ask.opened_at, ask.closed_at, ask.shown_at = one.opened_at, one.closed_at, one.shown_at
        session.add(ask)
        for row in one.rows:
            _ballots(session, ask, row)
        session.add_all(
            Judgement(
                ask_id=ask.id,
                subject=one_line(judgement.subject, 500),
                rater=one_line(judgement.rater, 500),
                value=judgement.value,
                reason=one_line(judgement.reason, 500),
                by=one_line(judgement.by, 500),
                at=judgement.at,
            )
            for judgement in one.judgements
        )
    session.flush()


def contradictions(facts: Sequence[AskFacts], phases: Sequence[PhaseFacts]) -> Iterable[str]:
    """What a record says about asks that cannot be true."""
    if len({ask.phase for ask in facts}) < len(facts):
        yield "two ratings are in the same phase"
    for ask in facts:
        if ask.phase > len(phases) or "rate" not in phases[ask.phase - 1].may:
            yield f"there is a rating in phase {ask.phase}, in which people do not rate"
        if len(set(ask.subjects)) < len(ask.subjects):
            yield f"the rating in phase {ask.phase} asks about the same twice"
        if ask.rows and ask.shown_at is None:
            yield f"the rating in phase {ask.phase} has results that were never shown"
        if len({(row.group, row.merged) for row in ask.rows}) < len(ask.rows):
            yield f"the rating in phase {ask.phase} has a group twice"
        if len({(one.subject, one.rater) for one in ask.judgements}) < len(ask.judgements):
            yield f"the rating in phase {ask.phase} has two judgements of the same"
        for row in ask.rows:
            yield from _wrong_answers(ask, row)
        if any(one.subject not in ask.subjects or one.value > len(ask.scale) for one in ask.judgements):
            yield f"the rating in phase {ask.phase} has a judgement of something that it does not ask"


def _wrong_answers(ask: AskFacts, row: AskRowFacts) -> Iterable[str]:
    if len({one.subject for one in row.answers}) < len(row.answers):
        yield f"the rating in phase {ask.phase} has answers about the same twice"
    for one in row.answers:
        if one.subject not in ask.subjects or len(one.counts) != len(ask.scale):
            yield f"the rating in phase {ask.phase} has answers to something that it does not ask"
        if sum(one.counts) + one.cant_say > row.ballots:
            yield f"the rating in phase {ask.phase} has more answers than people"


def _facts(session: Session, workshop: Workshop, number: int, ask: AskRow) -> AskFacts:
    results = ask_results.read(session, ask) if ask.shown_at else None
    judged = session.exec(select(Judgement).where(Judgement.ask_id == ask.id)) if results else []
    return AskFacts(
        phase=number,
        kind=ask.kind,  # ty: ignore[invalid-argument-type]
        name=ask.name,
        words=ask.words,  # ty: ignore[invalid-argument-type]
        scale=ask.scale,
        items=ask.items,
        subjects=ask.subjects,
        threshold=ask.threshold,
        opened_at=ask.opened_at and quarter_hours.told(workshop, ask.opened_at),
        closed_at=ask.closed_at and quarter_hours.told(workshop, ask.closed_at),
        shown_at=ask.shown_at and quarter_hours.told(workshop, ask.shown_at),
        rows=[_row(ask, row) for row in results.rows] if results else [],
        judgements=[
            JudgementFacts(
                *(one.subject, one.rater, one.value, one.reason, one.by), at=quarter_hours.told(workshop, one.at)
            )
            for one in sorted(judged, key=lambda one: (ask.subjects.index(one.subject), one.rater))
        ],
    )


def _row(ask: AskRow, row: Row) -> AskRowFacts:
    cells = {subject: row.cells[subject] for subject in ask.subjects}
    return AskRowFacts(
        group=None if row.key in _MERGED else row.key,
        merged=_MERGED.get(row.key or "", ""),  # ty: ignore[invalid-argument-type]
        ballots=row.ballots,
        answers=[
            AnswerFacts(subject, list(cell.counts), cell.cant_say)
            for subject, cell in cells.items()
            if cell is not None and cell.rated + cell.cant_say
        ],
    )


def _ballots(session: Session, ask: Ask, row: AskRowFacts) -> None:
    group = _KEYS[row.merged] if row.merged else row.group and one_line(row.group, 500)
    ids = sorted(secrets.token_hex(12) for _ in range(row.ballots))
    session.add_all(Ballot(id=ballot_id, ask_id=ask.id, speaks_for=group) for ballot_id in ids)
    session.flush()
    # Going on where the subject before ended gives every ballot an answer.
    place = 0
    for one in row.answers:
        steps = [step for step, count in enumerate(one.counts, 1) for _ in range(count)] + [None] * one.cant_say
        for value in steps:
            session.add(Answer(ballot_id=ids[place % len(ids)], subject=one_line(one.subject, 500), value=value))
            place += 1
    session.flush()
