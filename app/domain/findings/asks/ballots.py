"""Ballots: each person's answers to an ask. Every answer sets a state, so that none counts twice."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, func, select

from app.domain import journal
from app.domain.errors import Closed, Invalid, NotAllowed, gettext_noop
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.ask_events import AnswerGiven
from app.domain.findings.asks.ask_models import Answer, Ask, Ballot, Judgement
from app.domain.models import Seat
from app.domain.steering import agenda, writing
from app.domain.workshops.seats import Actor
from app.internals.prepared_statements import PreparedQuery

ENDED = gettext_noop("This rating is not open.")
LOCKED = gettext_noop("The facilitator has locked the board.")
TIME_UP = gettext_noop("The time is up.")
NO_GROUP = gettext_noop("Choose your group first.")
NO_STEP = gettext_noop("Choose one of the steps.")


class Progress(NamedTuple):
    """How many people have answered, how many of them everything, of how many who can. They say nothing about whom."""

    answered: int
    finished: int
    people: int


class Counted(Protocol):
    """An ask, or its row."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def subjects(self) -> list[str]: ...


class Own(NamedTuple):
    """One seat's ballot: the group that rates, and its answers by subject."""

    group: str | None
    answers: dict[str, int | None]


class _Count(NamedTuple):
    speaks_for: str | None
    answers: int
    ballots: int


class _Row(NamedTuple):
    seat_ref: str
    ask_id: int
    speaks_for: str | None
    subject: str | None
    value: int | None


_EACH = (
    select(col(Ballot.id), col(Ballot.speaks_for), func.count(col(Answer.subject)).label("answers"))
    .join(Answer, col(Answer.ballot_id) == col(Ballot.id))
    .where(col(Ballot.ask_id) == bindparam("ask_id"))
    .group_by(col(Ballot.id), col(Ballot.speaks_for))
    .subquery()
)
_COUNTS = PreparedQuery(
    select(_EACH.c.speaks_for, _EACH.c.answers, func.count().label("ballots")).group_by(
        _EACH.c.speaks_for, _EACH.c.answers
    ),
    _Count,
)
_OWN_COLUMNS: list[Any] = [
    col(Seat.ref).label("seat_ref"),
    *(col(Ballot.ask_id), col(Ballot.speaks_for), col(Answer.subject), col(Answer.value)),
]
_OWN = PreparedQuery(
    select(*_OWN_COLUMNS)
    .join(Ballot, col(Ballot.seat_id) == col(Seat.id))
    .join(Answer, col(Answer.ballot_id) == col(Ballot.id), isouter=True)
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .order_by(col(Ballot.ask_id), col(Answer.subject)),
    _Row,
)


def answer(session: Session, person: Actor, ask_id: int, given: Mapping[str, int | None], now: datetime) -> int:
    """Set this person's answers: a step from 1 for each subject, or None for "can't say"; returns the seq.

    Answers about the person's own group are left out. Raises Closed unless the ask is open in the present phase,
    Invalid for a subject or step that the ask does not have or for a person without a group, NotAllowed for
    the team, and NotFound.
    """
    ask = _open_ask(session, person, ask_id, now)
    ballot = _ballot(session, person, ask)
    group = ballot.speaks_for if ballot else person.seat.speaks_for
    if ask.kind == LINKS and group is None:
        raise Invalid(NO_GROUP, field="group")
    for subject, value in given.items():
        if subject not in ask.subjects or not (value is None or 1 <= value <= len(ask.scale)):
            raise Invalid(NO_STEP)
    meant = {subject: value for subject, value in given.items() if ask.kind != LINKS or subject != group}
    present = _answers(session, ballot)
    changed = {
        subject: value for subject, value in meant.items() if subject not in present or present[subject].value != value
    }
    if not changed:
        return person.workshop.seq
    ballot = ballot or _begun(session, person, ask, group)
    for subject, value in changed.items():
        row = present.get(subject) or Answer(ballot_id=ballot.id, subject=subject)
        row.value = value
        session.add(row)
    return _record(session, person, now)


def choose_group(session: Session, person: Actor, ask_id: int, group: str, now: datetime) -> int:
    """Set the group for which this person rates, one of those that people could choose; returns the seq.

    Raises as `answer`.
    """
    ask = _open_ask(session, person, ask_id, now)
    if group not in person.workshop.speaks_for:
        raise Invalid("Choose a group from the list.", field="group")
    ballot = _ballot(session, person, ask)
    if ballot is not None and ballot.speaks_for == group:
        return person.workshop.seq
    ballot = ballot or _begun(session, person, ask, group)
    ballot.speaks_for = group
    session.add(ballot)
    own = _answers(session, ballot).get(group)
    if own is not None and ask.kind == LINKS:
        session.delete(own)
    return _record(session, person, now)


def progress(session: Session, ask: Counted, people: int) -> Progress:
    """How far an open ask is, of so many people who can answer."""
    session.flush()
    counts = _COUNTS.all(session, ask_id=ask.id)
    answered = sum(row.ballots for row in counts)
    finished = sum(row.ballots for row in counts if row.answers >= expected(ask, row.speaks_for))
    return Progress(answered, finished, people)


def expected(ask: Counted, group: str | None) -> int:
    """The number of answers that a person of this group can give."""
    return len(ask.subjects) - (ask.kind == LINKS and group in ask.subjects)


def own(session: Session, workshop_id: int, refs: Collection[str]) -> dict[str, dict[int, Own]]:
    """Each seat's own ballots, by seat reference and by ask, for that seat's private fragment only."""
    found: dict[str, dict[int, Own]] = {}
    for row in _OWN.all(session, workshop_id=workshop_id, refs=list(refs)):
        ballot = found.setdefault(row.seat_ref, {}).setdefault(row.ask_id, Own(row.speaks_for, {}))
        if row.subject is not None:
            ballot.answers[row.subject] = row.value
    return found


def forget_who(session: Session, ask_id: int) -> None:
    """Erase who gave the ballots of an ask. They get other ids, and are stored in the order of these, so that neither
    ids nor positions connect the ballots of two asks."""
    session.flush()
    fresh = sorted(secrets.token_hex(12) for _ in session.exec(select(Ballot.id).where(Ballot.ask_id == ask_id)))
    held = list(session.exec(select(Ballot).where(Ballot.ask_id == ask_id)))
    secrets.SystemRandom().shuffle(held)
    for ballot_id, ballot in zip(fresh, held, strict=True):
        answers = list(session.exec(select(Answer).where(Answer.ballot_id == ballot.id).order_by(col(Answer.subject))))
        session.add(Ballot(id=ballot_id, ask_id=ask_id, speaks_for=ballot.speaks_for))
        session.flush()
        session.exec(delete(Answer).where(col(Answer.ballot_id) == ballot.id))
        session.add_all(Answer(ballot_id=ballot_id, subject=one.subject, value=one.value) for one in answers)
        session.exec(delete(Ballot).where(col(Ballot.id) == ballot.id))
    session.flush()


def delete_all(session: Session, workshop_id: int) -> None:
    """Delete the ballots, answers and judgements of every ask of a workshop, which is about to be deleted."""
    of_workshop = select(Ask.id).where(Ask.workshop_id == workshop_id)
    given = select(Ballot.id).where(col(Ballot.ask_id).in_(of_workshop))
    session.exec(delete(Answer).where(col(Answer.ballot_id).in_(given)))
    for table in (Ballot, Judgement):
        session.exec(delete(table).where(col(table.ask_id).in_(of_workshop)))


def _open_ask(session: Session, person: Actor, ask_id: int, now: datetime) -> Ask:
    if person.role is not None:
        raise NotAllowed("Only participants rate.")
    ask = session.get(Ask, ask_id)
    phase = agenda.present_phase(session, person.workshop)
    if ask is None or phase is None or phase.ask_id != ask_id or ask.opened_at is None or ask.closed_at is not None:
        raise Closed(ENDED)
    if person.workshop.locked:
        raise Closed(LOCKED)
    if writing.frozen(person.workshop, now):
        raise Closed(TIME_UP)
    return ask


def _ballot(session: Session, person: Actor, ask: Ask) -> Ballot | None:
    mine = (Ballot.ask_id == ask.id, Ballot.seat_id == person.seat.id)
    return session.exec(select(Ballot).where(*mine)).first()


def _begun(session: Session, person: Actor, ask: Ask, group: str | None) -> Ballot:
    ballot = Ballot(id=secrets.token_hex(12), ask_id=ask.id, seat_id=person.seat.id, speaks_for=group)
    session.add(ballot)
    session.flush()
    return ballot


def _answers(session: Session, ballot: Ballot | None) -> dict[str, Answer]:
    if ballot is None:
        return {}
    return {row.subject: row for row in session.exec(select(Answer).where(Answer.ballot_id == ballot.id))}


def _record(session: Session, person: Actor, now: datetime) -> int:
    session.flush()
    person.seat.revision = journal.record(session, person.workshop, AnswerGiven(), now)
    session.add(person.seat)
    return person.seat.revision
