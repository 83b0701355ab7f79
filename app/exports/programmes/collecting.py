"""Collects the record of a programme: everything that its files may contain.

It contains no seat, code or link, no withdrawn unit, no removed theme, and nothing of an open round of coding. Times of
what was done with notes are quarters of an hour where the writers were promised anonymity.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from app.domain.findings import programmes, units
from app.domain.findings.coding.coding_models import Code, Excerpt, UnitCoding
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme
from app.domain.findings.themes import themes
from app.domain.findings.themes.theme_models import ThemeEvidence
from app.domain.findings.units import NOTE, Ref, Unit, note_of
from app.domain.records.quarter_hours import told
from app.exports.bundle import bundle as workshop_bundle
from app.exports.programmes import analysis, outcomes
from app.exports.programmes.facts import (
    CodeFacts,
    EvidenceFacts,
    ExcerptFacts,
    GivenCode,
    InterviewFacts,
    PartnerFacts,
    ProgrammeFacts,
    Record,
    ThemeFacts,
    TurnFacts,
    WorkshopPart,
)
from app.exports.programmes.numbering import Numbering

Row = TypeVar("Row", Excerpt, Code, UnitCoding, ThemeEvidence)


def collect(session: Session, programme: Programme, numbering: Numbering, found: list[Unit], now: datetime) -> Record:
    """The record of a programme whose units were just `found`; `now` becomes `exported_at`."""
    collected = _Collected(session, programme, numbering)
    return Record(
        format="commonboard-programme",
        version=1,
        exported_at=now,
        seq=programme.seq,
        programme=_programme(session, programme, numbering),
        people=numbering.pen_names,
        frameworks=numbering.framework_contents(session),  # ty: ignore[invalid-argument-type]
        workshops=[
            WorkshopPart(numbering.places[place_id], workshop_bundle(session, workshop, now))
            for workshop, place_id in numbering.parts
        ],
        interviews=collected.interviews(),
        excerpts=collected.excerpts(),
        codes=collected.codes(),
        codings=collected.codings(),
        rounds=analysis.rounds_of(session, programme, numbering, collected.moment),
        themes=collected.themes(),
        cells=analysis.cells_of(session, programme, numbering, found),
        memos=analysis.memos_of(session, programme, numbering),
        steps=outcomes.steps_of(session, programme, numbering, collected.moment),
        reports=outcomes.reports_of(session, programme, numbering, collected.moment),
    )


def _programme(session: Session, programme: Programme, numbering: Numbering) -> ProgrammeFacts:
    return ProgrammeFacts(
        key=programme.key,
        name=programme.name,
        language=programme.language,
        time_zone=programme.time_zone,
        threshold=programme.threshold,
        reflexive=programme.reflexive,
        keep_until=programme.keep_until,
        retention=programme.retention,  # ty: ignore[invalid-argument-type]
        sample=programme.sample,
        framework=numbering.frameworks[programme.framework_id],
        places=[place.name for place in programmes.places(session, programme)],
        partners=[PartnerFacts(row.name, row.speaks_for) for row in programmes.partners(session, programme)],
    )


class _Collected:
    """The rows of one programme as facts."""

    def __init__(self, session: Session, programme: Programme, numbering: Numbering) -> None:
        self._session, self._programme, self._numbering = session, programme, numbering
        self._workshops = {workshop.id: workshop for workshop, _place in numbering.parts}

    def moment(self, name: Ref, at: datetime) -> datetime:
        """When something was done with a unit, as a file may tell it."""
        return told(self._workshops[note_of(name.ref)[0]], at) if name.kind == NOTE else at

    def interviews(self) -> list[InterviewFacts]:
        people, places = self._numbering.people, self._numbering.places
        return [
            InterviewFacts(
                id=row.id,
                number=row.number,
                place=places[row.place_id],
                speaks_for=row.speaks_for,
                held_on=row.held_on,
                language=row.language,
                title=row.title,
                text=row.text,
                consent=row.consent,  # ty: ignore[invalid-argument-type]
                consent_note=row.consent_note,
                keep_until=row.keep_until,
                retention=row.retention,  # ty: ignore[invalid-argument-type]
                turns=[
                    TurnFacts(turn.speaker, turn.start, turn.end, turn.asks)
                    for turn in interviews.turns(self._session, row)
                ],
                made_by=people[row.made_by_id],
                made_at=row.made_at,
                frozen_at=row.frozen_at,
                coded_by=people[row.coded_by_id] if row.coded_by_id else None,
                coded_at=row.coded_at,
            )
            for row in interviews.listed(self._session, self._programme)
        ]

    def excerpts(self) -> list[ExcerptFacts]:
        rows = self._rows(Excerpt)
        return [
            ExcerptFacts(
                row.id, row.interview_id, row.start, row.end, self._numbering.people[row.made_by_id], row.made_at
            )
            for row in sorted(rows, key=lambda row: (row.interview_id, row.start, row.end))
            if Ref(units.EXCERPT, row.id) in self._numbering.units
        ]

    def codes(self) -> list[CodeFacts]:
        return [
            CodeFacts(
                key=row.key,
                name=row.name,
                description=row.description,
                signals=row.signals,
                boundary=row.boundary,
                status=row.status,  # ty: ignore[invalid-argument-type]
                merged_into=row.merged_into,
                made_by=self._numbering.people[row.made_by_id],
                made_at=row.made_at,
            )
            for row in sorted(self._rows(Code), key=lambda row: (row.order_key, row.key))
        ]

    def codings(self) -> list[GivenCode]:
        numbering = self._numbering
        found = [
            GivenCode(
                unit=numbering.units[name],
                element=row.element,
                coder=numbering.people[row.coder_id] if row.coder_id else None,
                framework=numbering.frameworks[row.framework_id] if row.framework_id else None,
                suggested=row.suggested,
                given_at=self.moment(name, row.given_at),
            )
            for row in self._rows(UnitCoding)
            if (name := Ref(row.kind, row.ref)) in numbering.units
        ]
        return sorted(found, key=lambda coding: (coding.unit, coding.element))

    def themes(self) -> list[ThemeFacts]:
        about = themes.elements(self._session, self._programme)
        rows = sorted(self._rows(ThemeEvidence), key=lambda row: (row.order_key, row.kind, row.ref))
        people = self._numbering.people
        return [
            ThemeFacts(
                id=theme.id,
                parent=theme.parent_id,
                place=self._numbering.places.get(theme.place_id or 0),
                name=theme.name,
                idea=theme.idea,
                summary=theme.summary,
                state=theme.state,  # ty: ignore[invalid-argument-type]
                elements=sorted(about.get(theme.id, ())),
                evidence=[*self._evidence(row for row in rows if row.theme_id == theme.id)],
                made_by=people[theme.made_by_id],
                made_at=theme.made_at,
            )
            for theme in themes.listed(self._session, self._programme)
        ]

    def _evidence(self, rows: Iterable[ThemeEvidence]) -> Iterable[EvidenceFacts]:
        for row in rows:
            name = Ref(row.kind, row.ref)
            if row.withdrawn_at is None and name in self._numbering.units:
                yield EvidenceFacts(
                    unit=self._numbering.units[name],
                    stance=row.stance,  # ty: ignore[invalid-argument-type]
                    quote=row.quote,
                    cuts=[tuple(cut) for cut in row.cuts],
                    by=self._numbering.people[row.by_id],
                    at=self.moment(name, row.at),
                )

    def _rows(self, model: type[Row]) -> list[Row]:
        return list(self._session.exec(select(model).where(col(model.programme_id) == self._programme.id)))
