"""Creates a programme again from its record: with its own interviews, codebook, themes and cells, and new workshops.

People become members who have left, with accounts in which no one can sign in. An organiser of the installation takes
the programme over, as one whose organisers have left.
"""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.accounts.acting import ANALYST
from app.domain.board import order
from app.domain.findings import programmes, units
from app.domain.findings.events import InterviewAdded, ThemeAdded
from app.domain.findings.models import Member, Partner, Programme, ProgrammeErasure, ProgrammePlace, ProgrammeWorkshop
from app.domain.findings.reports.report_events import ReportAdded, StepAdded
from app.domain.findings.rights import Role
from app.domain.mapping import frameworks
from app.domain.models import Framework, Organiser
from app.domain.records import retention
from app.domain.text import one_line
from app.domain.workshops import workshops
from app.exports import from_json as of_workshops
from app.exports.programmes import imported_analysis, imported_outcomes, imported_sources
from app.exports.programmes.adding import Adding, Ids, later
from app.exports.programmes.facts import Record


def bring_in(session: Session, record: Record, now: datetime) -> Programme:
    """Create the programme of a checked record, under its key if that is free.

    An interview that was withdrawn here since stays away. Dates of deletion that have passed become 30 days from now.
    """
    versions = [frameworks.from_elsewhere(session, dict(content)) for content in record.frameworks]
    programme = _programme(session, record, versions[record.programme.framework - 1], now)
    ids = Ids(
        people=[_person(session, programme, name, now) for name in record.people],
        places=_places(session, programme, record),
        frameworks=[version.id for version in versions],
        workshops=[of_workshops.bring_in(session, part.record, now).id for part in record.workshops],
    )
    for workshop_id, part in zip(ids.workshops, record.workshops, strict=True):
        place_id = ids.places[part.place - 1]
        session.add(
            ProgrammeWorkshop(programme_id=programme.id, workshop_id=workshop_id, place_id=place_id, added_at=now)
        )
    session.flush()
    gone = session.exec(
        select(ProgrammeErasure.interview_id).where(ProgrammeErasure.programme_key == record.programme.key)
    ).all()
    adding = Adding(session, programme, record, ids, frozenset(gone), now)
    imported_sources.interviews(adding)
    imported_sources.codes(adding)
    adding.units = units.by_name(units.units(session, programme))
    imported_sources.codings(adding)
    imported_analysis.rounds(adding)
    imported_analysis.themes(adding)
    imported_analysis.cells(adding)
    imported_analysis.memos(adding)
    imported_outcomes.steps(adding)
    imported_outcomes.reports(adding)
    happened = [
        *(InterviewAdded(row.id) for row in record.interviews),
        *(ThemeAdded(row.id) for row in record.themes),
        *(StepAdded(row.id) for row in record.steps),
        *(ReportAdded(row.id) for row in record.reports),
    ]
    journal.record_all(session, programme, happened, now)
    _count_on(session, programme, record.seq)
    return programme


def _programme(session: Session, record: Record, framework: Framework, now: datetime) -> Programme:
    facts = record.programme
    keys = (
        (select(Programme.key), Programme.key),
        (select(ProgrammeErasure.programme_key), ProgrammeErasure.programme_key),
    )
    taken = any(session.exec(query.where(column == facts.key)).first() is not None for query, column in keys)
    made = Programme(
        key=programmes.free_key(session) if taken else facts.key,
        organisation_id=framework.organisation_id,
        framework_id=framework.id,
        name=one_line(facts.name, 500),
        language=facts.language,
        time_zone=facts.time_zone,
        threshold=facts.threshold,
        reflexive=facts.reflexive,
        keep_until=later(facts.keep_until, facts.retention, retention.today(facts.time_zone, now)),
        retention=facts.retention,
        sample=facts.sample,
        made_at=now,
    )
    session.add(made)
    session.flush()
    key = None
    for partner in facts.partners:
        key = order.between(key, None)
        session.add(
            Partner(
                programme_id=made.id,
                id=programmes.fresh_id(),
                name=one_line(partner.name, 500),
                speaks_for=partner.speaks_for and one_line(partner.speaks_for, 500),
                order_key=key,
            )
        )
    return made


def _person(session: Session, programme: Programme, name: str, now: datetime) -> int:
    """The id of a new account for a person of the record, which is already removed."""
    account = Organiser(
        organisation_id=programme.organisation_id,
        # Addresses must be unique, and no one can type this one because it has no @.
        email=f"imported {secrets.token_hex(12)}",
        name="",
        password="",
        kind=ANALYST,
        made_at=now,
        deactivated_at=now,
        removed_at=now,
    )
    session.add(account)
    session.flush()
    pen_name = one_line(name, 500)
    member = Member(
        programme_id=programme.id,
        organiser_id=account.id,
        role=Role.ANALYST,
        pen_name=pen_name,
        joined_at=now,
        left_at=now,
    )
    session.add(member)
    session.flush()
    return account.id


def _places(session: Session, programme: Programme, record: Record) -> list[int]:
    ids, key = [], None
    for name in record.programme.places:
        place = workshops.place_named(session, programme.organisation_id, one_line(name, 500))
        key = order.between(key, None)
        session.add(ProgrammePlace(programme_id=programme.id, place_id=place.id, order_key=key))
        ids.append(place.id)
    session.flush()
    return ids


def _count_on(session: Session, programme: Programme, seq: int) -> None:
    """Raise the programme's seq to that of the record, so that a later file of it has a larger number."""
    session.exec(
        update(Programme)
        .where(col(Programme.id) == programme.id, col(Programme.seq) < seq)
        .values(seq=seq)
        .execution_options(synchronize_session=False)
    )
