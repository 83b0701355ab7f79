"""What pages show of votes: totals once a vote is closed, how many people have voted, and each person's own votes."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from app.domain.models import Column, Note, Phase, Seat, Vote
from app.domain.steering.visibility import Who, seen_by
from app.domain.workshops.participating import PARTICIPATES
from app.internals.prepared_statements import PreparedQuery

_IN_WORKSHOP = col(Vote.workshop_id) == bindparam("workshop_id")
_IN_PHASE = (_IN_WORKSHOP, col(Vote.phase_id) == bindparam("phase_id"), col(Vote.votes) > 0)
_NOTE = (col(Note.workshop_id) == col(Vote.workshop_id)) & (col(Note.id) == col(Vote.note_id))
_LED_BY = func.coalesce(Note.stack, Note.id)


class _Total(NamedTuple):
    note_id: str
    votes: int


class Progress(NamedTuple):
    """How many votes were given, by how many people, of how many people who can vote. They say nothing about notes.

    None of the numbers has the team in it.
    """

    given: int
    voted: int
    people: int


class OwnVote(NamedTuple):
    """A seat's votes for one note or stack. `text` is None if participants no longer see it."""

    note_id: str
    votes: int
    text: str | None
    column_id: int


class Ranked(NamedTuple):
    """A note or stack with votes. `place` counts from 1; notes with equally many votes share it."""

    place: int
    note_id: str
    column_id: int
    text: str
    stack_name: str
    votes: int


class _Own(NamedTuple):
    seat_ref: str
    note_id: str
    votes: int


class _Shown(NamedTuple):
    id: str
    column_id: int
    text: str
    stack_name: str


class _Number(NamedTuple):
    number: int


class _Given(NamedTuple):
    given: int | None
    voted: int


class _Ref(NamedTuple):
    seat_ref: str


_TOTALS = PreparedQuery(
    select(_LED_BY.label("note_id"), func.sum(Vote.votes).label("votes"))
    .join(Note, _NOTE)
    .join(Phase, col(Phase.id) == col(Vote.phase_id))
    .where(_IN_WORKSHOP, col(Vote.votes) > 0, col(Phase.votes_closed_at).is_not(None))
    .group_by(_LED_BY),
    _Total,
)
_PHASE_TOTALS = PreparedQuery(
    select(_LED_BY.label("note_id"), func.sum(Vote.votes).label("votes"))
    .join(Note, _NOTE)
    .where(*_IN_PHASE)
    .group_by(_LED_BY),
    _Total,
)
_GIVEN = PreparedQuery(
    select(func.sum(Vote.votes).label("given"), func.count(func.distinct(Vote.seat_id)).label("voted"))
    .join(Seat, col(Seat.id) == col(Vote.seat_id))
    .where(*_IN_PHASE, PARTICIPATES),
    _Given,
)
_PEOPLE = PreparedQuery(
    select(func.count().label("number"))
    .select_from(Seat)
    .where(col(Seat.workshop_id) == bindparam("workshop_id"), PARTICIPATES),
    _Number,
)
_OWN = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"), _LED_BY.label("note_id"), func.sum(Vote.votes).label("votes"))
    .join(Seat, col(Seat.id) == col(Vote.seat_id))
    .join(Note, _NOTE)
    .where(*_IN_PHASE, col(Seat.ref).in_(bindparam("refs", expanding=True)))
    .group_by(col(Seat.ref), _LED_BY)
    .order_by(func.min(Vote.id)),
    _Own,
)
_SHOWN = PreparedQuery(
    select(col(Note.id), col(Note.column_id), col(Note.text), col(Note.stack_name))
    .join(Column, col(Column.id) == col(Note.column_id))
    .where(
        col(Note.workshop_id) == bindparam("workshop_id"),
        col(Note.id).in_(bindparam("ids", expanding=True)),
        seen_by(Who.EVERYONE),
    ),
    _Shown,
)
_VOTERS = PreparedQuery(
    select(col(Seat.ref).label("seat_ref"))
    .distinct()
    .join(Vote, col(Vote.seat_id) == col(Seat.id))
    .join(Note, _NOTE)
    .where(*_IN_PHASE, _LED_BY.in_(bindparam("ids", expanding=True))),
    _Ref,
)


def totals(session: Session, workshop_id: int) -> dict[str, int]:
    """The votes of each note or stack in closed votes, by the id of the leading note; those with none are left out."""
    return {row.note_id: row.votes for row in _TOTALS.all(session, workshop_id=workshop_id)}


def progress(session: Session, workshop_id: int, phase_id: int) -> Progress:
    """How far the vote of a phase is."""
    given = _GIVEN.only(session, workshop_id=workshop_id, phase_id=phase_id)
    return Progress(given.given or 0, given.voted, people(session, workshop_id))


def people(session: Session, workshop_id: int) -> int:
    """How many people have a place in the workshop, without the team."""
    return _PEOPLE.only(session, workshop_id=workshop_id).number


def ranked(session: Session, workshop_id: int, phase_id: int) -> list[Ranked]:
    """The notes that got votes in a phase and that everyone sees, most votes first. Only for a closed vote."""
    by_note = {row.note_id: row.votes for row in _PHASE_TOTALS.all(session, workshop_id=workshop_id, phase_id=phase_id)}
    shown = _SHOWN.all(session, workshop_id=workshop_id, ids=list(by_note))
    rows = sorted(shown, key=lambda row: (-by_note[row.id], row.id))
    listed: list[Ranked] = []
    for number, row in enumerate(rows, 1):
        votes = by_note[row.id]
        place = listed[-1].place if listed and listed[-1].votes == votes else number
        listed.append(Ranked(place, row.id, row.column_id, row.text, row.stack_name, votes))
    return listed


def own(session: Session, workshop_id: int, phase_id: int, refs: Collection[str]) -> dict[str, list[OwnVote]]:
    """Each seat's own votes in a phase, by seat reference, for that seat's private fragment only."""
    rows = _OWN.all(session, workshop_id=workshop_id, phase_id=phase_id, refs=list(refs))
    ids = list(dict.fromkeys(row.note_id for row in rows))
    shown = {row.id: row for row in _SHOWN.all(session, workshop_id=workshop_id, ids=ids)} if ids else {}
    by_seat: dict[str, list[OwnVote]] = {}
    for row in rows:
        note = shown.get(row.note_id)
        vote = OwnVote(row.note_id, row.votes, note and (note.stack_name or note.text), note.column_id if note else 0)
        by_seat.setdefault(row.seat_ref, []).append(vote)
    return by_seat


def voters(session: Session, workshop_id: int, phase_id: int, ids: Sequence[str]) -> set[str]:
    """The references of the seats that have voted for one of these notes, whose private fragments show them."""
    return {row.seat_ref for row in _VOTERS.all(session, workshop_id=workshop_id, phase_id=phase_id, ids=list(ids))}
