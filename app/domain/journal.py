"""The numbered list of what happened at one workshop: the truth every screen is made from.

Ideas: an append-only table that is the live feed, the catch-up and the audit trail at once (Taguette's `commands`,
WBO's mutation log), and an epoch beside the number (Centrifugo's recovery).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, runtime_checkable

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from app.domain.events import KINDS, Happened, Unknown
from app.domain.models import Event, Installation, Workshop, table
from app.internals.prepared_statements import PreparedCommand, PreparedQuery

# More events than any workshop has.
ALL = 2**31 - 1
# A database takes only so many values with one statement.
AT_ONCE = 1000


class Handover(Protocol):
    """What a write hands on once it is committed: which workshops moved to which seq, and whether it erased words."""

    moved: dict[int, int]
    erased: bool


@runtime_checkable
class Writing(Protocol):
    """The database session of a write."""

    handover: Handover


class Numbered(Protocol):
    """A workshop, or a row of one."""

    @property
    def id(self) -> int | None: ...


class _Seq(NamedTuple):
    seq: int


class _Entry(NamedTuple):
    seq: int
    kind: str
    payload: dict[str, Any]


class _Position(NamedTuple):
    seq: int | None
    epoch: str


_COUNT = PreparedQuery(
    update(table(Workshop))
    .where(col(Workshop.id) == bindparam("workshop_id"))
    .values(seq=col(Workshop.seq) + bindparam("more"))
    .returning(col(Workshop.seq)),
    _Seq,
)
_KEEP = PreparedCommand(insert(table(Event)))
_SINCE = PreparedQuery(
    select(col(Event.seq), col(Event.kind), col(Event.payload))
    .where(col(Event.workshop_id) == bindparam("workshop_id"), col(Event.seq) > bindparam("seen"))
    .order_by(col(Event.seq))
    .limit(bindparam("most")),
    _Entry,
)
_POSITION = PreparedQuery(
    select(
        select(Workshop.seq).where(col(Workshop.id) == bindparam("workshop_id")).scalar_subquery().label("seq"),
        col(Installation.epoch),
    ),
    _Position,
)


def record(session: Session, workshop: Numbered, event: Happened, now: datetime) -> int:
    """Number the event and keep it, in the action's own transaction; returns its seq."""
    return record_all(session, workshop, [event], now)[0]


def record_all(session: Session, workshop: Numbered, events: Sequence[Happened], now: datetime) -> range:
    """Number these events in their order and keep them; returns their seqs.

    The workshop's row stays locked until the commit, so commit order is seq order and no reader sees 42 before 41.
    """
    workshop_id = _id(workshop)
    last = _COUNT.only(session, workshop_id=workshop_id, more=len(events)).seq
    seqs = range(last - len(events) + 1, last + 1)
    for seq, event in zip(seqs, events, strict=True):
        _KEEP.run(session, workshop_id=workshop_id, seq=seq, kind=event.kind, payload=event.payload(), at=now)
    if events:
        _handover(session).moved[workshop_id] = last
    return seqs


def erased(session: Session) -> None:
    """What this action erases must not stay in the database's own log either: it is emptied as soon as possible."""
    _handover(session).erased = True


def move_on(session: Session, workshop: Numbered) -> None:
    """Every page looks at this workshop anew, though nothing is kept of what happened."""
    workshop_id = _id(workshop)
    _handover(session).moved[workshop_id] = _COUNT.only(session, workshop_id=workshop_id, more=1).seq


def since(session: Session, workshop_id: int, seen: int, limit: int) -> list[tuple[int, Happened]]:
    """What happened after `seen`, oldest first, at most `limit` of them; Unknown where a later version wrote it."""
    rows = _SINCE.all(session, workshop_id=workshop_id, seen=seen, most=limit)
    return [(row.seq, _read(row.kind, row.payload)) for row in rows]


def _read(kind: str, payload: dict[str, Any]) -> Happened:
    try:
        return KINDS[kind](**payload)
    except (KeyError, TypeError):
        return Unknown()


def position(session: Session, workshop_id: int) -> tuple[int, str]:
    """The present seq of a workshop and the epoch it counts in; (0, epoch) for one that is gone."""
    found = _POSITION.only(session, workshop_id=workshop_id)
    return found.seq or 0, found.epoch


def positions(session: Session, workshop_ids: Sequence[int]) -> tuple[dict[int, int], str]:
    """The present seq of each of these workshops (those that are gone are left out), and the epoch they count in."""
    seqs: dict[int, int] = {}
    for start in range(0, len(workshop_ids), AT_ONCE):
        some = workshop_ids[start : start + AT_ONCE]
        rows = session.exec(select(Workshop.id, Workshop.seq).where(col(Workshop.id).in_(some)))
        seqs |= {number: seq for number, seq in rows if number is not None}
    return seqs, session.exec(select(Installation.epoch)).one()


def renew_epoch(session: Session) -> None:
    """From now on numbers count anew, so that every page that was open starts anew."""
    session.exec(update(Installation).values(epoch=secrets.token_hex(8)))


def _handover(session: Session) -> Handover:
    if not isinstance(session, Writing):
        raise TypeError("nothing can be recorded in a database session that is only for reading")
    return session.handover


def _id(workshop: Numbered) -> int:
    assert workshop.id is not None
    return workshop.id
