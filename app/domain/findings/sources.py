"""The workshops of a programme: add and remove one, and how long each source of evidence is kept."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from app.domain.errors import Conflict, NotFound
from app.domain.findings import programmes
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.events import WorkshopLetGo, WorkshopTaken
from app.domain.findings.models import Member, Programme, ProgrammeWorkshop
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.models import Workshop
from app.domain.records.retention import DELETE
from app.domain.records.security_log import Kind
from app.domain.workshops import seats


class Deadline(NamedTuple):
    """The day on which a source is deleted. `kind` is workshop, interview or programme, `name` its title."""

    on: date
    kind: str
    name: str
    place_id: int | None


def take(session: Session, person: Colleague, workshop_key: str) -> int:
    """Add a workshop's notes to the evidence of a programme; returns the seq. Adding it again changes nothing.

    Raises NotAllowed, NotFound, and Conflict for a workshop without a place.
    """
    require(person, Right.ORGANISE)
    workshop = seats.find(session, workshop_key)
    if workshop.organisation_id != person.programme.organisation_id:
        raise NotFound
    if workshop.place_id is None:
        raise Conflict("This workshop has no place. Enter its place on its details page first.")
    if session.get(ProgrammeWorkshop, (person.programme_id, workshop.id)) is not None:
        return person.programme.seq
    programmes.include_place(session, person, workshop.place_id)
    session.add(
        ProgrammeWorkshop(
            programme_id=person.programme_id,
            workshop_id=workshop.id,
            place_id=workshop.place_id,
            added_at=person.now,
        )
    )
    session.flush()
    person.by.record(session, Kind.WORKSHOP_ADDED, programme=person.programme.key, workshop=workshop.key)
    return record(session, person, WorkshopTaken(workshop.id))


def let_go(session: Session, person: Colleague, workshop_id: int) -> int:
    """Take a workshop out of the programme; returns the seq. Its evidence comes back if it is added again.

    Raises NotAllowed, NotFound.
    """
    require(person, Right.ORGANISE)
    if session.get(ProgrammeWorkshop, (person.programme_id, workshop_id)) is None:
        raise NotFound
    of_both = (
        col(ProgrammeWorkshop.programme_id) == person.programme_id,
        col(ProgrammeWorkshop.workshop_id) == workshop_id,
    )
    session.exec(delete(ProgrammeWorkshop).where(*of_both))
    key = session.get_one(Workshop, workshop_id).key
    person.by.record(session, Kind.WORKSHOP_LET_GO, programme=person.programme.key, workshop=key)
    return record(session, person, WorkshopLetGo(workshop_id))


def workshops(session: Session, programme: Programme) -> list[tuple[Workshop, int]]:
    """The workshops of a programme as (workshop, place id), by date."""
    query = (
        select(Workshop, ProgrammeWorkshop.place_id)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Workshop.id))
        .where(ProgrammeWorkshop.programme_id == programme.id, col(Workshop.deleted_at).is_(None))
        .order_by(col(Workshop.held_on), col(Workshop.id))
    )
    return list(session.exec(query))


def to_take(session: Session, programme: Programme) -> list[Workshop]:
    """The organisation's workshops that have a place and are not in this programme, the newest first."""
    inside = select(ProgrammeWorkshop.workshop_id).where(ProgrammeWorkshop.programme_id == programme.id)
    query = select(Workshop).where(
        Workshop.organisation_id == programme.organisation_id,
        col(Workshop.deleted_at).is_(None),
        col(Workshop.place_id).is_not(None),
        col(Workshop.id).not_in(inside),
    )
    return list(session.exec(query.order_by(col(Workshop.held_on).desc(), col(Workshop.id).desc()).limit(200)))


def using(session: Session, workshop_id: int, organiser_id: int | None) -> tuple[list[Programme], int]:
    """The programmes that use a workshop: those of which this account is a member, and the number of all of them."""
    query = (
        select(Programme)
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.programme_id) == col(Programme.id))
        .where(ProgrammeWorkshop.workshop_id == workshop_id, col(Programme.deleted_at).is_(None))
        .order_by(col(Programme.name))
    )
    found = list(session.exec(query))
    mine = set(
        session.exec(
            select(Member.programme_id).where(Member.organiser_id == organiser_id, col(Member.left_at).is_(None))
        )
    )
    return [programme for programme in found if programme.id in mine], len(found)


def deadlines(session: Session, programme: Programme) -> list[Deadline]:
    """When each source is deleted, the earliest first. Sources that an organiser reviews on their date are left out."""
    found = [
        Deadline(workshop.keep_until, "workshop", workshop.title, place_id)
        for workshop, place_id in workshops(session, programme)
        if workshop.retention == DELETE
    ]
    interviews = select(Interview).where(
        Interview.programme_id == programme.id,
        col(Interview.withdrawn_at).is_(None),
        col(Interview.replaced_by).is_(None),
        Interview.retention == DELETE,
    )
    found += [
        Deadline(interview.keep_until, "interview", interview.title, interview.place_id)
        for interview in session.exec(interviews)
    ]
    if programme.retention == DELETE:
        found.append(Deadline(programme.keep_until, "programme", programme.name, None))
    return sorted(found, key=lambda deadline: (deadline.on, deadline.kind, deadline.name))
