"""What we hold: how much of each kind of data one workshop consists of."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.findings import held as findings
from app.domain.findings.asks.ask_models import Answer, Ask, Ballot, Judgement
from app.domain.findings.held import InProgrammes
from app.domain.models import (
    Coding,
    Column,
    Comment,
    DeviceCode,
    Erasure,
    Event,
    Link,
    Note,
    Phase,
    Seat,
    SeatDevice,
    SecurityEntry,
    Vote,
    Workshop,
)

# Every table with rows about a workshop, and how a row refers to it.
_IN_WORKSHOP = (Note, Comment, Vote, Coding, Seat, SeatDevice, Link, Column, Phase, Ask, Event)
COUNTED = (*_IN_WORKSHOP, Ballot, Answer, Judgement, DeviceCode)


@dataclass(frozen=True)
class Held:
    """Numbers of rows, by table in `rows`. What is `linked` has the seat that wrote or gave it; closing makes it 0.

    `replaced` counts earlier words that undoing may restore, `logged` the entries of the security log about the
    workshop, and `erased` what of it is on the erasure list.
    """

    rows: dict[type, int]
    hidden: int
    withdrawn: int
    linked: int
    linked_comments: int
    linked_answers: int
    names_on_notes: int
    names: int
    replaced: int
    logged: int
    erased: int
    in_programmes: InProgrammes


def held(session: Session, workshop: Workshop) -> Held:
    """Count what the database holds about this workshop now."""
    here = workshop.id
    asked, seated = select(Ask.id).where(Ask.workshop_id == here), select(Seat.id).where(Seat.workshop_id == here)
    given = select(Ballot.id).where(col(Ballot.ask_id).in_(asked))

    def count(model: type[Any], *conditions: Any) -> int:
        return session.exec(select(func.count()).select_from(model).where(*conditions)).one()

    def notes(*conditions: Any) -> int:
        return count(Note, Note.workshop_id == here, *conditions)

    rows: dict[type, int] = {model: count(model, model.workshop_id == here) for model in _IN_WORKSHOP}
    rows |= {model: count(model, col(model.ask_id).in_(asked)) for model in (Ballot, Judgement)}
    rows[Answer] = count(Answer, col(Answer.ballot_id).in_(given))
    rows[DeviceCode] = count(DeviceCode, col(DeviceCode.seat_id).in_(seated))
    voted = count(Vote, Vote.workshop_id == here, col(Vote.seat_id).is_not(None))
    return Held(
        rows=rows,
        hidden=notes(col(Note.hidden).is_(True)),
        withdrawn=notes(col(Note.withdrawn).is_(True)),
        linked=notes(col(Note.seat_id).is_not(None)),
        linked_comments=count(Comment, Comment.workshop_id == here, col(Comment.seat_id).is_not(None)),
        linked_answers=voted + count(Ballot, col(Ballot.ask_id).in_(asked), col(Ballot.seat_id).is_not(None)),
        names_on_notes=notes(col(Note.shown_name).is_not(None))
        + count(Comment, Comment.workshop_id == here, col(Comment.shown_name).is_not(None)),
        names=count(Seat, Seat.workshop_id == here, col(Seat.name).is_not(None)),
        replaced=len(workshop.replaced_words),
        logged=count(SecurityEntry, col(SecurityEntry.details)["workshop"].as_string() == workshop.key),
        erased=count(Erasure, Erasure.workshop_key == workshop.key),
        in_programmes=findings.held(session, here),
    )
