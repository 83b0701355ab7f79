"""Signing a report: only an organiser, only over closed workshops, and only when nothing is left to do."""

from typing import Any

from sqlmodel import Session

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, gettext_noop
from app.domain.findings.reports import editions, report_checks, reports
from app.domain.findings.reports.report_events import ReportSigned
from app.domain.findings.reports.report_models import Edition
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.records.security_log import Kind
from app.domain.text import one_line

LONGEST_ROLE = 120
LEFT = gettext_noop("Something is left to do before you can sign this report. See the list.")


def sign(
    session: Session, person: Colleague, report_id: str, content: dict[str, Any], role: str, correction: str = ""
) -> Edition:
    """Sign the present state of a report, composed as `content`, as its next edition.

    A second edition says in `correction` what changed. Raises NotAllowed, NotFound, Conflict while a check fails, and
    Invalid with the field.
    """
    require(person, Right.ORGANISE)
    written = reports.find(session, person.programme, report_id)
    if any(report_checks.run(session, person.programme, written).values()):
        raise Conflict(LEFT)
    role, correction = one_line(role, LONGEST_ROLE), one_line(correction, 400)
    checks = Checks()
    checks.unless(role, Invalid("Enter your role, for example Director of Public Health.", field="role"))
    before = editions.latest(session, written.report)
    said = correction or before is None
    checks.unless(said, Invalid("Say in one sentence what this edition corrects.", field="correction"))
    checks.finish()
    edition = Edition(
        programme_id=person.programme_id,
        report_id=report_id,
        number=before.number + 1 if before else 1,
        content=content,
        sha256=editions.digest(content),
        signed_by_id=person.id,
        signed_name=person.member.pen_name,
        signed_role=role,
        signed_at=person.now,
        correction=correction,
    )
    session.add(edition)
    session.flush()
    person.by.record(
        session, Kind.REPORT_SIGNED, programme=person.programme.key, report=written.report.key, edition=edition.number
    )
    record(session, person, ReportSigned(report_id, edition.number))
    return edition
