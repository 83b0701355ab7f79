"""What the database that a restore replaces knows of the time since the backup, and doing all of it again."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, inspect, select
from sqlmodel import Session, col

from app.domain.findings import removal
from app.domain.findings import retention as programmes
from app.domain.models import Workshop, metadata
from app.domain.records import erasure, retention
from app.domain.workshops.closing import close_open
from app.maintenance import ended_access, promises
from app.maintenance.ended_access import EndedAccess
from app.maintenance.promises import Promises


class Since(NamedTuple):
    """What was erased and withdrawn, which workshops were closed, what was promised, and which access was ended."""

    erased: list[tuple[str, str, datetime]]
    withdrawn: list[tuple[str, str, datetime]]
    closed: list[str]
    promised: Promises
    access: EndedAccess


NOTHING_KNOWN = Since([], [], [], [], EndedAccess(None, {}, {}, {}))


def read(source: Connection) -> Since:
    """Read it from a database of this version or an older one."""
    lists = (_erasures(source, name) for name in ("erasure", "programme_erasure"))
    return Since(*lists, _closed(source), promises.read(source), ended_access.read(source))


def apply(session: Session, since: Since, now: datetime) -> None:
    """End, close and erase again, and delete what is due, in a database that was restored.

    All of it happens before anyone can read what the backup brings back.
    """
    ended_access.end_again(session, since.access)
    promises.keep(session, since.promised)
    for key in since.closed:
        still_open = (col(Workshop.key) == key, col(Workshop.closed_at).is_(None), col(Workshop.deleted_at).is_(None))
        workshop = session.scalars(select(Workshop).where(*still_open).with_for_update()).first()
        if workshop is not None:
            close_open(session, workshop, now)
    erasure.apply(session, since.erased, now)
    removal.apply(session, since.withdrawn, now)
    for source in programmes.to_delete(programmes.candidates(session, now), now):
        programmes.delete(session, source, now)
    for due in retention.to_delete(retention.candidates(session, now), now):
        retention.delete(session, due, now)


def _erasures(source: Connection, table: str) -> list[tuple[str, str, datetime]]:
    if not inspect(source).has_table(table):
        return []
    return [tuple(row) for row in source.execute(select(metadata.tables[table]))]


def _closed(source: Connection) -> list[str]:
    """The keys of the workshops that were closed, which erased who wrote what."""
    if not inspect(source).has_table("workshop"):
        return []
    return list(source.scalars(select(col(Workshop.key)).where(col(Workshop.closed_at).is_not(None))))
