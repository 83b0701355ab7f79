"""Quotes in reports: choose one, say that it was read for anything that identifies someone, and read its words.

Words are read from their source each time. A quote of a withdrawn source has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.errors import Conflict, NotFound
from app.domain.findings import members, programmes, units
from app.domain.findings.asks.ask_models import Ask, Judgement
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.findings.reports.report_events import QuoteRead
from app.domain.findings.reports.report_models import Report, ReportComment, ReportQuote
from app.domain.findings.rights import Colleague, Right, has, record, require
from app.domain.findings.steps import step_views
from app.domain.findings.steps.step_views import Row
from app.domain.findings.themes import evidence, quotes
from app.domain.findings.units import Ref, Unit


@dataclass(frozen=True)
class Quoted:
    """A quote as it may be shown now. Without a `unit` it is withdrawn, and `words` is empty."""

    row: ReportQuote
    unit: Unit | None
    words: str

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the source was withdrawn, if that is known."""
        return self.row.withdrawn_at


@dataclass(frozen=True)
class Sources:
    """What a content refers to, as it may be shown now.

    Quotes, the words of steps made from notes, and comments of participants are by id; the reasons for what a group
    agreed by the ask's id and the subject. What was deleted is missing. Days are those of `time_zone`. `gone` has the
    local editions that no one can read now, as `editions.gone_from` returns them.
    """

    quotes: Mapping[str, Quoted]
    steps: Mapping[str, str]
    comments: Mapping[str, ReportComment]
    reasons: Mapping[tuple[int, str], str]
    time_zone: str
    gone: Mapping[tuple[str, int], str] = field(default_factory=dict)


def choose(session: Session, person: Colleague, report: Report, name: Ref, typed: str) -> ReportQuote:
    """Make a quote from typed words, which must be the source's. Raises NotAllowed, NotFound, and Invalid."""
    require(person, Right.CODE)
    return keep(session, person, report, name, evidence.quotable(session, person, name, typed))


def keep(session: Session, person: Colleague, report: Report, name: Ref, cuts: Sequence[Any]) -> ReportQuote:
    """The report's quote of a unit with these cuts; it is stored if it is new."""
    of_unit = (ReportQuote.programme_id == report.programme_id, ReportQuote.report_id == report.id)
    same = (ReportQuote.kind == name.kind, ReportQuote.ref == name.ref)
    for row in session.exec(select(ReportQuote).where(*of_unit, *same)):
        if row.cuts == list(cuts) and row.withdrawn_at is None:
            return row
    row = ReportQuote(
        programme_id=report.programme_id,
        id=programmes.fresh_id(),
        report_id=report.id,
        kind=name.kind,
        ref=name.ref,
        cuts=list(cuts),
        chosen_by_id=person.id,
        chosen_at=person.now,
    )
    session.add(row)
    session.flush()
    return row


def mark_read(session: Session, person: Colleague, report: Report, quote_id: str) -> int:
    """Say that one has read a quote and that it identifies no one; returns the seq.

    Where two people work, the one who chose it cannot. Raises NotAllowed, NotFound, Conflict.
    """
    require(person, Right.CODE)
    row = find(session, report, quote_id)
    if row.chosen_by_id == person.id and len(readers(session, person.programme)) > 1:
        raise Conflict("You chose this quote. Ask someone else to read it.")
    row.read_by_id, row.read_at = person.id, person.now
    session.add(row)
    session.flush()
    return record(session, person, QuoteRead(report.id, quote_id))


def may_read(session: Session, person: Colleague, row: ReportQuote) -> bool:
    """True if this member may say that they have read the quote."""
    return person.may(Right.CODE) and (row.chosen_by_id != person.id or len(readers(session, person.programme)) < 2)


def find(session: Session, report: Report, quote_id: str) -> ReportQuote:
    """One quote of a report. Raises NotFound."""
    row = session.get(ReportQuote, (report.programme_id, quote_id))
    if row is None or row.report_id != report.id:
        raise NotFound("This quote is no longer there. Reload the page.")
    return row


def of_report(session: Session, programme: Programme, report: Report) -> dict[str, Quoted]:
    """The quotes of a report by id, with their present words."""
    query = select(ReportQuote).where(ReportQuote.programme_id == report.programme_id)
    rows = session.exec(query.where(ReportQuote.report_id == report.id)).all()
    names = {Ref(row.kind, row.ref) for row in rows if row.withdrawn_at is None}
    there = units.by_name(units.units(session, programme, names))
    found = {}
    for row in rows:
        unit = there.get(Ref(row.kind, row.ref)) if row.withdrawn_at is None else None
        if unit is not None and not unit.quotable:
            unit = None
        found[row.id] = Quoted(row, unit, quotes.shown(unit.text, row.cuts) if unit else "")
    return found


def present(session: Session, programme: Programme, report: Report) -> Sources:
    """Everything that the contents of a report refer to, with its words as they are now."""
    quoted = of_report(session, programme, report)
    rows = step_views.read(session, programme, step_views.today(programme, report.made_at), report.place_id)
    said = {row.id: row for row in comments(session, report)}
    return Sources(quoted, step_words(rows), said, reasons(session, programme), programme.time_zone)


def comments(session: Session, report: Report) -> list[ReportComment]:
    """The comments on a draft, the oldest first."""
    of_report = (ReportComment.programme_id == report.programme_id, ReportComment.report_id == report.id)
    return list(
        session.exec(select(ReportComment).where(*of_report).order_by(col(ReportComment.at), col(ReportComment.id)))
    )


def reasons(session: Session, programme: Programme) -> dict[tuple[int, str], str]:
    """The reasons for what groups agreed in the programme's workshops, by ask and subject."""
    query = (
        select(Judgement.ask_id, Judgement.subject, Judgement.reason)
        .join(Ask, col(Ask.id) == col(Judgement.ask_id))
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Ask.workshop_id))
        .where(ProgrammeWorkshop.programme_id == programme.id, Judgement.rater == "")
    )
    return {(ask_id, subject): reason for ask_id, subject, reason in session.exec(query)}


def step_words(rows: Iterable[Row]) -> dict[str, str]:
    """The words of steps by id; "" where they are those of someone who agreed to analysis only."""
    return {
        row.step.id: row.text if row.step.text or all(unit.quotable for unit in row.sources) else "" for row in rows
    }


def readers(session: Session, programme: Programme) -> list[int]:
    """The accounts of the members who may say that they have read a quote."""
    return [row.member.organiser_id for row in members.listed(session, programme) if has(row.member.role, Right.CODE)]
