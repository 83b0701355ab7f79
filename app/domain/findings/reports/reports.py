"""Reports: create one with its computed parts, write its sections, and read it."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings import programmes, versions
from app.domain.findings.models import Programme
from app.domain.findings.reports import report_blocks, report_quotes, report_start
from app.domain.findings.reports.report_blocks import WRITTEN, Kind
from app.domain.findings.reports.report_events import ReportAdded, ReportEdited, SectionWritten
from app.domain.findings.reports.report_models import Edition, Report, ReportSection
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.themes import themes
from app.domain.text import one_line, optional_lines
from app.domain.workshops import workshops

KIND = "section"
LONGEST_TITLE = 160
LONGEST_PROSE = 20_000
TOO_LONG = gettext_noop("This is too long. Shorten it to 20,000 characters.")
MOST_BLOCKS = 200
MOST_REPORTS = 40
CHANGED = gettext_noop("Someone else has changed this section. Compare both versions, then save again.")


@dataclass(frozen=True)
class Written:
    """A report with its sections by key, in their order."""

    report: Report
    sections: dict[str, ReportSection]

    def blocks(self, kind: Kind | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        """The blocks of this kind, or all of them, as (key of the section, block)."""
        for key, section in self.sections.items():
            yield from ((key, each) for each in section.blocks if kind in (None, each["kind"]))


def add(session: Session, person: Colleague, report_id: str, place_id: int | None, title: str, language: str) -> Report:
    """Create a report of a place, or with None the combined one, with all that can be computed.

    Repeating an id changes nothing. Raises NotAllowed, NotFound, Conflict, and Invalid with the field.
    """
    require(person, Right.CODE)
    known = session.get(Report, (person.programme_id, report_id))
    if known is not None:
        return known
    title = _title(title)
    if place_id is not None:
        programmes.place(session, person.programme, place_id)
    if len(listed(session, person.programme)) >= MOST_REPORTS:
        raise Conflict("A programme has at most 40 reports. Remove some first.")
    report = Report(
        programme_id=person.programme_id,
        id=report_id,
        key=_free_key(session),
        place_id=place_id,
        language=language,
        title=title,
        made_by_id=person.id,
        made_at=person.now,
    )
    session.add(report)
    session.flush()
    for section in report_blocks.sections(place_id):
        session.add(
            ReportSection(
                programme_id=person.programme_id,
                report_id=report_id,
                key=section.key,
                blocks=report_start.blocks(session, person, report, section.key),
                by_id=person.id,
                at=person.now,
            )
        )
    session.flush()
    record(session, person, ReportAdded(report_id))
    return report


def listed(session: Session, programme: Programme) -> list[Report]:
    """The reports that were not removed: local ones in the order of their places, then combined ones."""
    query = select(Report).where(Report.programme_id == programme.id, col(Report.removed_at).is_(None))
    places = [place.id for place in programmes.places(session, programme)]
    order = {place: number for number, place in enumerate(places)}
    found = session.exec(query.order_by(col(Report.made_at), col(Report.id)))
    return sorted(found, key=lambda report: order.get(report.place_id or 0, len(order)))


def find(session: Session, programme: Programme, report_id: str) -> Written:
    """One report with its sections. Raises NotFound for an unknown or removed one."""
    report = session.get(Report, (programme.id, report_id))
    if report is None or report.removed_at is not None:
        raise NotFound("This report is no longer there. Go back to the list of reports.")
    return read(session, report)


def read(session: Session, report: Report) -> Written:
    """A report with its sections. One that an earlier version did not have is empty until someone writes it."""
    of_report = (ReportSection.programme_id == report.programme_id, ReportSection.report_id == report.id)
    stored = {section.key: section for section in session.exec(select(ReportSection).where(*of_report))}
    return Written(
        report,
        {
            each.key: stored.get(each.key) or _new_section(report, each.key)
            for each in report_blocks.sections(report.place_id)
        },
    )


def _new_section(report: Report, key: str) -> ReportSection:
    return ReportSection(
        programme_id=report.programme_id,
        report_id=report.id,
        key=key,
        blocks=[report_blocks.block(f"{key}-prose", Kind.PROSE)],
        by_id=report.made_by_id,
        at=report.made_at,
    )


def edit(session: Session, person: Colleague, report_id: str, title: str) -> int:
    """Change the title; returns the seq. Raises NotAllowed, NotFound, and Invalid with the field."""
    require(person, Right.CODE)
    report = find(session, person.programme, report_id).report
    report.title = _title(title)
    return edited(session, person, report)


def read_limits(session: Session, person: Colleague, report_id: str) -> int:
    """Say that one has read what the report cannot say; returns the seq. Raises NotAllowed, NotFound."""
    require(person, Right.CODE)
    report = find(session, person.programme, report_id).report
    report.limits_read_by_id, report.limits_read_at = person.id, person.now
    return edited(session, person, report)


def remove(session: Session, person: Colleague, report_id: str) -> int:
    """Remove a report that was never signed; returns the seq. Raises NotAllowed, NotFound, Conflict."""
    require(person, Right.LEAD)
    report = find(session, person.programme, report_id).report
    of_report = (Edition.programme_id == report.programme_id, Edition.report_id == report.id)
    if session.exec(select(Edition.number).where(*of_report).limit(1)).first() is not None:
        raise Conflict("This report is signed. Its editions stay.")
    report.removed_at = person.now
    return edited(session, person, report)


def write(
    session: Session, person: Colleague, report_id: str, key: str, blocks: Sequence[dict[str, Any]], revision: int
) -> ReportSection:
    """Save the blocks of a section, based on its version `revision`; the former version is kept.

    Raises Conflict if someone else has changed it since, NotAllowed, NotFound for a block that names nothing, Invalid.
    """
    require(person, Right.CODE)
    written = find(session, person.programme, report_id)
    section = written.sections.get(key)
    if section is None:
        raise NotFound("This report has no such section. Reload the page.")
    if section.revision != revision:
        raise Conflict(CHANGED)
    checked = _checked(session, person, written.report, blocks)
    if checked == section.blocks:
        return section
    ref = f"{report_id} {key}"
    versions.keep(session, person, KIND, ref, section.revision, {"blocks": section.blocks})
    section.blocks, section.by_id, section.at = checked, person.id, person.now
    section.revision += 1
    if key == "limits":
        written.report.limits_read_at = written.report.limits_read_by_id = None
    session.add_all([section, written.report])
    session.flush()
    record(session, person, SectionWritten(report_id, key))
    return section


def typed(session: Session, person: Colleague, report_id: str, key: str, blocks: Sequence[dict[str, Any]]) -> Written:
    """The report as it would be with these blocks in a section; nothing is stored. Raises as `write` does."""
    require(person, Right.CODE)
    written = find(session, person.programme, report_id)
    if key not in written.sections:
        raise NotFound("This report has no such section. Reload the page.")
    checked = _checked(session, person, written.report, blocks)
    section = ReportSection(**written.sections[key].model_dump(exclude={"blocks"}), blocks=checked)
    return Written(written.report, written.sections | {key: section})


def restore_version(
    session: Session, person: Colleague, report_id: str, key: str, former: int, revision: int
) -> ReportSection:
    """Make a former version of a section the present one, as a new change. Raises as `write` does."""
    content = versions.find(session, person, KIND, f"{report_id} {key}", former)
    return write(session, person, report_id, key, content["blocks"], revision)


def edited(session: Session, person: Colleague, report: Report) -> int:
    """Store a change of a report itself; returns the seq."""
    report.revision += 1
    session.add(report)
    session.flush()
    return record(session, person, ReportEdited(report.id))


def _title(title: str) -> str:
    title = one_line(title, LONGEST_TITLE)
    if not title:
        raise Invalid("Enter a title for this report.", field="title")
    return title


def _free_key(session: Session) -> str:
    while True:
        key = "".join(secrets.choice(workshops.KEY_LETTERS) for _ in range(workshops.KEY_LENGTH))
        if session.exec(select(Report.id).where(Report.key == key)).first() is None:
            return key


def _checked(
    session: Session, person: Colleague, report: Report, blocks: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    if len(blocks) > MOST_BLOCKS or len({each["id"] for each in blocks}) != len(blocks):
        raise Invalid("Your browser did not send this form correctly. Reload the page and try again.")
    known = {theme.id for theme in themes.listed(session, person.programme)}
    names = {*report_blocks.tables(report.place_id), *report_blocks.figures(report.place_id)}
    checks, checked = Checks(), []
    for each in blocks:
        kind, made = Kind(each["kind"]), dict(each)
        if kind in WRITTEN:
            made["text"] = checks.value(
                lambda made=made: optional_lines(made["text"], LONGEST_PROSE, TOO_LONG), "", field=f"text-{made['id']}"
            )
        elif kind == Kind.QUOTE:
            report_quotes.find(session, report, each["quote"])
        elif kind in (Kind.TABLE, Kind.FIGURE):
            name, _colon, theme = each["name"].partition(":")
            if not (theme in known and name in report_blocks.of_theme(report.place_id) if theme else name in names):
                raise NotFound("This table or figure is no longer there. Reload the page.")
        checked.append(made)
    checks.finish()
    return checked
