"""Organisers' accounts: the first, by invitation, and a new password. Passwords come here already hashed."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, gettext_noop
from app.domain.models import Invitation, Organisation, Organiser
from app.domain.text import one_line

INVITATION_DAYS = 14
SHORTEST_PASSWORD = 10
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}")


class NotSignedIn(Refused):
    default = gettext_noop("Please sign in.")


def any_there(session: Session) -> bool:
    """Whether anybody has an account yet."""
    return session.exec(select(Organiser.id).limit(1)).first() is not None


def make_first(
    session: Session, *, organisation: str, name: str, email: str, password: str, now: datetime
) -> Organiser:
    """The account that the set-up link makes, and the organisation's name. Raises Conflict once there is one."""
    owner = session.exec(select(Organisation).order_by(col(Organisation.id)).with_for_update()).first()
    assert owner is not None
    if any_there(session):
        raise Conflict("The first account has been made. Sign in, or ask for an invitation.")
    owner.name = one_line(organisation, 200)
    session.add(owner)
    return _make(session, owner.id, name, email, password, now)


def by_email(session: Session, email: str) -> Organiser | None:
    """The account with this address, however it is written."""
    return session.exec(select(Organiser).where(Organiser.email == _plain(email))).first()


def acting(cookie: tuple[int, str] | None) -> tuple[int, str]:
    """The account that wants to do something, as its cookie says; raises NotSignedIn for none.

    Ask before `database.write`: whoever has no account must not enter the writer's queue and take its lock.
    """
    if cookie is None:
        raise NotSignedIn
    return cookie


def signed_in(session: Session, cookie: tuple[int, str] | None) -> Organiser:
    """Whose cookie this is, at this moment. Raises NotSignedIn for none, or one from before a new password."""
    organiser = session.get(Organiser, cookie[0]) if cookie else None
    if cookie is None or organiser is None or not secrets.compare_digest(organiser.stamp, cookie[1]):
        raise NotSignedIn
    return organiser


def everybody(session: Session) -> list[Organiser]:
    """All organisers, by name."""
    return list(session.exec(select(Organiser).order_by(col(Organiser.name), col(Organiser.id))))


def invite(session: Session, by: Organiser, now: datetime) -> str:
    """The secret of a link by which one more person makes an account."""
    return _invitation(session, by.organisation_id, None, now)


def let_choose_again(session: Session, organiser: Organiser, now: datetime) -> str:
    """The secret of a link by which this organiser chooses a new password."""
    return _invitation(session, organiser.organisation_id, organiser.id, now)


def invitation(
    session: Session, secret: str, now: datetime, *, hold: bool = False
) -> tuple[Invitation, Organiser | None]:
    """The invitation behind a link, and whose password it renews, if anybody's. Raises NotAllowed for a spent one."""
    query = select(Invitation).where(Invitation.secret_hash == _hash(secret))
    found = session.exec(query.with_for_update() if hold else query).first()
    if found is None or found.used_at or now - found.made_at > timedelta(days=INVITATION_DAYS):
        raise NotAllowed("This link no longer works. Ask another organiser for a new one.")
    return found, session.get(Organiser, found.organiser_id) if found.organiser_id else None


def accept(session: Session, secret: str, *, name: str, email: str, password: str, now: datetime) -> Organiser:
    """Use an invitation, once: the account it makes, or the one whose password is new."""
    found, organiser = invitation(session, secret, now, hold=True)
    if organiser is None:
        organiser = _make(session, found.organisation_id, name, email, password, now)
    else:
        renew_password(session, organiser, password)
    found.used_at = now
    session.add(found)
    return organiser


def renew_password(session: Session, organiser: Organiser, password: str) -> None:
    """A new password; every sign-in with the old one ends."""
    organiser.password, organiser.stamp = password, secrets.token_hex(8)
    session.add(organiser)


def organisation(session: Session) -> Organisation:
    """The one organisation of this installation."""
    owner = session.exec(select(Organisation).order_by(col(Organisation.id))).first()
    if owner is None:
        raise NotFound
    return owner


def check_password(password: str) -> str:
    """The password; raises Invalid for one that is too short to be safe or too long to be typed."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("Please choose a password of at least 10 characters.")
    if len(password) > 500:
        raise Invalid("Please choose a shorter password.")
    return password


def _make(
    session: Session, organisation_id: int | None, name: str, email: str, password: str, now: datetime
) -> Organiser:
    assert organisation_id is not None
    name, email = one_line(name, 80), _plain(email)
    if not name:
        raise Invalid("Please give your name.")
    if not _EMAIL.fullmatch(email):
        raise Invalid("Please give an e-mail address, like name@council.example.")
    if by_email(session, email):
        raise Conflict("There is an account with this e-mail address. Sign in instead.")
    organiser = Organiser(
        organisation_id=organisation_id,
        email=email,
        name=name,
        password=password,
        stamp=secrets.token_hex(8),
        made_at=now,
    )
    session.add(organiser)
    session.flush()
    return organiser


def _invitation(session: Session, organisation_id: int, organiser_id: int | None, now: datetime) -> str:
    secret = secrets.token_urlsafe(24)
    session.add(
        Invitation(organisation_id=organisation_id, secret_hash=_hash(secret), organiser_id=organiser_id, made_at=now)
    )
    return secret


def _plain(email: str) -> str:
    return one_line(email, 250).lower()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
