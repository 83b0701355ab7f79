"""Taking a signed edition away from readers, and publishing it again. The programme keeps it."""

from sqlmodel import Session

from app.domain.errors import Conflict, Invalid, NotFound, Refused, gettext_noop
from app.domain.findings.reports.report_events import EditionPublished, EditionUnpublished
from app.domain.findings.reports.report_models import Edition, Report
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.records.security_log import Kind
from app.domain.text import one_line

LONGEST_REASON = 400


class NoLongerPublished(Refused):
    """The edition at this address was unpublished."""

    default = gettext_noop("This edition of the report is no longer published.")


def unpublish(session: Session, person: Colleague, report_id: str, number: int, reason: str) -> int:
    """Take an edition away from readers, with a reason for the members of the programme; returns the seq.

    Raises NotAllowed, NotFound, Conflict if it is not published, and Invalid with the field.
    """
    edition, reason = find(session, person, report_id, number), one_line(reason, LONGEST_REASON)
    require(person, Right.LEAD)
    if edition.unpublished_at is not None:
        raise Conflict("This edition is not published any more. Reload the page.")
    if not reason:
        raise Invalid("Say in one sentence why you unpublish this edition.", field="reason")
    edition.unpublished_at = person.now
    edition.unpublished_name, edition.unpublished_reason = person.member.pen_name, reason
    _store(session, person, edition, Kind.REPORT_UNPUBLISHED)
    return record(session, person, EditionUnpublished(report_id, number))


def publish(session: Session, person: Colleague, report_id: str, number: int) -> int:
    """Let anyone read an unpublished edition again; returns the seq. Raises NotAllowed, NotFound, and Conflict."""
    edition = find(session, person, report_id, number)
    require(person, Right.LEAD)
    if edition.unpublished_at is None:
        raise Conflict("This edition is already published. Reload the page.")
    edition.unpublished_at = None
    edition.unpublished_name = edition.unpublished_reason = ""
    _store(session, person, edition, Kind.REPORT_PUBLISHED)
    return record(session, person, EditionPublished(report_id, number))


def find(session: Session, person: Colleague, report_id: str, number: int) -> Edition:
    """An edition of the member's programme, published or not. Raises NotFound."""
    edition = session.get(Edition, (person.programme_id, report_id, number))
    if edition is None:
        raise NotFound("There is no such edition. Reload the page.")
    return edition


def _store(session: Session, person: Colleague, edition: Edition, kind: Kind) -> None:
    session.add(edition)
    session.flush()
    report = session.get_one(Report, (edition.programme_id, edition.report_id))
    person.by.record(session, kind, programme=person.programme.key, report=report.key, edition=edition.number)
