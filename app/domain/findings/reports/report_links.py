"""Checking back: links with which participants read a draft, their comments, and what was done about each."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from app.domain import journal
from app.domain.accounts.sessions import hash_of
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings import programmes, removal
from app.domain.findings.models import Member, Programme
from app.domain.findings.reports import report_blocks, reports
from app.domain.findings.reports.report_events import DraftCommented, DraftShared
from app.domain.findings.reports.report_models import Report, ReportComment, ReportLink
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.records import security_log
from app.domain.records.security_log import Kind
from app.domain.text import many_lines, optional_lines

MOST_DAYS = 90
MOST_COMMENTS = 500
LONGEST_COMMENT = 2000
TOO_LONG = gettext_noop("This is too long. Shorten it to 2,000 characters.")
GONE = gettext_noop("This link no longer works. Ask the people who sent it for a new one.")


class Shared(NamedTuple):
    """A draft as a participant's link opens it. `member` is an account in whose name the draft is read."""

    programme: Programme
    report: Report
    link: ReportLink
    member: Member


def share(session: Session, person: Colleague, report_id: str, days: int) -> str:
    """Make a link to the draft that works for this many days; returns its secret, which is not stored.

    Raises NotAllowed, NotFound, and Invalid with the field.
    """
    require(person, Right.LEAD)
    report = reports.find(session, person.programme, report_id).report
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("Choose from 1 to 90 days.", field="days")
    secret = secrets.token_urlsafe(24)
    link = ReportLink(
        programme_id=person.programme_id,
        id=programmes.fresh_id(),
        report_id=report.id,
        secret_hash=hash_of(secret),
        made_by_id=person.id,
        made_at=person.now,
        expires_at=person.now + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    person.by.record(session, Kind.LINK_MADE, programme=person.programme.key, report=report.key, draft=link.id)
    record(session, person, DraftShared(report.id))
    return secret


def end(session: Session, person: Colleague, report_id: str, link_id: str) -> int:
    """Turn off a link; returns the seq. Raises NotAllowed, NotFound."""
    require(person, Right.LEAD)
    link = session.get(ReportLink, (person.programme_id, link_id))
    if link is None or link.report_id != report_id:
        raise NotFound
    if link.ended_at is not None:
        return person.programme.seq
    link.ended_at = person.now
    session.add(link)
    session.flush()
    person.by.record(session, Kind.LINK_TURNED_OFF, programme=person.programme.key, draft=link.id)
    return record(session, person, DraftShared(report_id))


def links(session: Session, report: Report, now: datetime) -> list[ReportLink]:
    """The links to a draft that still work, the newest first."""
    of_report = (ReportLink.programme_id == report.programme_id, ReportLink.report_id == report.id)
    works = (col(ReportLink.ended_at).is_(None), col(ReportLink.expires_at) > now)
    return list(session.exec(select(ReportLink).where(*of_report, *works).order_by(col(ReportLink.made_at).desc())))


def opened(session: Session, secret: str, now: datetime, *, hold: bool = False) -> Shared:
    """The draft that a link with this secret shows. Raises NotFound for an unknown, expired or ended link."""
    link = session.exec(select(ReportLink).where(ReportLink.secret_hash == hash_of(secret))).first()
    if link is None or link.ended_at is not None or link.expires_at <= now:
        raise NotFound(GONE)
    query = select(Programme).where(Programme.id == link.programme_id, col(Programme.deleted_at).is_(None))
    programme = session.exec(query.with_for_update() if hold else query).first()
    report = session.get(Report, (link.programme_id, link.report_id))
    member = session.get(Member, (link.programme_id, link.made_by_id))
    if programme is None or report is None or report.removed_at is not None or member is None:
        raise NotFound(GONE)
    return Shared(programme, report, link, member)


def is_recorded(session: Session, shared: Shared, now: datetime) -> bool:
    """True if the security log says that this link was used today."""
    return security_log.is_recorded_today(session, Kind.LINK_USED, _named(shared), now)


def record_use(session: Session, shared: Shared, now: datetime) -> None:
    """Write to the security log, once a day, that this link was used, and nothing about who used it."""
    security_log.record_daily(session, Kind.LINK_USED, _named(shared), now)


def _named(shared: Shared) -> dict[str, int | str]:
    return {"programme": shared.programme.key, "draft": shared.link.id}


def comment(session: Session, shared: Shared, comment_id: str, section: str, text: str, now: datetime) -> int:
    """Store a participant's comment on a draft; returns the seq. Repeating an id with the same words changes nothing.

    Other words under an id are another comment: a person who goes back to the form sends its id again. Raises Invalid
    with the field, and Conflict for too many comments.
    """
    checks, typed = Checks(), text
    known_section = section in {each.key for each in report_blocks.sections(shared.report.place_id)}
    checks.unless(known_section, Invalid("Choose the part of the report that you mean.", field="section"))
    text = checks.value(lambda: many_lines(typed, LONGEST_COMMENT, TOO_LONG), "", field="text")
    checks.finish()
    known = session.get(ReportComment, (shared.report.programme_id, comment_id))
    if known is not None:
        if (known.report_id, known.section, known.text) == (shared.report.id, section, text):
            return shared.programme.seq
        comment_id = programmes.fresh_id()
    of_report = (ReportComment.programme_id == shared.report.programme_id, ReportComment.report_id == shared.report.id)
    if session.exec(select(func.count()).select_from(ReportComment).where(*of_report)).one() >= MOST_COMMENTS:
        raise Conflict("This draft has too many comments. Tell the people who sent you the link.")
    session.add(
        ReportComment(
            programme_id=shared.report.programme_id,
            id=comment_id,
            report_id=shared.report.id,
            section=section,
            text=text,
            at=now,
        )
    )
    session.flush()
    return journal.record(session, shared.programme, DraftCommented(shared.report.id), now)


def respond(session: Session, person: Colleague, report_id: str, comment_id: str, text: str) -> int:
    """Say what was done about a comment; returns the seq. Raises NotAllowed, NotFound, Invalid."""
    require(person, Right.CODE)
    found = _comment(session, person, report_id, comment_id)
    found.response = optional_lines(text, LONGEST_COMMENT, TOO_LONG)
    found.responded_by_id, found.responded_at = (person.id, person.now) if found.response else (None, None)
    session.add(found)
    session.flush()
    return record(session, person, DraftCommented(report_id))


def discard(session: Session, person: Colleague, report_id: str, comment_id: str) -> int:
    """Delete a comment permanently; returns the seq. Editions that printed it say that a comment was withdrawn.

    Raises NotAllowed, NotFound.
    """
    require(person, Right.LEAD)
    removal.erase_comment(session, person.programme, _comment(session, person, report_id, comment_id), person.now)
    person.by.record(session, Kind.COMMENT_ERASED, programme=person.programme.key)
    return record(session, person, DraftCommented(report_id))


def _comment(session: Session, person: Colleague, report_id: str, comment_id: str) -> ReportComment:
    found = session.get(ReportComment, (person.programme_id, comment_id))
    if found is None or found.report_id != report_id:
        raise NotFound("This comment is no longer there. Reload the page.")
    return found
