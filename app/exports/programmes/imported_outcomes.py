"""Adds the next steps and reports of a record to a new programme. A signed edition stays exactly as it was signed."""

import secrets
from collections.abc import Iterable
from typing import Any

from sqlmodel import select

from app.domain.board import order
from app.domain.findings.removal import comment_entry
from app.domain.findings.reports.report_models import Edition, Report, ReportComment, ReportQuote, ReportSection
from app.domain.findings.steps.step_models import Step, StepSource, StepUpdate
from app.domain.findings.units import EXCERPT
from app.domain.steering import agenda
from app.domain.text import one_line, optional_lines
from app.domain.workshops import workshops
from app.exports.programmes.adding import LINE, TEXT, Adding
from app.exports.programmes.outcome_facts import EditionFacts, ReportFacts, ReportQuoteFacts, StepFacts


def steps(to: Adding) -> None:
    """Add the steps. One whose own text has words of a source that was withdrawn here since has no text."""
    for facts in to.record.steps:
        gone = [source.unit is not None and not to.there(source.unit) for source in facts.sources]
        lost = any(source.copied and each for source, each in zip(facts.sources, gone, strict=True))
        row = Step(
            programme_id=to.id,
            id=facts.id,
            place_id=to.ids.places[facts.place - 1] if facts.place else None,
            text="" if lost else optional_lines(facts.text, TEXT),
            owner=one_line(facts.owner, LINE),
            due=facts.due,
            state=facts.state,
            element=facts.element,
            theme_id=facts.theme,
            made_by_id=to.person(facts.made_by),
            made_at=facts.made_at,
            changed_at=facts.changed_at,
            revision=facts.revision,
        )
        to.add([row])
        to.add(_sources(to, facts))
        to.add(
            StepUpdate(
                programme_id=to.id,
                id=one.id,
                step_id=facts.id,
                text=optional_lines(one.text, TEXT),
                state=one.state,
                by_id=to.person(one.by),
                at=one.at,
            )
            for one in facts.updates
        )


def _sources(to: Adding, facts: StepFacts) -> Iterable[StepSource]:
    key = None
    for number, source in enumerate(facts.sources):
        key = order.between(key, None)
        there = source.unit is not None and to.there(source.unit)
        yield StepSource(
            **(to.of(source.unit) if there and source.unit else _gone(to, number)),
            step_id=facts.id,
            order_key=key,
            copied=there and source.copied,
            withdrawn_at=source.withdrawn_at or (to.now if source.unit and not there else None),
        )


def reports(to: Adding) -> None:
    """Add the reports with their sections, quotes, comments and signed editions, each under its key if it is free."""
    for facts in to.record.reports:
        of_report: dict[str, Any] = {"programme_id": to.id, "report_id": facts.id}
        row = Report(
            programme_id=to.id,
            id=facts.id,
            key=_key(to, facts.key),
            place_id=to.ids.places[facts.place - 1] if facts.place else None,
            language=facts.language,
            title=one_line(facts.title, LINE),
            made_by_id=to.person(facts.made_by),
            made_at=facts.made_at,
            limits_read_by_id=to.person(facts.limits_read_by) if facts.limits_read_by else None,
            limits_read_at=facts.limits_read_at,
            revision=facts.revision,
        )
        to.add([row])
        to.add(
            ReportSection(
                **of_report,
                key=section.key,
                blocks=[dict(block) for block in section.blocks],
                by_id=to.person(section.by),
                at=section.at,
                revision=section.revision,
            )
            for section in facts.sections
        )
        to.add(_quote(to, facts, quote) for quote in facts.quotes)
        to.add(
            ReportComment(
                **of_report,
                id=said.id,
                section=said.section,
                text=optional_lines(said.text, TEXT),
                at=said.at,
                response=optional_lines(said.response, TEXT),
                responded_by_id=to.person(said.responded_by) if said.responded_by else None,
                responded_at=said.responded_at,
            )
            for said in facts.comments
            if comment_entry(said.id) not in to.gone
        )
        to.add(_edition(to, facts, edition) for edition in facts.editions)


def _quote(to: Adding, report: ReportFacts, facts: ReportQuoteFacts) -> ReportQuote:
    there = facts.unit is not None and to.there(facts.unit)
    return ReportQuote(
        **(to.of(facts.unit) if there and facts.unit else _gone(to, 0)),
        id=facts.id,
        report_id=report.id,
        cuts=[list(cut) for cut in facts.cuts] if there else [],
        chosen_by_id=to.person(facts.chosen_by),
        chosen_at=facts.chosen_at,
        read_by_id=to.person(facts.read_by) if facts.read_by else None,
        read_at=facts.read_at,
        withdrawn_at=facts.withdrawn_at or (to.now if facts.unit and not there else None),
    )


def _edition(to: Adding, report: ReportFacts, facts: EditionFacts) -> Edition:
    asks = {}
    for asked in facts.asks:
        phase = agenda.phases(to.session, to.ids.workshops[asked.workshop - 1])[asked.phase - 1]
        assert phase.ask_id is not None
        asks[str(asked.ask)] = phase.ask_id
    return Edition(
        programme_id=to.id,
        report_id=report.id,
        number=facts.number,
        content=dict(facts.content),
        sha256=facts.sha256,
        signed_by_id=to.person(facts.signed_by),
        signed_name=facts.signed_name,
        signed_role=facts.signed_role,
        signed_at=facts.signed_at,
        correction=facts.correction,
        asks=asks,
    )


def _gone(to: Adding, number: int) -> dict[str, Any]:
    """The columns that name a unit which is not here, and which no present or later unit can be."""
    return {"programme_id": to.id, "kind": EXCERPT, "ref": f"gone {number}"}


def _key(to: Adding, wanted: str) -> str:
    key = wanted
    while to.session.exec(select(Report.id).where(Report.key == key)).first() is not None:
        key = "".join(secrets.choice(workshops.KEY_LETTERS) for _ in range(workshops.KEY_LENGTH))
    return key
