"""Signed editions of reports: what one contains as canonical JSON, and what has been withdrawn from it since."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.domain.findings.models import Programme
from app.domain.findings.reports import report_quotes
from app.domain.findings.reports.report_models import Edition, Report
from app.domain.findings.reports.report_quotes import Quoted, Sources


class Published(NamedTuple):
    """An edition with its report and programme, and what it refers to as it is now."""

    programme: Programme
    report: Report
    edition: Edition
    sources: Sources

    @property
    def withdrawn(self) -> list[Quoted]:
        """The quotes of this edition whose sources were withdrawn after it was signed."""
        used = named_in(self.edition.content, "quote")
        return [quote for quote in self.sources.quotes.values() if quote.row.id in used and quote.unit is None]

    @property
    def withdrawn_comments(self) -> int:
        """How many comments of this edition were deleted after it was signed."""
        return len(named_in(self.edition.content, "comment") - self.sources.comments.keys())


def canonical(content: dict[str, Any]) -> bytes:
    """The content of an edition as the bytes that are signed: JSON with sorted keys and without spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: dict[str, Any]) -> str:
    """The sha256 of an edition's content in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def named_in(content: Any, kind: str) -> set[str]:
    """The ids of what a content refers to: the `quote` or the `comment` of any object in it."""
    return set(_named(content, kind))


def _named(part: Any, kind: str) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get(kind), str):
            yield part[kind]
        for value in part.values():
            yield from _named(value, kind)
    elif isinstance(part, list):
        for value in part:
            yield from _named(value, kind)


def listed(session: Session, report: Report) -> list[Edition]:
    """The editions of a report, the newest first."""
    of_report = (Edition.programme_id == report.programme_id, Edition.report_id == report.id)
    return list(session.exec(select(Edition).where(*of_report).order_by(col(Edition.number).desc())))


def latest(session: Session, report: Report) -> Edition | None:
    """The newest edition of a report, published or not, if it was ever signed."""
    return next(iter(listed(session, report)), None)


def latest_published(session: Session, report: Report) -> Edition | None:
    """The newest edition that anyone can read."""
    return next((edition for edition in listed(session, report) if edition.unpublished_at is None), None)


def said_by_group(session: Session, report: Report) -> list[tuple[dict[str, Any] | None, datetime]]:
    """What each edition about the report's place keeps of what it said by group, and when it was signed, in that order.

    Removed reports and unpublished editions are among them, because someone may still have them. Empty for a combined
    report, which says nothing by group.
    """
    query = (
        select(Edition.content, Edition.signed_at)
        .join(Report, (col(Report.programme_id) == Edition.programme_id) & (col(Report.id) == Edition.report_id))
        .where(Report.programme_id == report.programme_id, col(Report.place_id) == report.place_id)
        .order_by(col(Edition.signed_at), Edition.report_id, col(Edition.number))
    )
    return [(content.get("by_group"), signed_at) for content, signed_at in session.exec(query)]


def published(session: Session, key: str, number: int | None = None) -> Published | None:
    """An edition of the report with this key, or its newest one; None if there is none that anyone can read."""
    for programme, report, edition in _of_key(session, key, number):
        if edition.unpublished_at is None:
            return present(session, programme, report, edition)
    return None


def is_unpublished(session: Session, key: str, number: int | None = None) -> bool:
    """True if anyone could read this edition of the report with this key once, and no one can now.

    Without `number`, it is about all editions together.
    """
    found = [edition for _programme, _report, edition in _of_key(session, key, number)]
    return bool(found) and all(edition.unpublished_at is not None for edition in found)


def present(session: Session, programme: Programme, report: Report, edition: Edition) -> Published:
    """An edition with what it refers to as it is now, published or not."""
    return Published(programme, report, edition, _sources(session, programme, report, edition))


def _of_key(session: Session, key: str, number: int | None) -> Iterator[tuple[Programme, Report, Edition]]:
    """The editions of the report with this key, or one of them, the newest first."""
    found = session.exec(select(Report).where(Report.key == key, col(Report.removed_at).is_(None))).first()
    programme = session.get(Programme, found.programme_id) if found else None
    if found is not None and programme is not None and programme.deleted_at is None:
        for edition in listed(session, found):
            if number in (None, edition.number):
                yield programme, found, edition


def gone_from(session: Session, content: dict[str, Any]) -> Mapping[tuple[str, int], str]:
    """The local editions that a combined content names and that no one can read now.

    The titles of their reports, by the key of the report and the number of the edition.
    """
    keys = content.get("addresses", {})
    return {
        (report.key, number): report.title
        for report_id, number in content.get("local", {}).items()
        for _programme, report, edition in _of_key(session, keys.get(report_id, ""), number)
        if edition.unpublished_at is not None
    }


def present_ask(edition: Edition, ask_id: int) -> int | None:
    """The present id of a rating that an edition's content names; None if it is not here."""
    return ask_id if edition.asks is None else edition.asks.get(str(ask_id))


def _sources(session: Session, programme: Programme, report: Report, edition: Edition) -> Sources:
    """What the edition refers to as it is now, under the ids that its content has."""
    gone = gone_from(session, edition.content)
    sources = replace(report_quotes.present(session, programme, report), gone=gone)
    if edition.asks is None:
        return sources
    reasons = {
        (int(signed), subject): reason
        for signed, present in edition.asks.items()
        for (ask_id, subject), reason in sources.reasons.items()
        if ask_id == present
    }
    return replace(sources, reasons=reasons)


def newer_than(session: Session, content: dict[str, Any], programme: Programme) -> list[tuple[Report, int, int]]:
    """The local reports that have a newer edition than a combined content was made from, as (report, then, now)."""
    changed = []
    for report_id, number in content.get("local", {}).items():
        report = session.get(Report, (programme.id, report_id))
        now = latest(session, report) if report else None
        if report is not None and now is not None and now.number != number:
            changed.append((report, number, now.number))
    return changed
