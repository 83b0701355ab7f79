"""The next steps and reports of a programme, as its record has them.

No removed step or report is in a file, and no link. Former versions of sections stay here, like those of themes.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.findings.models import Programme
from app.domain.findings.reports import editions, report_quotes, reports
from app.domain.findings.reports.report_models import Edition, Report, ReportQuote
from app.domain.findings.steps import steps
from app.domain.findings.steps.step_models import Step, StepSource, StepUpdate
from app.domain.findings.units import Ref
from app.domain.records.quarter_hours import quarter
from app.domain.steering import agenda
from app.exports.programmes.analysis import Moment
from app.exports.programmes.content_facts import cells
from app.exports.programmes.numbering import Numbering
from app.exports.programmes.outcome_facts import (
    AskedFacts,
    EditionFacts,
    ReportCommentFacts,
    ReportFacts,
    ReportQuoteFacts,
    SectionFacts,
    StepFacts,
    StepSourceFacts,
    StepUpdateFacts,
)


def steps_of(session: Session, programme: Programme, numbering: Numbering, moment: Moment) -> list[StepFacts]:
    """The steps by id, each with its sources in their order and its updates, the oldest first."""
    sources: dict[str, list[StepSource]] = {}
    of_programme = StepSource.programme_id == programme.id
    for source in session.exec(select(StepSource).where(of_programme).order_by(col(StepSource.order_key))):
        sources.setdefault(source.step_id, []).append(source)
    updates: dict[str, list[StepUpdate]] = {}
    oldest = (col(StepUpdate.at), col(StepUpdate.id))
    for one in session.exec(select(StepUpdate).where(StepUpdate.programme_id == programme.id).order_by(*oldest)):
        updates.setdefault(one.step_id, []).append(one)
    return [
        _step(step, sources.get(step.id, []), updates.get(step.id, []), numbering, moment)
        for step in sorted(steps.listed(session, programme), key=lambda step: step.id)
    ]


def _step(
    step: Step, sources: list[StepSource], updates: list[StepUpdate], numbering: Numbering, moment: Moment
) -> StepFacts:
    # A step that was made from a note is something that was done with that note.
    first = Ref(sources[0].kind, sources[0].ref) if sources else None
    made_at = step.made_at if first is None or first not in numbering.units else moment(first, step.made_at)
    return StepFacts(
        id=step.id,
        place=numbering.places.get(step.place_id or 0),
        text=step.text,
        owner=step.owner,
        due=step.due,
        state=step.state,  # ty: ignore[invalid-argument-type]
        element=step.element,
        theme=step.theme_id,
        made_by=numbering.people[step.made_by_id],
        made_at=made_at,
        changed_at=step.changed_at,
        revision=step.revision,
        sources=[_source(source, numbering) for source in sources],
        updates=[
            StepUpdateFacts(
                one.id,
                one.text,
                one.state,  # ty: ignore[invalid-argument-type]
                numbering.people[one.by_id],
                one.at,
            )
            for one in updates
        ],
    )


def _source(source: StepSource, numbering: Numbering) -> StepSourceFacts:
    name = Ref(source.kind, source.ref)
    if source.withdrawn_at is None and name in numbering.units:
        return StepSourceFacts(numbering.units[name], source.copied, None)
    return StepSourceFacts(None, copied=False, withdrawn_at=source.withdrawn_at)


def reports_of(session: Session, programme: Programme, numbering: Numbering, moment: Moment) -> list[ReportFacts]:
    """The reports by id, each with its sections, quotes, comments and signed editions."""
    asked = _asked(session, numbering)
    return [
        _report(session, report, numbering, moment, asked)
        for report in sorted(reports.listed(session, programme), key=lambda report: report.id)
    ]


def _report(
    session: Session, report: Report, numbering: Numbering, moment: Moment, asked: dict[int, tuple[int, int]]
) -> ReportFacts:
    people = numbering.people
    quotes = select(ReportQuote).where(
        ReportQuote.programme_id == report.programme_id, ReportQuote.report_id == report.id
    )
    return ReportFacts(
        id=report.id,
        key=report.key,
        place=numbering.places.get(report.place_id or 0),
        language=report.language,
        title=report.title,
        made_by=people[report.made_by_id],
        made_at=report.made_at,
        limits_read_by=people[report.limits_read_by_id] if report.limits_read_by_id else None,
        limits_read_at=report.limits_read_at,
        revision=report.revision,
        sections=[
            SectionFacts(key, section.blocks, people[section.by_id], section.at, section.revision)
            for key, section in reports.read(session, report).sections.items()
        ],
        quotes=[_quote(quote, numbering, moment) for quote in session.exec(quotes.order_by(col(ReportQuote.id)))],
        comments=[
            ReportCommentFacts(
                id=said.id,
                section=said.section,
                text=said.text,
                # An exact time, compared with a log of the network, could reveal who wrote it.
                at=quarter(said.at),
                response=said.response,
                responded_by=people[said.responded_by_id] if said.responded_by_id else None,
                responded_at=said.responded_at,
            )
            for said in sorted(report_quotes.comments(session, report), key=lambda said: (quarter(said.at), said.id))
        ],
        editions=[_edition(edition, numbering, asked) for edition in reversed(editions.listed(session, report))],
    )


def _quote(quote: ReportQuote, numbering: Numbering, moment: Moment) -> ReportQuoteFacts:
    name = Ref(quote.kind, quote.ref)
    there = quote.withdrawn_at is None and name in numbering.units

    def told(at: datetime) -> datetime:
        return moment(name, at) if there else quarter(at)

    return ReportQuoteFacts(
        id=quote.id,
        unit=numbering.units[name] if there else None,
        cuts=[tuple(cut) for cut in quote.cuts] if there else [],
        chosen_by=numbering.people[quote.chosen_by_id],
        chosen_at=told(quote.chosen_at),
        read_by=numbering.people[quote.read_by_id] if quote.read_by_id else None,
        read_at=told(quote.read_at) if quote.read_at else None,
        withdrawn_at=quote.withdrawn_at,
    )


def _edition(edition: Edition, numbering: Numbering, asked: dict[int, tuple[int, int]]) -> EditionFacts:
    named = sorted({cell["ask"] for cell in cells(edition.content) if "ask" in cell})
    present = {each: editions.present_ask(edition, each) for each in named}
    return EditionFacts(
        number=edition.number,
        content=edition.content,  # ty: ignore[invalid-argument-type]
        sha256=edition.sha256,
        signed_by=numbering.people[edition.signed_by_id],
        signed_name=edition.signed_name,
        signed_role=edition.signed_role,
        signed_at=edition.signed_at,
        correction=edition.correction,
        unpublished_at=edition.unpublished_at,
        unpublished_name=edition.unpublished_name,
        unpublished_reason=edition.unpublished_reason,
        asks=[AskedFacts(each, *asked[now]) for each, now in present.items() if now in asked],
    )


def _asked(session: Session, numbering: Numbering) -> dict[int, tuple[int, int]]:
    """The numbers of the workshop and the phase of each rating, by its id."""
    return {
        phase.ask_id: (workshop, number)
        for workshop_id, workshop in numbering.workshops.items()
        for number, phase in enumerate(agenda.phases(session, workshop_id), 1)
        if phase.ask_id
    }
