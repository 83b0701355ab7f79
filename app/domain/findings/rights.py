"""Who may do what in a programme. Every right is checked by `require`, in the action's own transaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.accounts.acting import By
from app.domain.errors import NotAllowed, NotFound, gettext_noop
from app.domain.findings.events import InProgramme
from app.domain.findings.models import Member, Programme

NO_PROGRAMME = gettext_noop("There is no programme at this address. Check the address.")


class Role(StrEnum):
    """What a member does in a programme."""

    ORGANISER = "organiser"
    LEAD = "lead"
    ANALYST = "analyst"
    REVIEWER = "reviewer"


class Right(StrEnum):
    """READ: see everything but blind books. DOWNLOAD: take it away as files. CODE: import, code, write. LEAD: rounds,
    own codes, withdrawal. ORGANISE: details, members, workshops, consent, dates and deletion."""

    READ = "read"
    DOWNLOAD = "download"
    CODE = "code"
    LEAD = "lead"
    ORGANISE = "organise"


# In a small team one person does everything, so each role also has the rights of those after it.
_RIGHTS = {
    Role.ORGANISER: {Right.READ, Right.DOWNLOAD, Right.CODE, Right.LEAD, Right.ORGANISE},
    Role.LEAD: {Right.READ, Right.DOWNLOAD, Right.CODE, Right.LEAD},
    Role.ANALYST: {Right.READ, Right.DOWNLOAD, Right.CODE},
    Role.REVIEWER: {Right.READ},
}
_REFUSALS = {
    Right.DOWNLOAD: gettext_noop("Reviewers can read this programme but not download its files."),
    Right.CODE: gettext_noop("Reviewers can read this programme but not change it."),
    Right.LEAD: gettext_noop("Only a lead analyst or an organiser of this programme can do that."),
    Right.ORGANISE: gettext_noop("Only an organiser of this programme can do that."),
}


@dataclass(frozen=True)
class Colleague:
    """A member of a programme who acts now, as ORM objects that can be changed."""

    programme: Programme
    member: Member
    by: By

    @property
    def programme_id(self) -> int:
        return self.programme.id

    @property
    def id(self) -> int:
        """The id of the account."""
        return self.member.organiser_id

    @property
    def now(self) -> datetime:
        return self.by.now

    def may(self, right: Right) -> bool:
        """True if the member's role has this right."""
        return has(self.member.role, right)


def has(role: str, right: Right) -> bool:
    """True if members with this role have this right."""
    return right in _RIGHTS[Role(role)]


def load(session: Session, by: By, key: str, right: Right = Right.READ, *, hold: bool = False) -> Colleague:
    """The acting account as a member of the programme at this key; `hold` locks the programme's row until the commit.

    Raises NotFound for an unknown programme and for people who are not its members, so that no one else learns that it
    is there. Raises NotAllowed for a role without this right.
    """
    query = select(Programme).where(Programme.key == key, col(Programme.deleted_at).is_(None))
    programme = session.exec(query.with_for_update() if hold else query).first()
    member = session.get(Member, (programme.id, by.account.id)) if programme else None
    if programme is None or member is None or member.left_at is not None:
        raise NotFound(NO_PROGRAMME)
    person = Colleague(programme, member, by)
    require(person, right)
    return person


def record(session: Session, person: Colleague, event: InProgramme) -> int:
    """Store an event of this member in the programme's journal; returns its seq."""
    return journal.record(session, person.programme, event, person.now, by=person.id)


def require(person: Colleague, right: Right) -> None:
    """Raise NotAllowed if the member's role does not have this right."""
    if not person.may(right):
        raise NotAllowed(_REFUSALS[right])
