"""The members of a programme: list, add, change the role, and leave."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from app.domain import journal
from app.domain.accounts.acting import ANALYST, ORGANISER, By
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings.events import MemberChanged, MemberJoined, MemberLeft
from app.domain.findings.models import Member, Programme
from app.domain.findings.reports.report_models import ReportLink
from app.domain.findings.rights import Colleague, Right, Role, has, record, require
from app.domain.models import Invitation, Organiser
from app.domain.records.security_log import Kind


class Person(NamedTuple):
    """A member with the account's present name; a removed account has lost its name, so its pen name stays."""

    member: Member
    name: str
    kind: str


def listed(session: Session, programme: Programme) -> list[Person]:
    """The members who have not left, in the order in which they joined."""
    query = (
        select(Member, Organiser)
        .join(Organiser, col(Organiser.id) == col(Member.organiser_id))
        .where(Member.programme_id == programme.id, col(Member.left_at).is_(None))
        .order_by(col(Member.joined_at), col(Member.organiser_id))
    )
    return [Person(member, account.name or member.pen_name, account.kind) for member, account in session.exec(query)]


def pen_names(session: Session, programme: Programme) -> dict[int, str]:
    """The pen names of all who are or were members, by account id."""
    rows = session.exec(select(Member.organiser_id, Member.pen_name).where(Member.programme_id == programme.id))
    return dict(rows.all())


def to_add(session: Session, programme: Programme) -> list[Organiser]:
    """The active accounts that are no members of this programme, by name."""
    inside = select(Member.organiser_id).where(Member.programme_id == programme.id, col(Member.left_at).is_(None))
    query = select(Organiser).where(
        col(Organiser.removed_at).is_(None), col(Organiser.deactivated_at).is_(None), col(Organiser.id).not_in(inside)
    )
    return list(session.exec(query.order_by(col(Organiser.name), col(Organiser.id))))


def add(session: Session, person: Colleague, organiser_id: int, role: str) -> int:
    """Make an account a member, also one that has left; returns the seq. Raises NotAllowed, NotFound, Invalid."""
    require(person, Right.ORGANISE)
    account = session.get(Organiser, organiser_id)
    if account is None or account.removed_at is not None or account.deactivated_at is not None:
        raise NotFound
    return _join(session, person.programme, account, role, person.by)


def join_by_invitation(session: Session, found: Invitation, account: Organiser, by: By) -> None:
    """Make the account that an invitation has created a member of the invitation's programme, if it names one."""
    programme = session.get(Programme, found.programme_id, with_for_update=True) if found.programme_id else None
    if programme is not None and programme.deleted_at is None and found.role is not None:
        _join(session, programme, account, found.role, by)


def join_samples(session: Session, by: By, account: Organiser | None = None) -> None:
    """Make an organiser's account, or every one with None, an organiser of the sample programme, if there is one."""
    organisers = select(Organiser).where(Organiser.kind == ORGANISER, col(Organiser.removed_at).is_(None))
    accounts = [account] if account is not None else session.exec(organisers).all()
    samples = select(Programme).where(Programme.sample, col(Programme.deleted_at).is_(None))
    for programme in session.exec(samples.with_for_update()).all():
        for each in accounts:
            _join(session, programme, each, Role.ORGANISER, by)


def without_organiser(session: Session) -> list[Programme]:
    """The programmes whose organisers have all left or lost their accounts, by name."""
    active = (
        select(Member.programme_id)
        .join(Organiser, col(Organiser.id) == col(Member.organiser_id))
        .where(Member.role == Role.ORGANISER, col(Member.left_at).is_(None))
        .where(col(Organiser.removed_at).is_(None), col(Organiser.deactivated_at).is_(None))
    )
    query = select(Programme).where(col(Programme.deleted_at).is_(None), col(Programme.id).not_in(active))
    return list(session.exec(query.order_by(col(Programme.name), col(Programme.id))))


def take_over(session: Session, by: By, key: str) -> int:
    """Make the acting account an organiser of a programme that has none; returns the seq.

    Raises NotFound for a programme that has one, and for analysts: what others organise is not theirs to see.
    """
    found = next((programme for programme in without_organiser(session) if programme.key == key), None)
    if found is None or by.account.kind == ANALYST:
        raise NotFound
    session.refresh(found, with_for_update=True)
    return _join(session, found, by.account, Role.ORGANISER, by)


def change_role(session: Session, person: Colleague, organiser_id: int, role: str) -> int:
    """Change a member's role; returns the seq. Raises NotAllowed, NotFound, Invalid, and Conflict as `leave` does."""
    require(person, Right.ORGANISE)
    member = _member(session, person.programme, organiser_id)
    _check(role, session.get_one(Organiser, organiser_id).kind)
    if member.role == role:
        return person.programme.seq
    if member.role == Role.ORGANISER:
        _not_the_last(session, person.programme, organiser_id)
    member.role = role
    session.add(member)
    if not has(role, Right.ORGANISE):
        _end_invitations(session, organiser_id, person.now, person.programme)
    if not has(role, Right.LEAD):
        end_drafts(session, organiser_id, person.now, person.programme)
    session.flush()
    person.by.record(session, Kind.MEMBER_CHANGED, programme=person.programme.key, account=organiser_id, role=role)
    return record(session, person, MemberChanged(organiser_id))


def leave(session: Session, person: Colleague, organiser_id: int) -> int:
    """End a membership, which members can do for themselves; what they wrote stays. Returns the seq.

    Raises NotAllowed, NotFound, and Conflict for the last organiser, without whom no one could manage the programme.
    """
    if organiser_id != person.id:
        require(person, Right.ORGANISE)
    member = _member(session, person.programme, organiser_id)
    if member.role == Role.ORGANISER:
        _not_the_last(session, person.programme, organiser_id)
    member.left_at = person.now
    session.add(member)
    _end_invitations(session, organiser_id, person.now, person.programme)
    end_drafts(session, organiser_id, person.now, person.programme)
    session.flush()
    person.by.record(session, Kind.MEMBER_LEFT, programme=person.programme.key, account=organiser_id)
    return record(session, person, MemberLeft(organiser_id))


def end_drafts(session: Session, organiser_id: int, now: datetime, programme: Programme | None = None) -> None:
    """End the links to drafts that an account made, in one programme or in every one.

    The account has seen their addresses, and could still read the drafts.
    """
    made = (col(ReportLink.made_by_id) == organiser_id, col(ReportLink.ended_at).is_(None))
    if programme is not None:
        made = (*made, col(ReportLink.programme_id) == programme.id)
    session.exec(update(ReportLink).where(*made).values(ended_at=now))


def _end_invitations(session: Session, organiser_id: int, now: datetime, programme: Programme) -> None:
    """End the unused invitations to a programme that a member made, who could let someone in with them."""
    made = (col(Invitation.made_by_id) == organiser_id, col(Invitation.programme_id) == programme.id)
    unused = (col(Invitation.used_at).is_(None), col(Invitation.ended_at).is_(None))
    session.exec(update(Invitation).where(*made, *unused).values(ended_at=now, session_id=None))


def _join(session: Session, programme: Programme, account: Organiser, role: str, by: By) -> int:
    _check(role, account.kind)
    number = account.id
    assert programme.id is not None
    member = session.get(Member, (programme.id, number)) or Member(
        programme_id=programme.id, organiser_id=number, role=role, pen_name=account.name, joined_at=by.now
    )
    if member.left_at is None and member in session and member.role == role:
        return programme.seq
    member.role, member.left_at = role, None
    session.add(member)
    session.flush()
    by.record(session, Kind.MEMBER_JOINED, programme=programme.key, account=number, role=role)
    return journal.record(session, programme, MemberJoined(number), by.now)


def _check(role: str, kind: str) -> None:
    if role not in set(Role):
        raise Invalid("Choose a role.", field="role")
    if role == Role.ORGANISER and kind == ANALYST:
        raise Invalid("This account is an analyst’s. It cannot organise a programme.", field="role")


def _member(session: Session, programme: Programme, organiser_id: int) -> Member:
    member = session.get(Member, (programme.id, organiser_id))
    if member is None or member.left_at is not None:
        raise NotFound
    return member


def _not_the_last(session: Session, programme: Programme, organiser_id: int) -> None:
    others = select(Member.organiser_id).where(
        Member.programme_id == programme.id,
        Member.role == Role.ORGANISER,
        col(Member.left_at).is_(None),
        Member.organiser_id != organiser_id,
    )
    if session.exec(others.limit(1)).first() is None:
        raise Conflict("This is the only organiser of the programme. Make someone else an organiser first.")
