"""The journal: the numbered list of the events of a workshop or a programme, from which every screen is updated.

One append-only table is the live feed, the catch-up and the audit trail (as Taguette's `commands` and WBO's mutation
log). An epoch beside the number makes recovery safe after a restore (as in Centrifugo).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from app.domain.event_kinds import KINDS, PROGRAMME_KINDS
from app.domain.events import Happened, Unknown
from app.domain.findings.models import Programme, ProgrammeEvent
from app.domain.models import Event, Installation, Workshop, table
from app.internals.prepared_statements import PreparedCommand, PreparedQuery

# More events than any workshop has.
ALL = 2**31 - 1
# Databases limit the number of parameters of one statement.
AT_ONCE = 1000


class Handover(Protocol):
    """The result of a write that storage acts on after the commit.

    `moved` has the new seq by workshop id. `erased` is True if the write erased text.
    """

    moved: dict[int, int]
    erased: bool


class Numbered(Protocol):
    """A stream of events: a programme, a workshop, or a row of the workshop table."""

    @property
    def id(self) -> int: ...


class _Seq(NamedTuple):
    seq: int


class _Entry(NamedTuple):
    seq: int
    kind: str
    payload: dict[str, Any]


class _FullEntry(NamedTuple):
    seq: int
    kind: str
    payload: dict[str, Any]
    by: int | None
    at: datetime


class Recorded(NamedTuple):
    """An event as it is stored. `by` is the seat of the member of the team who did it, if only the team can."""

    seq: int
    event: Happened
    by: int | None
    at: datetime


class _Position(NamedTuple):
    seq: int | None
    epoch: str


class _Statements(NamedTuple):
    """The statements of one kind of stream. `owner` is the column of its events that names the stream."""

    owner: str
    kinds: dict[str, type[Happened]]
    count: PreparedQuery[_Seq]
    keep: PreparedCommand
    since: PreparedQuery[_Entry]


def _statements(kinds: dict[str, type[Happened]], stream: type[Any], event: type[Any], owner: str) -> _Statements:
    return _Statements(
        owner=owner,
        kinds=kinds,
        count=PreparedQuery(
            update(table(stream))
            .where(col(stream.id) == bindparam("stream_id"))
            .values(seq=col(stream.seq) + bindparam("more"))
            .returning(col(stream.seq)),
            _Seq,
        ),
        keep=PreparedCommand(insert(table(event))),
        since=PreparedQuery(
            select(col(event.seq), col(event.kind), col(event.payload))
            .where(col(getattr(event, owner)) == bindparam("stream_id"), col(event.seq) > bindparam("seen"))
            .order_by(col(event.seq))
            .limit(bindparam("most")),
            _Entry,
        ),
    )


_OF_WORKSHOPS = _statements(KINDS, Workshop, Event, "workshop_id")
_OF_PROGRAMMES = _statements(PROGRAMME_KINDS, Programme, ProgrammeEvent, "programme_id")
_LATEST = PreparedQuery(
    select(*(getattr(table(Event).c, name) for name in _FullEntry._fields))
    .where(col(Event.workshop_id) == bindparam("workshop_id"))
    .order_by(col(Event.seq).desc())
    .limit(bindparam("most")),
    _FullEntry,
)
_POSITION = PreparedQuery(
    select(
        select(Workshop.seq).where(col(Workshop.id) == bindparam("workshop_id")).scalar_subquery().label("seq"),
        col(Installation.epoch),
    ),
    _Position,
)


def record(session: Session, stream: Numbered, event: Happened, now: datetime, *, by: int | None = None) -> int:
    """Store the event under the stream's next seq, in the caller's transaction; returns that seq.

    `by` is the seat of the member of the team who did it, for actions that only the team can do; never a participant's.
    Raises TypeError in a database session that can only read.
    """
    return record_all(session, stream, [event], now, by=by)[0]


def record_all(
    session: Session, stream: Numbered, events: Sequence[Happened], now: datetime, *, by: int | None = None
) -> range:
    """Store these events, in order, under the next seqs of a workshop or programme; returns those seqs.

    Its row stays locked until the commit, so commits follow the order of seqs and no reader sees 42 before 41. Only
    the followers of workshops are notified: the pages of a programme ask for its seq.
    """
    of, stream_id, handover = _of(stream), stream.id, _handover(session)
    last = of.count.only(session, stream_id=stream_id, more=len(events)).seq
    seqs = range(last - len(events) + 1, last + 1)
    for seq, event in zip(seqs, events, strict=True):
        of.keep.run(session, seq=seq, kind=event.kind, payload=event.payload(), at=now, by=by, **{of.owner: stream_id})
    if events and of is _OF_WORKSHOPS:
        handover.moved[stream_id] = last
    return seqs


def mark_erased(session: Session) -> None:
    """Report that this write erased text, so that storage empties the database's write-ahead log soon after it."""
    _handover(session).erased = True


def raise_seq(session: Session, workshop: Numbered) -> None:
    """Raise the workshop's seq without storing an event, so that every follower looks at the workshop again."""
    workshop_id = workshop.id
    _handover(session).moved[workshop_id] = _OF_WORKSHOPS.count.only(session, stream_id=workshop_id, more=1).seq


def since(session: Session, workshop_id: int, seen: int, limit: int) -> list[tuple[int, Happened]]:
    """The workshop's events after seq `seen` as (seq, event), oldest first, at most `limit`.

    An event that a later version wrote is returned as Unknown.
    """
    return _since(session, _OF_WORKSHOPS, workshop_id, seen, limit)


def programme_since(session: Session, programme_id: int, seen: int, limit: int) -> list[tuple[int, Happened]]:
    """`since` for the events of a programme."""
    return _since(session, _OF_PROGRAMMES, programme_id, seen, limit)


def _since(session: Session, of: _Statements, stream_id: int, seen: int, limit: int) -> list[tuple[int, Happened]]:
    rows = of.since.all(session, stream_id=stream_id, seen=seen, most=limit)
    return [(row.seq, _read(row.kind, row.payload, of.kinds)) for row in rows]


def latest(session: Session, workshop_id: int, limit: int) -> list[Recorded]:
    """The last `limit` events, latest first, with who did them."""
    rows = _LATEST.all(session, workshop_id=workshop_id, most=limit)
    return [Recorded(row.seq, _read(row.kind, row.payload), row.by, row.at) for row in rows]


def _read(kind: str, payload: dict[str, Any], kinds: dict[str, type[Happened]] = KINDS) -> Happened:
    try:
        return kinds[kind](**payload)
    except (KeyError, TypeError):
        return Unknown()


def position(session: Session, workshop_id: int) -> tuple[int, str]:
    """The workshop's current seq and the current epoch; (0, epoch) if the workshop does not exist."""
    row = _POSITION.only(session, workshop_id=workshop_id)
    return row.seq or 0, row.epoch


def positions(session: Session, workshop_ids: Sequence[int]) -> tuple[dict[int, int], str]:
    """The current seq of each existing workshop among these, by workshop id, and the current epoch."""
    seqs: dict[int, int] = {}
    for start in range(0, len(workshop_ids), AT_ONCE):
        batch = workshop_ids[start : start + AT_ONCE]
        rows = session.exec(select(Workshop.id, Workshop.seq).where(col(Workshop.id).in_(batch)))
        seqs |= dict(rows.all())
    return seqs, session.exec(select(Installation.epoch)).one()


def renew_epoch(session: Session) -> None:
    """Start a new epoch, so that every open page fetches its board again instead of trusting its seq."""
    session.exec(update(Installation).values(epoch=secrets.token_hex(8)))


def _handover(session: Session) -> Handover:
    handover: Handover | None = getattr(session, "handover", None)
    if handover is None:
        raise TypeError("nothing can be recorded in a database session that is only for reading")
    return handover


def _of(stream: Numbered) -> _Statements:
    return _OF_PROGRAMMES if isinstance(stream, Programme) else _OF_WORKSHOPS
