"""The numbered list of what happened at one workshop: the truth every screen is made from.

Ideas: an append-only table that is the live feed, the catch-up and the audit trail at once (Taguette's `commands`,
WBO's mutation log), and an epoch beside the number (Centrifugo's recovery).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from app.domain.events import KINDS, Happened, Unknown
from app.domain.models import Event, Installation, Workshop, table
from app.domain.statement import Statement

_COUNT = Statement(
    update(table(Workshop))
    .where(col(Workshop.id) == bindparam("workshop_id"))
    .values(seq=col(Workshop.seq) + bindparam("more"))
    .returning(col(Workshop.seq))
)
# More events than any workshop has.
ALL = 2**31 - 1

_KEEP = Statement(insert(table(Event)))
_SINCE = Statement(
    select(col(Event.seq), col(Event.kind), col(Event.payload))
    .where(col(Event.workshop_id) == bindparam("workshop_id"), col(Event.seq) > bindparam("seen"))
    .order_by(col(Event.seq))
    .limit(bindparam("most"))
)
_POSITION = Statement(
    select(
        select(Workshop.seq).where(col(Workshop.id) == bindparam("workshop_id")).scalar_subquery().label("seq"),
        col(Installation.epoch),
    )
)

# A database takes only so many values with one statement.
AT_ONCE = 1000
_POSITIONS = Statement(
    select(col(Workshop.id), col(Workshop.seq)).where(col(Workshop.id).in_(bindparam("ids", expanding=True)))
)
_EPOCH = Statement(select(col(Installation.epoch)))


def record(session: Session, workshop: Workshop, event: Happened, now: datetime) -> int:
    """Number the event and keep it, in the act's own transaction; returns its seq."""
    return record_all(session, workshop, [event], now)[0]


def record_all(session: Session, workshop: Workshop, events: Sequence[Happened], now: datetime) -> range:
    """Number these events in their order and keep them; returns their seqs.

    The workshop's row stays locked until the commit, so commit order is seq order and no reader sees 42 before 41.
    """
    assert workshop.id is not None
    last = _COUNT.one(session, workshop_id=workshop.id, more=len(events))
    seqs = range(last - len(events) + 1, last + 1)
    for seq, event in zip(seqs, events, strict=True):
        _KEEP.run(session, workshop_id=workshop.id, seq=seq, kind=event.kind, payload=event.payload(), at=now)
    if events:
        session.info.setdefault("moved", {})[workshop.id] = last
    return seqs


def erased(session: Session) -> None:
    """What this act erases shall not be read in the database's own log either, as soon as that is possible."""
    session.info["erased"] = True


def move_on(session: Session, workshop: Workshop) -> None:
    """Everybody looks at this workshop anew, though nothing is kept of what happened."""
    assert workshop.id is not None
    session.info.setdefault("moved", {})[workshop.id] = _COUNT.one(session, workshop_id=workshop.id, more=1)


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
    found = _POSITION.first(session, workshop_id=workshop_id)
    return found.seq or 0, found.epoch


def positions(session: Session, workshop_ids: Sequence[int]) -> tuple[dict[int, int], str]:
    """The present seq of each of these workshops (those that are gone are left out), and the epoch they count in."""
    seqs: dict[int, int] = {}
    for start in range(0, len(workshop_ids), AT_ONCE):
        some = workshop_ids[start : start + AT_ONCE]
        seqs |= {row.id: row.seq for row in _POSITIONS.all(session, ids=some)}
    return seqs, _EPOCH.one(session)


def renew_epoch(session: Session) -> None:
    """From now on numbers count anew, so that every page that was open starts anew."""
    session.exec(update(Installation).values(epoch=secrets.token_hex(8)))
