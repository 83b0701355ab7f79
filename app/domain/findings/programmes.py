"""Programmes: create, edit, list and delete one; its places and partners."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select

from app.domain import journal
from app.domain.accounts.acting import ANALYST, By
from app.domain.board import order
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import removal
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.events import MemberJoined, PlaceAdded, PlaceRemoved, ProgrammeEdited
from app.domain.findings.models import Member, Partner, Programme, ProgrammePlace, ProgrammeWorkshop
from app.domain.findings.reports.report_models import Edition
from app.domain.findings.rights import Colleague, Right, Role, record, require
from app.domain.models import Framework, Place
from app.domain.records.retention import DELETE, RETENTIONS, today
from app.domain.records.security_log import Kind
from app.domain.text import one_line
from app.domain.workshops import workshops

# Publications name no group that is smaller than this; an organiser can choose up to the most.
LEAST_THRESHOLD, MOST_THRESHOLD = 3, 10
KEPT = timedelta(days=730)
LONGEST_NAME = 120


@dataclass(frozen=True)
class Details:
    """What an organiser says about a programme. `keep_until` is a day in `time_zone`."""

    name: str
    keep_until: date
    language: str = "en"
    time_zone: str = "Europe/London"
    threshold: int = LEAST_THRESHOLD
    reflexive: bool = False
    retention: str = DELETE


class PlaceRow(NamedTuple):
    """A place of a programme."""

    id: int
    name: str


class Own(NamedTuple):
    """A programme in a member's list, with the names of its places."""

    programme: Programme
    role: str
    places: list[str]


def create(
    session: Session, by: By, details: Details, framework: Framework, *, key: str = "", sample: bool = False
) -> Colleague:
    """Create a programme, whose first member is its creator as organiser.

    Raises NotAllowed for an analyst's account, and Invalid with the field.
    """
    if by.account.kind == ANALYST:
        raise NotAllowed("Only organisers can create a programme.")
    assert framework.id is not None
    name = _checked(details, by.now)
    programme = Programme(
        key=key or free_key(session),
        organisation_id=framework.organisation_id,
        framework_id=framework.id,
        name=name,
        language=details.language,
        time_zone=details.time_zone,
        threshold=details.threshold,
        reflexive=details.reflexive,
        keep_until=details.keep_until,
        retention=details.retention,
        sample=sample,
        made_at=by.now,
    )
    session.add(programme)
    session.flush()
    assert programme.id is not None
    member = Member(
        programme_id=programme.id,
        organiser_id=by.account.id,
        role=Role.ORGANISER,
        pen_name=by.account.name,
        joined_at=by.now,
    )
    session.add(member)
    session.flush()
    by.record(session, Kind.PROGRAMME_CREATED, programme=programme.key)
    journal.record(session, programme, MemberJoined(member.organiser_id), by.now, by=member.organiser_id)
    return Colleague(programme, member, by)


def edit(session: Session, person: Colleague, details: Details) -> int:
    """Change the details of a programme; returns the seq. Raises NotAllowed, and Invalid with the field.

    The threshold stays once a report was signed: two editions with different ones together give small counts away.
    """
    require(person, Right.ORGANISE)
    programme = person.programme
    checks = Checks()
    kept = details.threshold == programme.threshold or not _is_signed(session, programme)
    checks.unless(kept, Invalid("A signed report hides groups below this number, so it stays.", field="threshold"))
    name = checks.finish_with(lambda: _checked(details, person.now, before=programme.keep_until))
    dates = {"before": programme.keep_until.isoformat(), "after": details.keep_until.isoformat()}
    if (details.keep_until, details.retention) != (programme.keep_until, programme.retention):
        person.by.record(session, Kind.RETENTION_CHANGED, programme=programme.key, retention=details.retention, **dates)
    if (details.threshold, details.reflexive) != (programme.threshold, programme.reflexive):
        settings = {"threshold": details.threshold, "reflexive": int(details.reflexive)}
        person.by.record(session, Kind.PROGRAMME_EDITED, programme=programme.key, **settings)
    programme.name, programme.language, programme.time_zone = name, details.language, details.time_zone
    programme.threshold, programme.reflexive = details.threshold, details.reflexive
    programme.keep_until, programme.retention = details.keep_until, details.retention
    session.add(programme)
    session.flush()
    return record(session, person, ProgrammeEdited())


def _is_signed(session: Session, programme: Programme) -> bool:
    """True if any report of the programme has an edition."""
    return session.exec(select(Edition.number).where(Edition.programme_id == programme.id)).first() is not None


def delete_now(session: Session, person: Colleague) -> None:
    """Delete the programme with everything in it. The workshops stay. Raises NotAllowed."""
    require(person, Right.ORGANISE)
    person.by.record(session, Kind.PROGRAMME_DELETED, programme=person.programme.key)
    removal.delete_programme(session, person.programme, person.now)


def listed(session: Session, by: By) -> list[Own]:
    """The programmes of which the acting account is a member, newest first."""
    query = (
        select(Programme, Member.role)
        .join(Member, col(Member.programme_id) == col(Programme.id))
        .where(Member.organiser_id == by.account.id, col(Member.left_at).is_(None), col(Programme.deleted_at).is_(None))
        .order_by(col(Programme.made_at).desc(), col(Programme.id).desc())
    )
    return [
        Own(programme, role, [place.name for place in places(session, programme)])
        for programme, role in session.exec(query)
    ]


def find(session: Session, key: str) -> Programme:
    """The programme with this key, for the host, who needs no membership. Raises NotFound."""
    found = session.exec(select(Programme).where(Programme.key == key, col(Programme.deleted_at).is_(None))).first()
    if found is None:
        raise NotFound("There is no programme with this key.")
    return found


def places(session: Session, programme: Programme) -> list[PlaceRow]:
    """The places of a programme in their order."""
    query = (
        select(Place.id, Place.name)
        .join(ProgrammePlace, col(ProgrammePlace.place_id) == col(Place.id))
        .where(ProgrammePlace.programme_id == programme.id)
        .order_by(col(ProgrammePlace.order_key), col(Place.id))
    )
    return [PlaceRow(place_id, name) for place_id, name in session.exec(query) if place_id is not None]


def place(session: Session, programme: Programme, place_id: int) -> PlaceRow:
    """One place of the programme. Raises NotFound for another one."""
    found = next((row for row in places(session, programme) if row.id == place_id), None)
    if found is None:
        raise NotFound("This programme has no such place. Reload the page.")
    return found


def add_place(session: Session, person: Colleague, name: str) -> PlaceRow:
    """Add a place by its name, which workshops share; adding it again changes nothing. Raises NotAllowed, Invalid."""
    require(person, Right.ORGANISE)
    name = one_line(name, LONGEST_NAME)
    if not name:
        raise Invalid("Enter the name of the place.", field="place")
    found = workshops.place_named(session, person.programme.organisation_id, name)
    assert found.id is not None
    return include_place(session, person, found.id)


def include_place(session: Session, person: Colleague, place_id: int) -> PlaceRow:
    """Make an existing place a place of the programme, at the end of its list."""
    if session.get(ProgrammePlace, (person.programme_id, place_id)) is None:
        last = session.exec(
            select(func.max(ProgrammePlace.order_key)).where(ProgrammePlace.programme_id == person.programme_id)
        ).one()
        key = order.between(last, None)
        session.add(ProgrammePlace(programme_id=person.programme_id, place_id=place_id, order_key=key))
        session.flush()
        record(session, person, PlaceAdded(place_id))
    return place(session, person.programme, place_id)


def remove_place(session: Session, person: Colleague, place_id: int) -> int:
    """Remove a place without evidence; returns the seq. Raises NotAllowed, NotFound, and Conflict if it has any."""
    require(person, Right.ORGANISE)
    place(session, person.programme, place_id)
    used = (
        select(ProgrammeWorkshop.workshop_id).where(
            ProgrammeWorkshop.programme_id == person.programme_id, ProgrammeWorkshop.place_id == place_id
        ),
        select(Interview.id).where(
            Interview.programme_id == person.programme_id,
            Interview.place_id == place_id,
            col(Interview.withdrawn_at).is_(None),
        ),
    )
    if any(session.exec(query.limit(1)).first() for query in used):
        raise Conflict("This place has workshops or interviews. Remove them from the programme first.")
    of_place = (col(ProgrammePlace.programme_id) == person.programme_id, col(ProgrammePlace.place_id) == place_id)
    session.exec(delete(ProgrammePlace).where(*of_place))
    return record(session, person, PlaceRemoved(place_id))


def partners(session: Session, programme: Programme) -> list[Partner]:
    """The partners of a programme in their order."""
    query = select(Partner).where(Partner.programme_id == programme.id)
    return list(session.exec(query.order_by(col(Partner.order_key), col(Partner.id))))


def set_partners(session: Session, person: Colleague, names: list[tuple[str, str | None]]) -> int:
    """Replace the list of partners by these (name, group or None), keeping the ids of known names; returns the seq.

    Raises NotAllowed.
    """
    require(person, Right.ORGANISE)
    known = {partner.name: partner for partner in partners(session, person.programme)}
    key, kept = None, set()
    for name, group in names:
        name = one_line(name, LONGEST_NAME)
        if not name or name in kept:
            continue
        key = order.between(key, None)
        row = known.get(name) or Partner(
            programme_id=person.programme_id, id=fresh_id(), name=name, speaks_for=group, order_key=key
        )
        row.order_key, row.speaks_for = key, group
        session.add(row)
        kept.add(name)
    for name in known.keys() - kept:
        session.delete(known[name])
    session.flush()
    return record(session, person, ProgrammeEdited())


def fresh_id() -> str:
    """A new id for an object of a programme, for forms that a browser sends without one."""
    return secrets.token_hex(12)


def _checked(details: Details, now: datetime, before: date | None = None) -> str:
    name = one_line(details.name, LONGEST_NAME)
    checks = Checks()
    checks.unless(name, Invalid("Enter the name of the programme.", field="name"))
    fits = LEAST_THRESHOLD <= details.threshold <= MOST_THRESHOLD
    checks.unless(fits, Invalid("Choose a number from 3 to 10.", field="threshold"))
    later = details.keep_until == before or details.keep_until > today(details.time_zone, now)
    checks.unless(later, Invalid("Enter a date in the future.", field="keep_until"))
    checks.unless(details.retention in RETENTIONS, Invalid("Choose what happens on this date.", field="retention"))
    checks.finish()
    return name


def free_key(session: Session) -> str:
    """A key that no programme has or had."""
    while True:
        key = "".join(secrets.choice(workshops.KEY_LETTERS) for _ in range(workshops.KEY_LENGTH))
        if session.exec(select(Programme.id).where(Programme.key == key)).first() is None:
            return key
