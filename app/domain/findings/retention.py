"""Retention of interviews and programmes: each is deleted when its date begins in the programme's time zone.

With ASK an organiser decides on that date instead, as for a workshop.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.domain.findings import removal
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme
from app.domain.records.retention import DELETE, SERVER
from app.domain.records.security_log import Kind
from app.domain.records.security_log import record as log


class Due(NamedTuple):
    """An interview, or (`interview_id` "") a whole programme, as it was when it was found."""

    key: str
    time_zone: str
    interview_id: str
    keep_until: date


def candidates(session: Session, now: datetime) -> list[Due]:
    """The interviews and programmes that may be due, before their time zones are looked at."""
    tomorrow = now.date() + timedelta(days=1)
    present = col(Programme.deleted_at).is_(None)
    whole = select(Programme).where(present, Programme.retention == DELETE, Programme.keep_until <= tomorrow)
    found = [Due(row.key, row.time_zone, "", row.keep_until) for row in session.exec(whole)]
    single = (
        select(Programme.key, Programme.time_zone, col(Interview.id), col(Interview.keep_until))
        .join(Interview, col(Interview.programme_id) == col(Programme.id))
        .where(present, col(Interview.withdrawn_at).is_(None), Interview.retention == DELETE)
        .where(Interview.keep_until <= tomorrow)
    )
    return found + [Due(*row) for row in session.exec(single)]


def to_delete(found: Iterable[Due], now: datetime) -> list[Due]:
    """Those whose date has begun. Call it outside `read` and `write`: it looks up time zones."""
    return [due for due in found if due.keep_until <= now.astimezone(ZoneInfo(due.time_zone)).date()]


def delete(session: Session, due: Due, now: datetime) -> None:
    """Delete this interview or programme, unless another worker has done it or its date has changed since."""
    query = select(Programme).where(Programme.key == due.key, col(Programme.deleted_at).is_(None)).with_for_update()
    programme = session.exec(query).first()
    if programme is None:
        return
    if not due.interview_id:
        if (programme.keep_until, programme.retention) == (due.keep_until, DELETE):
            log(session, Kind.PROGRAMME_DELETED, SERVER, "", now, {"programme": due.key})
            removal.delete_programme(session, programme, now)
        return
    interview = session.get(Interview, (programme.id, due.interview_id))
    if interview is None or interview.withdrawn_at is not None:
        return
    if (interview.keep_until, interview.retention) == (due.keep_until, DELETE):
        details = {"programme": due.key, "interview": interview.id}
        log(session, Kind.INTERVIEW_WITHDRAWN, SERVER, "", now, details)
        interviews.erase(session, programme, interview, now)
