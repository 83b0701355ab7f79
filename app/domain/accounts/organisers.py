"""Accounts of organisers: create, correct, change the password, deactivate, activate and remove."""

import re
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from app.domain.accounts import invitations, notices, second_factor, sessions
from app.domain.accounts.acting import ORGANISER, By
from app.domain.accounts.notices import Notice
from app.domain.accounts.sessions import hash_of
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings import members
from app.domain.models import Organisation, Organiser, OrganiserNotice
from app.domain.records.security_log import Kind
from app.domain.text import one_line

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}")


def any_account(session: Session) -> bool:
    """True once the first organiser's account has been created, even if it was removed later."""
    return session.exec(select(Organiser.id).where(Organiser.kind == ORGANISER).limit(1)).first() is not None


def organisation(session: Session) -> Organisation:
    """The one organisation of this installation. Raises NotFound before set-up."""
    owner = session.exec(select(Organisation).order_by(col(Organisation.id))).first()
    if owner is None:
        raise NotFound
    return owner


def by_email(session: Session, email: str) -> Organiser | None:
    """The account with this address in any spelling, active or deactivated, or None. Removed accounts do not count."""
    return session.exec(
        select(Organiser).where(Organiser.email == plain_email(email), col(Organiser.removed_at).is_(None))
    ).first()


def by_id(session: Session, organiser_id: int) -> Organiser:
    """The account with this id. Raises NotFound for an unknown or removed one."""
    organiser = session.get(Organiser, organiser_id)
    if organiser is None or organiser.removed_at:
        raise NotFound
    return organiser


def listed(session: Session) -> list[Organiser]:
    """All accounts that are not removed, by name."""
    query = select(Organiser).where(col(Organiser.removed_at).is_(None))
    return list(session.exec(query.order_by(col(Organiser.name), col(Organiser.id))))


class OrganisationNotice(NamedTuple):
    """What the privacy notices of new workshops say about the organisation; "" for what is not filled in."""

    organisation: str
    lawful_basis: str
    contact: str


def organisation_notice(session: Session) -> OrganisationNotice:
    """The organisation's part of a privacy notice. Raises NotFound before set-up."""
    owner = organisation(session)
    return OrganisationNotice(owner.name, owner.lawful_basis, owner.contact)


def make_first(
    session: Session,
    by: By,
    *,
    organisation: str,
    name: str,
    email: str,
    password: str,
    lawful_basis: str = "",
    contact: str = "",
) -> Organiser:
    """Create the first account, which the set-up link is for, and set the organisation's name and privacy notice.

    `password` is a hash here and in every function below. Raises Conflict if an account exists, Invalid with the field.
    """
    owner = _held_organisation(session)
    if any_account(session):
        raise Conflict("The first account has been created. Sign in, or ask for an invitation.")
    owner.name = check_organisation(organisation)
    owner.lawful_basis, owner.contact = one_line(lawful_basis, 300), one_line(contact, 300)
    session.add(owner)
    return _make(session, by, owner, name, email, password)


def accept(session: Session, by: By, secret: str, *, name: str, email: str, password: str) -> Organiser:
    """Use an invitation or a reset link; returns the account that it created or gave a new password.

    Raises NotAllowed for a link that no longer works, Invalid for a name or address that cannot be used.
    """
    found, organiser = invitations.find(session, secret, by.now, hold=True)
    if organiser is None:
        organiser = _make(session, by, _held_organisation(session), name, email, password, kind=found.kind)
        invitations.use(session, found, organiser, by)
        members.join_by_invitation(session, found, organiser, By(organiser, by.device, by.now))
    else:
        sessions.hold(session, organiser)
        invitations.use(session, found, organiser, by)
        change_password(session, By(organiser, by.device, by.now), password)
        notices.add(session, organiser, Notice.PASSWORD_CHANGED, "", by.now)
    return organiser


def change_password(session: Session, by: By, password: str) -> None:
    """Give the acting account a new password, and end its unused links and its other sign-ins."""
    by.account.password = password
    session.add(by.account)
    invitations.end_all(session, by.account, by.now)
    sessions.end_all(session, by.account, by.now, keep=by.sign_in)
    by.record(session, Kind.PASSWORD_CHANGED)


def correct(session: Session, by: By, *, name: str, email: str) -> None:
    """Change the name or email address of the acting account. Raises Invalid with the field."""
    name, email = check_name(name), check_email(email)
    if email != by.account.email:
        _check_unused(session, email)
    if (name, email) != (by.account.name, by.account.email):
        by.account.name, by.account.email = name, email
        session.add(by.account)
        by.record(session, Kind.ACCOUNT_CORRECTED)


def deactivate(session: Session, by: By, organiser: Organiser) -> None:
    """Deactivate an account, and end its sign-ins and the unused links made by it or for it. Its workshops stay.

    Raises Conflict for the acting account itself and for the last active account.
    """
    _check_can_go(session, by, organiser)
    if organiser.deactivated_at is None:
        organiser.deactivated_at = by.now
        session.add(organiser)
        _end_access(session, organiser, by.now)
        by.record(session, Kind.ACCOUNT_DEACTIVATED, account=organiser.id)


def activate(session: Session, by: By, organiser: Organiser) -> None:
    """Let a deactivated account sign in again, and store a notice for its organiser."""
    if organiser.deactivated_at is not None:
        organiser.deactivated_at = None
        session.add(organiser)
        notices.add(session, organiser, Notice.ACTIVATED, by.name, by.now)
        by.record(session, Kind.ACCOUNT_ACTIVATED, account=organiser.id)


def remove(session: Session, by: By, organiser: Organiser) -> None:
    """Delete an account permanently: its name, address, password and second factor. Its workshops stay.

    Raises Conflict as `deactivate` does.
    """
    _check_can_go(session, by, organiser)
    by.record(session, Kind.ACCOUNT_REMOVED, account=organiser.id)
    _end_access(session, organiser, by.now)
    forget(session, organiser, by.now)


def forget(session: Session, organiser: Organiser, now: datetime) -> None:
    """Delete what is stored about an account: its name, address, password, second factor and notices."""
    second_factor.forget(session, organiser)
    session.exec(delete(OrganiserNotice).where(col(OrganiserNotice.organiser_id) == organiser.id))
    organiser.removed_at = now
    organiser.name, organiser.password = "", ""
    # Addresses must be unique, and no one can type this one because it has no @.
    organiser.email = f"removed {organiser.id}"
    session.add(organiser)


def require_second_factor(session: Session, by: By, *, on: bool) -> None:
    """Set whether every account of the organisation needs a second factor before it can do anything else."""
    owner = _held_organisation(session)
    if owner.second_factor_required != on:
        owner.second_factor_required = on
        session.add(owner)
        by.record(session, Kind.SECOND_FACTOR_REQUIRED if on else Kind.SECOND_FACTOR_OPTIONAL)


def change_notice(session: Session, by: By, *, lawful_basis: str, contact: str) -> None:
    """Change what privacy notices of new workshops say: at most 300 characters each. Existing notices stay."""
    owner = _held_organisation(session)
    wanted = one_line(lawful_basis, 300), one_line(contact, 300)
    if wanted != (owner.lawful_basis, owner.contact):
        owner.lawful_basis, owner.contact = wanted
        session.add(owner)
        by.record(session, Kind.ORGANISATION_CHANGED)


def check_organisation(name: str) -> str:
    """The organisation's name on one line, as it is stored. Raises Invalid if it is empty."""
    name = one_line(name, 200)
    if not name:
        raise Invalid("Enter the name of your organisation.", field="organisation")
    return name


def check_name(name: str) -> str:
    """The person's name on one line, as it is stored. Raises Invalid if it is empty."""
    name = one_line(name, 80)
    if not name:
        raise Invalid("Enter your name.", field="name")
    return name


def check_email(email: str) -> str:
    """The email address as it is stored. Raises Invalid if it does not look like an address."""
    email = plain_email(email)
    if not _EMAIL.fullmatch(email):
        raise Invalid("Enter an email address in the right format, like name@council.example.", field="email")
    return email


def plain_email(email: str) -> str:
    """The address in lower case without surplus spaces, which is how it is stored and compared."""
    return one_line(email, 250).lower()


def email_key(email: str) -> str:
    """A hash of the typed address that is the same for every spelling, as a key for rate limits."""
    return hash_of(plain_email(email))


def _make(
    session: Session, by: By, owner: Organisation, name: str, email: str, password: str, *, kind: str = ORGANISER
) -> Organiser:
    name, email = check_name(name), check_email(email)
    _check_unused(session, email)
    details = {"name": name, "email": email, "password": password, "kind": kind}
    organiser = Organiser(organisation_id=owner.id, made_at=by.now, **details)
    session.add(organiser)
    session.flush()
    own = By(organiser, by.device, by.now)
    own.record(session, Kind.ACCOUNT_CREATED, account=organiser.id)
    if kind == ORGANISER:
        members.join_samples(session, own, organiser)
    return organiser


def _check_unused(session: Session, email: str) -> None:
    if by_email(session, email):
        raise Invalid("Another account has this email address. Enter a different one.", field="email")


def _check_can_go(session: Session, by: By, organiser: Organiser) -> None:
    by.check_is_another(organiser)
    # The lock refuses one of two organisers who deactivate each other at the same moment.
    _held_organisation(session)
    sessions.hold(session, organiser)
    active = col(Organiser.removed_at).is_(None) & col(Organiser.deactivated_at).is_(None)
    # Analysts cannot invite anyone or manage the installation.
    active &= col(Organiser.kind) == ORGANISER
    if session.exec(select(Organiser.id).where(active)).all() == [organiser.id]:
        raise Conflict("This is the last active organiser, so the account has to stay.")


def _end_access(session: Session, organiser: Organiser, now: datetime) -> None:
    invitations.end_all(session, organiser, now)
    members.end_drafts(session, organiser.id, now)
    sessions.end_all(session, organiser, now)


def _held_organisation(session: Session) -> Organisation:
    owner = session.exec(select(Organisation).order_by(col(Organisation.id)).with_for_update()).first()
    assert owner is not None
    return owner
