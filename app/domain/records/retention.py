"""Retention: what happens to a workshop on the date that its participants were told, and when it closes by itself.

`Workshop.keep_until` is that date, in the workshop's time zone. With DELETE everything is deleted when it begins. With
ASK an organiser decides then. A record imported after its date is deleted AFTER_IMPORT later, and `promised_until`
keeps the date that it came with.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.accounts.acting import By
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid
from app.domain.events import WorkshopEdited
from app.domain.models import Event, Workshop
from app.domain.records.security_log import Actor, Kind
from app.domain.records.security_log import record as log
from app.domain.workshops import closing, deletion, drafts, seats

DELETE, ASK = RETENTIONS = ("delete", "ask")
# The security log takes no text, so an organiser chooses the reason from these.
REASONS = ("unfinished", "agreed", "required", "mistake")
AFTER_IMPORT = timedelta(days=30)
# A workshop closes this long after the day on which it was held and after the last change in it.
QUIET = timedelta(days=7)
# Days before its date on which the list of workshops begins to warn, and warns again.
WARNINGS = (90, 30, 14, 3)
SERVER = Actor(None, "server")


class Due(NamedTuple):
    """A workshop to close or to delete, as it was when it was found."""

    key: str
    time_zone: str
    held_on: date
    keep_until: date
    retention: str
    closed: bool
    changed_at: datetime | None


def warning(workshop: Workshop, today: date) -> int | None:
    """The number among WARNINGS that the list of workshops has reached; None more than 90 days before the date."""
    return reached(workshop.keep_until, today)


def reached(until: date, today: date) -> int | None:
    """The number among WARNINGS that has been reached before this date; None more than 90 days before it."""
    left = (until - today).days
    return min((days for days in WARNINGS if left <= days), default=None)


def change(session: Session, by: By, key: str, until: date, retention: str, reason: str) -> int:
    """Change a workshop's date, or what happens on it; returns the seq. The security log records it with the reason.

    Raises NotFound, Invalid for a date that is not in the future, and Conflict once the date of deletion has come.
    """
    workshop = seats.find(session, key, hold=True)
    day = today(workshop.time_zone, by.now)
    checks = Checks()
    chosen = retention in RETENTIONS and reason in REASONS
    checks.unless(chosen, Invalid("Choose what happens on this date, and why you change it.", field="reason"))
    later = until.year in drafts.YEARS and until > max(day, workshop.held_on)
    checks.unless(later, Invalid("Enter a date in the future and after the workshop.", field="keep_until"))
    checks.finish()
    if workshop.retention == DELETE and workshop.keep_until <= day:
        raise Conflict("The date has come. You can no longer change it.")
    if (until, retention) == (workshop.keep_until, workshop.retention):
        return workshop.seq
    details = {"before": workshop.keep_until.isoformat(), "after": until.isoformat(), "reason": reason}
    by.record(session, Kind.RETENTION_CHANGED, workshop=key, retention=retention, **details)
    workshop.keep_until, workshop.retention, workshop.promised_until = until, retention, None
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, WorkshopEdited(), by.now)


def candidates(session: Session, now: datetime) -> list[Due]:
    """The workshops that may be due to close or to be deleted, before their time zones are looked at."""
    last = select(func.max(Event.at)).where(Event.workshop_id == Workshop.id).correlate(Workshop).scalar_subquery()
    tomorrow = now.date() + timedelta(days=1)
    open_and_quiet = col(Workshop.closed_at).is_(None) & (col(Workshop.held_on) <= tomorrow - QUIET)
    over = (col(Workshop.retention) == DELETE) & (col(Workshop.keep_until) <= tomorrow)
    rows = session.exec(
        select(  # ty: ignore[no-matching-overload]
            Workshop.key,
            Workshop.time_zone,
            Workshop.held_on,
            Workshop.keep_until,
            Workshop.retention,
            col(Workshop.closed_at).is_not(None),
            last,
        )
        .where(col(Workshop.deleted_at).is_(None), over | open_and_quiet)
        .order_by(Workshop.key)
    )
    return [Due(*row) for row in rows]


def to_delete(found: Iterable[Due], now: datetime) -> list[Due]:
    """Those whose date of deletion has begun. Call it outside `read` and `write`: it looks up time zones."""
    return [due for due in found if due.retention == DELETE and due.keep_until <= today(due.time_zone, now)]


def to_close(found: Iterable[Due], now: datetime) -> list[Due]:
    """Those that are open, were held more than QUIET ago, and in which nothing has happened for QUIET."""
    return [
        due
        for due in found
        if not due.closed
        and due.held_on + QUIET < today(due.time_zone, now)
        and (due.changed_at is None or due.changed_at < now - QUIET)
    ]


def delete(session: Session, due: Due, now: datetime) -> None:
    """Close and delete this workshop, unless another worker has done it or its date has changed since."""
    workshop = _unchanged(session, due)
    if workshop is None:
        return
    if workshop.closed_at is None:
        closing.close_open(session, workshop, now)
    log(session, Kind.WORKSHOP_DELETED, SERVER, "", now, {"workshop": due.key})
    deletion.delete_workshop(session, workshop, now)


def close(session: Session, due: Due, now: datetime) -> None:
    """Close this workshop, unless it has been closed or changed since."""
    workshop = _unchanged(session, due)
    if workshop is None or workshop.closed_at is not None:
        return
    if session.exec(select(func.max(Event.at)).where(Event.workshop_id == workshop.id)).one() == due.changed_at:
        log(session, Kind.WORKSHOP_CLOSED, SERVER, "", now, {"workshop": due.key})
        closing.close_open(session, workshop, now)


def _unchanged(session: Session, due: Due) -> Workshop | None:
    same = (Workshop.key == due.key, col(Workshop.deleted_at).is_(None), Workshop.keep_until == due.keep_until)
    query = select(Workshop).where(*same, Workshop.retention == due.retention, Workshop.held_on == due.held_on)
    return session.exec(query.with_for_update()).first()


def today(time_zone: str, now: datetime) -> date:
    """The day in this time zone."""
    return now.astimezone(ZoneInfo(time_zone)).date()
