"""Sign-ins of organisers: where an account is signed in, for how long, and what ends with a sign-in.

A browser holds a random token and the database its hash, so that nobody signs in with what a backup holds.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from app.domain import journal
from app.domain.accounts import second_factor
from app.domain.accounts.acting import By, Derive, id_of
from app.domain.errors import NotFound, Refused, gettext_noop
from app.domain.events import LinkRevoked
from app.domain.models import Invitation, Link, Organisation, Organiser, OrganiserSession, SecondFactor, Workshop
from app.domain.records.security_log import Kind

# How long a sign-in lasts without a request, and at most, where "keep me signed in" is not ticked and where it is.
IDLE = timedelta(hours=12)
KEPT_IDLE = timedelta(days=14)
KEPT_AT_MOST = timedelta(days=30)
# How long a browser may wait for the code of the second factor.
CODE_WAITS = timedelta(minutes=10)
# A page does not write each time it is read: "last seen" may be this much too early.
SEEN_EVERY = timedelta(minutes=5)


class NotSignedIn(Refused):
    default = gettext_noop("Please sign in.")


class SecondFactorMissing(Refused):
    """The organisation requires a second factor, and this account has none yet."""

    default = gettext_noop("Your organisation asks for a second factor. Set it up first.")


class Presented(NamedTuple):
    """What a request shows: the hash of its token, the time (UTC), and the browser in words."""

    token_hash: str
    at: datetime
    device: str


def fresh_token() -> str:
    """A new token for a browser to hold: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. Tokens are long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def with_password(session: Session, organiser_id: int, checked: str) -> Organiser:
    """The account whose password has this hash: the hash that was checked, outside the transaction.

    Raises NotSignedIn if the account has another one by now, or is deactivated: the password was right too early.
    """
    organiser = session.get_one(Organiser, organiser_id)
    hold(session, organiser)
    if not secrets.compare_digest(organiser.password, checked):
        raise NotSignedIn
    return organiser


def begin(session: Session, organiser: Organiser, presented: Presented, *, kept: bool) -> OrganiserSession:
    """A new sign-in of this account under a fresh token; `kept` is "keep me signed in on this device".

    It opens nothing before `finish`, where the account has a second factor. Raises NotSignedIn if it is deactivated.
    """
    if organiser.deactivated_at or organiser.removed_at:
        raise NotSignedIn
    needs_code = second_factor.is_on(session, organiser)
    row = OrganiserSession(
        organiser_id=id_of(organiser),
        token_hash=presented.token_hash,
        kept=kept,
        needs_code=needs_code,
        device=presented.device,
        made_at=presented.at,
        seen_at=presented.at,
    )
    session.add(row)
    session.flush()
    if not needs_code:
        By(organiser, presented.device, presented.at).record(session, Kind.SIGNED_IN)
    return row


def acting(session: Session, presented: Presented | None, *, setting_up: bool = False, lock: bool = False) -> By:
    """Whose token this is, at this moment; `lock` holds the account, so that it stays true until the commit.

    Raises NotSignedIn for none, an ended one or an account that is deactivated; SecondFactorMissing until a required
    second factor is there, except while `setting_up`.
    """
    row = _found(session, presented)
    if row is not None and lock:
        hold(session, session.get_one(Organiser, row.organiser_id))
        # Ended by another worker while this one waited for the lock?
        row = _found(session, presented)
    if presented is None or row is None or row.needs_code:
        raise NotSignedIn
    organiser = _active(session, row)
    if not setting_up and not second_factor.is_on(session, organiser):
        owner = session.get(Organisation, organiser.organisation_id)
        if owner is not None and owner.second_factor_required:
            raise SecondFactorMissing
    return By(organiser, presented.device, presented.at, row)


def signed_in(session: Session, presented: Presented | None) -> Organiser:
    """The organiser who makes this request. Raises as `acting` does."""
    return acting(session, presented).account


def waiting_for_code(session: Session, presented: Presented | None) -> By:
    """Who has given the right password and now has to give the code of their second factor. Raises NotSignedIn."""
    row = _found(session, presented)
    if presented is None or row is None or not row.needs_code:
        raise NotSignedIn
    return By(_active(session, row), presented.device, presented.at, row)


def finish(session: Session, by: By, token_hash: str, code: str, derive: Derive) -> None:
    """Sign in who was `waiting_for_code`, with that code; under a new token, for more can be done with it now.

    Raises Invalid for a wrong code.
    """
    second_factor.use_code(session, by, code, derive)
    row = renew(session, by, token_hash)
    row.needs_code, row.made_at, row.seen_at = False, by.now, by.now
    session.add(row)
    by.record(session, Kind.SIGNED_IN)


def renew(session: Session, by: By, token_hash: str) -> OrganiserSession:
    """The same sign-in under a new token; the old one opens nothing any more."""
    assert by.sign_in is not None
    by.sign_in.token_hash = token_hash
    session.add(by.sign_in)
    return by.sign_in


def is_due(session: Session, presented: Presented) -> bool:
    """True if this sign-in has to be marked as seen: it lasts, and was marked longer than five minutes ago."""
    row = _found(session, presented)
    return row is not None and presented.at - row.seen_at >= SEEN_EVERY


def mark_seen(session: Session, presented: Presented) -> None:
    """Write that this sign-in is in use."""
    if is_due(session, presented) and (row := _found(session, presented)):
        row.seen_at = presented.at
        session.add(row)


def listed(session: Session, by: By) -> list[OrganiserSession]:
    """Where this account is signed in, last seen first."""
    return [row for row in _of(session, by.account) if not has_ended(row, by.now) and not row.needs_code]


def end_own(session: Session, by: By, session_id: int) -> None:
    """End one sign-in of one's own account. Raises NotFound for another's."""
    row = session.get(OrganiserSession, session_id)
    if row is None or row.organiser_id != by.account.id:
        raise NotFound
    end(session, [row], by.now)
    by.record(session, Kind.SESSION_ENDED, sign_in=session_id)


def end_others(session: Session, by: By) -> None:
    """End every sign-in of one's own account except this one."""
    others = [row for row in _of(session, by.account) if row is not by.sign_in]
    end(session, others, by.now)
    by.record(session, Kind.SESSION_ENDED, sign_ins=len(others))


def end_all(session: Session, organiser: Organiser, now: datetime, *, keep: OrganiserSession | None = None) -> None:
    """End every sign-in of an account, except the one to `keep`."""
    end(session, [row for row in _of(session, organiser) if row is not keep], now)


def sign_out(session: Session, presented: Presented | None) -> None:
    """End the sign-in with this token, if there is one."""
    row = _found(session, presented)
    if presented is None or row is None:
        return
    organiser = session.get(Organiser, row.organiser_id)
    end(session, [row], presented.at)
    if organiser is not None and not row.needs_code:
        By(organiser, presented.device, presented.at).record(session, Kind.SIGNED_OUT)


def expired(session: Session, now: datetime) -> list[OrganiserSession]:
    """The sign-ins whose time is over."""
    return [row for row in session.exec(select(OrganiserSession)) if has_ended(row, now)]


def has_ended(row: OrganiserSession, now: datetime) -> bool:
    """True once this sign-in's time is over."""
    if row.needs_code:
        return now - row.made_at >= CODE_WAITS
    if row.kept:
        return now - row.seen_at >= KEPT_IDLE or now - row.made_at >= KEPT_AT_MOST
    return now - row.seen_at >= IDLE


def end(session: Session, rows: Sequence[OrganiserSession], now: datetime) -> None:
    """End these sign-ins; the seats that they opened stop facilitating at once, in this same transaction."""
    ids = [row.id for row in rows]
    opened = (
        select(Link, Workshop)
        .join(Workshop, col(Workshop.id) == col(Link.workshop_id))
        .where(col(Link.session_id).in_(ids))
        # The order in which others lock them.
        .order_by(col(Workshop.key))
    )
    for link, workshop in session.exec(opened).all():
        link.session_id = None
        if link.revoked_at is None:
            assert link.id is not None
            link.revoked_at = now
            # Whoever reads the journal checks every open connection of this workshop again.
            journal.record(session, workshop, LinkRevoked(link=link.id), now)
        session.add(link)
    session.exec(update(Invitation).where(col(Invitation.session_id).in_(ids)).values(session_id=None))
    codes = update(SecondFactor).where(col(SecondFactor.codes_session_id).in_(ids))
    session.exec(codes.values(codes_ref=None, codes_session_id=None))
    session.flush()
    for row in rows:
        session.delete(row)
    session.flush()


def hold(session: Session, organiser: Organiser) -> None:
    """Lock this account's row until the commit, and read it again: what gives access and what ends it take turns."""
    session.refresh(organiser, with_for_update=True)


def _found(session: Session, presented: Presented | None) -> OrganiserSession | None:
    """The sign-in with this token, if its time is not over."""
    if presented is None:
        return None
    query = select(OrganiserSession).where(OrganiserSession.token_hash == presented.token_hash)
    row = session.exec(query.execution_options(populate_existing=True)).first()
    return None if row is None or has_ended(row, presented.at) else row


def _active(session: Session, row: OrganiserSession) -> Organiser:
    organiser = session.get(Organiser, row.organiser_id)
    if organiser is None or organiser.deactivated_at or organiser.removed_at:
        raise NotSignedIn
    return organiser


def _of(session: Session, organiser: Organiser) -> list[OrganiserSession]:
    query = select(OrganiserSession).where(OrganiserSession.organiser_id == organiser.id)
    return list(session.exec(query.order_by(col(OrganiserSession.seen_at).desc(), col(OrganiserSession.id).desc())))
