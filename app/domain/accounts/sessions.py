"""Sign-ins of organisers: begin, check, renew, list and end them.

A browser holds a random token and the database holds its hash, so a stolen backup lets no one sign in.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from app.domain import journal
from app.domain.accounts import second_factor
from app.domain.accounts.acting import ANALYST, By, Derive
from app.domain.errors import NotAllowed, NotFound, Refused, gettext_noop
from app.domain.events import LinkRevoked
from app.domain.models import Invitation, Link, Organisation, Organiser, OrganiserSession, SecondFactor, Workshop
from app.domain.records.security_log import Kind

# How long a sign-in lasts without a request, KEPT_IDLE with "keep me signed in", and how long it lasts at most.
IDLE = timedelta(hours=12)
KEPT_IDLE = timedelta(days=14)
AT_MOST = timedelta(days=30)
# How long a browser may wait for the code of the second factor.
CODE_WAITS = timedelta(minutes=10)
# "Last seen" is written at most this often, so that reading a page rarely causes a write.
SEEN_EVERY = timedelta(minutes=5)
ONLY_PROGRAMMES = gettext_noop("Analysts can open only their programmes and their own account.")


class NotSignedIn(Refused):
    default = gettext_noop("Please sign in.")


class SecondFactorMissing(Refused):
    """The organisation requires a second factor, and this account has none yet."""

    default = gettext_noop("Your organisation asks for a second factor. Set it up first.")


class Presented(NamedTuple):
    """A request's evidence: the hash of its token, the time (UTC), and a description of the browser."""

    token_hash: str
    at: datetime
    device: str


def fresh_token() -> str:
    """A new token for a browser's cookie: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """The hash of a token that the database stores. Tokens are long and random, so SHA-256 without salt is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def with_password(session: Session, organiser_id: int, checked: str) -> Organiser:
    """The locked account, if its password hash is still `checked`, which was verified outside the transaction.

    Raises NotSignedIn if the password has changed in between.
    """
    organiser = session.get_one(Organiser, organiser_id)
    hold(session, organiser)
    if not secrets.compare_digest(organiser.password, checked):
        raise NotSignedIn
    return organiser


def begin(session: Session, organiser: Organiser, presented: Presented, *, kept: bool) -> OrganiserSession:
    """Start a sign-in of this account under the presented token; `kept` is "keep me signed in on this device".

    If the account has a second factor, the sign-in gives no access before `finish`. Raises NotSignedIn if the account
    is deactivated or removed.
    """
    if organiser.deactivated_at or organiser.removed_at:
        raise NotSignedIn
    needs_code = second_factor.is_on(session, organiser)
    row = OrganiserSession(
        organiser_id=organiser.id,
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


def acting(
    session: Session,
    presented: Presented | None,
    *,
    setting_up: bool = False,
    lock: bool = False,
    analysts: bool = False,
) -> By:
    """The organiser whose token this is; `lock` locks the account's row, so that the answer holds until the commit.

    Raises NotSignedIn for no token, an ended sign-in or a deactivated account. Raises SecondFactorMissing if the
    organisation requires a second factor and the account has none, except while `setting_up` one. Raises NotAllowed for
    an analyst's account, except with `analysts`, which is for one's own account and for programmes.
    """
    row = _found(session, presented)
    if row is not None and lock:
        hold(session, session.get_one(Organiser, row.organiser_id))
        # Another worker may have ended the sign-in while this one waited for the lock.
        row = _found(session, presented)
    if presented is None or row is None or row.needs_code:
        raise NotSignedIn
    organiser = _active(session, row)
    if organiser.kind == ANALYST and not analysts:
        raise NotAllowed(ONLY_PROGRAMMES)
    if not setting_up and not second_factor.is_on(session, organiser):
        owner = session.get(Organisation, organiser.organisation_id)
        if owner is not None and owner.second_factor_required:
            raise SecondFactorMissing
    return By(organiser, presented.device, presented.at, row)


def signed_in(session: Session, presented: Presented | None, *, analysts: bool = False) -> Organiser:
    """The organiser who makes this request. Raises the same errors as `acting`."""
    return acting(session, presented, analysts=analysts).account


def waiting_for_code(session: Session, presented: Presented | None) -> By:
    """The person who gave the right password and still needs a code of the second factor.

    Raises NotSignedIn, also if the second factor was reset since: the person then signs in again, without a code.
    """
    row = _found(session, presented)
    if presented is None or row is None or not row.needs_code:
        raise NotSignedIn
    organiser = _active(session, row)
    if not second_factor.is_on(session, organiser):
        raise NotSignedIn
    return By(organiser, presented.device, presented.at, row)


def finish(session: Session, by: By, token_hash: str, code: str, derive: Derive) -> None:
    """Complete the sign-in of a person `waiting_for_code`, under a new token because it now gives more access.

    Raises Invalid for a wrong code.
    """
    second_factor.use_code(session, by, code, derive)
    row = renew(session, by, token_hash)
    row.needs_code, row.made_at, row.seen_at = False, by.now, by.now
    session.add(row)
    by.record(session, Kind.SIGNED_IN)


def renew(session: Session, by: By, token_hash: str) -> OrganiserSession:
    """Give the acting sign-in a new token; the old one stops working."""
    assert by.sign_in is not None
    by.sign_in.token_hash = token_hash
    session.add(by.sign_in)
    return by.sign_in


def is_active(session: Session, presented: Presented | None) -> bool:
    """True for the token of a sign-in that has not ended, even if it still needs a code."""
    return _found(session, presented) is not None


def is_due(session: Session, presented: Presented) -> bool:
    """True if the sign-in is active and was marked as seen at least SEEN_EVERY ago."""
    row = _found(session, presented)
    return row is not None and presented.at - row.seen_at >= SEEN_EVERY


def mark_seen(session: Session, presented: Presented) -> None:
    """Store the request's time as the sign-in's "last seen", if it `is_due`."""
    if is_due(session, presented) and (row := _found(session, presented)):
        row.seen_at = presented.at
        session.add(row)


def listed(session: Session, by: By) -> list[OrganiserSession]:
    """The acting account's active sign-ins, the most recently seen first."""
    return [row for row in _of(session, by.account) if not has_ended(row, by.now) and not row.needs_code]


def end_own(session: Session, by: By, session_id: int) -> None:
    """End one sign-in of the acting account. Raises NotFound for a sign-in of another account."""
    row = session.get(OrganiserSession, session_id)
    if row is None or row.organiser_id != by.account.id:
        raise NotFound
    end(session, [row], by.now)
    by.record(session, Kind.SESSION_ENDED, sign_in=session_id)


def end_others(session: Session, by: By) -> None:
    """End every sign-in of the acting account except the current one."""
    others = [row for row in _of(session, by.account) if row is not by.sign_in]
    end(session, others, by.now)
    by.record(session, Kind.SESSION_ENDED, sign_ins=len(others))


def end_all(session: Session, organiser: Organiser, now: datetime, *, keep: OrganiserSession | None = None) -> None:
    """End every sign-in of an account except `keep`."""
    end(session, [row for row in _of(session, organiser) if row is not keep], now)


def sign_out(session: Session, presented: Presented | None) -> None:
    """End the sign-in with this token; does nothing if there is none."""
    row = _found(session, presented)
    if presented is None or row is None:
        return
    organiser = session.get(Organiser, row.organiser_id)
    end(session, [row], presented.at)
    if organiser is not None and not row.needs_code:
        By(organiser, presented.device, presented.at).record(session, Kind.SIGNED_OUT)


def expired(session: Session, now: datetime) -> list[OrganiserSession]:
    """The stored sign-ins that have expired."""
    return [row for row in session.exec(select(OrganiserSession)) if has_ended(row, now)]


def has_ended(row: OrganiserSession, now: datetime) -> bool:
    """True once this sign-in has expired."""
    if row.needs_code:
        return now - row.made_at >= CODE_WAITS
    return now - row.seen_at >= (KEPT_IDLE if row.kept else IDLE) or now - row.made_at >= AT_MOST


def end(session: Session, rows: Sequence[OrganiserSession], now: datetime) -> None:
    """End these sign-ins and revoke the facilitator links that they opened, in the same transaction."""
    ids = [row.id for row in rows]
    opened = (
        select(Link, Workshop)
        .join(Workshop, col(Workshop.id) == col(Link.workshop_id))
        .where(col(Link.session_id).in_(ids))
        # Every transaction locks workshops in this order, which avoids deadlocks.
        .order_by(col(Workshop.key))
    )
    for link, workshop in session.exec(opened).all():
        link.session_id = None
        if link.revoked_at is None:
            link.revoked_at = now
            # On this event the workshop's follower checks the permissions of every open connection again.
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
    """Lock this account's row until the commit and reload it, so that giving and ending access never overlap."""
    session.refresh(organiser, with_for_update=True)


def _found(session: Session, presented: Presented | None) -> OrganiserSession | None:
    """The active sign-in with this token, if any."""
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
