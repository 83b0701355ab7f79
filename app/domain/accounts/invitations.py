"""Links that create an account or set a new password. An organiser or the host makes them; each works once."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, or_, select

from app.domain.accounts import notices
from app.domain.accounts.acting import ORGANISER, By, Derive
from app.domain.accounts.notices import Notice
from app.domain.accounts.sessions import hash_of
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.models import Invitation, Organisation, Organiser
from app.domain.records.security_log import Kind

INVITATION_DAYS = 14
RESET_MINUTES = 60
# The sign-in that made a link can show its address again for this long, so that a reload does not lose it.
SHOWN_MINUTES = 10
# Rows of ended links have no use after this.
FORGOTTEN = timedelta(days=30)


class Made(NamedTuple):
    """A new link: its id, and the secret in its address."""

    id: int
    secret: str


class OpenLink(NamedTuple):
    """A link that still works. `maker` is None for the host; `account`, which it resets, is None for an invitation."""

    id: int
    maker: Organiser | None
    account: Organiser | None
    until: datetime


def invite(
    session: Session,
    by: By,
    derive: Derive,
    *,
    kind: str = ORGANISER,
    programme_id: int | None = None,
    role: str | None = None,
) -> Made:
    """Make a link with which one more person can create an account of this `kind` within INVITATION_DAYS.

    The account becomes a member of the programme with this id, in this role, if it is given.
    """
    owner = session.exec(select(Organisation).order_by(col(Organisation.id))).first()
    assert owner is not None
    return _make(session, by, derive, owner.id, None, kind=kind, programme_id=programme_id, role=role)


def link_for_password(session: Session, by: By, organiser: Organiser, derive: Derive) -> Made:
    """Make a link with which this organiser can set a new password within RESET_MINUTES.

    They see a notice at their next sign-in. Raises Conflict for the acting account itself and for a deactivated one,
    NotFound for a removed one.
    """
    by.check_is_another(organiser)
    if organiser.deactivated_at:
        raise Conflict("This account is deactivated. Activate it first.")
    if organiser.removed_at:
        raise NotFound
    notices.add(session, organiser, Notice.RESET_LINK_MADE, by.name, by.now)
    return _make(session, by, derive, organiser.organisation_id, organiser)


def find(session: Session, secret: str, now: datetime, *, hold: bool = False) -> tuple[Invitation, Organiser | None]:
    """The link with this secret and the account whose password it resets (None for an invitation).

    `hold` locks the link until the commit. Raises NotAllowed for an unknown, used or expired link.
    """
    query = select(Invitation).where(Invitation.secret_hash == hash_of(secret))
    found = session.exec(query.with_for_update() if hold else query).first()
    if found is None or not _is_open(found, now):
        raise NotAllowed("This link no longer works. Ask another organiser for a new one.")
    return found, session.get(Organiser, found.organiser_id) if found.organiser_id else None


def use(session: Session, found: Invitation, organiser: Organiser, by: By) -> None:
    """Mark a link as used by `organiser`."""
    found.used_at, found.session_id = by.now, None
    session.add(found)
    By(organiser, by.device, by.now).record(session, Kind.LINK_USED, link=found.id)


def secret_to_show(session: Session, by: By, link_id: int, derive: Derive) -> tuple[Invitation, str]:
    """A link and its secret. Raises NotFound after SHOWN_MINUTES, and for every sign-in except the one that made it."""
    found = session.get(Invitation, link_id)
    if found is None or found.ref is None or by.sign_in is None or found.session_id != by.sign_in.id:
        raise NotFound
    if not _is_open(found, by.now) or by.now - found.made_at >= timedelta(minutes=SHOWN_MINUTES):
        raise NotFound
    return found, derive("invitation", found.ref)


def open_links(session: Session, now: datetime) -> list[OpenLink]:
    """Every link that works now, newest first."""
    rows = session.exec(select(Invitation).where(_UNUSED).order_by(col(Invitation.id).desc()))
    return [
        OpenLink(row.id, _organiser(session, row.made_by_id), _organiser(session, row.organiser_id), _until(row))
        for row in rows
        if _is_open(row, now)
    ]


def turn_off(session: Session, by: By, link_id: int) -> None:
    """End a link before anyone uses it. Raises NotFound for a link that no longer works."""
    found = session.get(Invitation, link_id, with_for_update=True)
    if found is None or not _is_open(found, by.now):
        raise NotFound
    _end(session, [found], by.now)
    by.record(session, Kind.LINK_TURNED_OFF, link=link_id)


def end_all(session: Session, organiser: Organiser, now: datetime) -> None:
    """End every unused link for this account or made by it: an intruder in the account may have made one."""
    of_account = or_(col(Invitation.organiser_id) == organiser.id, col(Invitation.made_by_id) == organiser.id)
    _end(session, session.exec(select(Invitation).where(_UNUSED, of_account)).all(), now)


def end_for_everyone(session: Session, now: datetime) -> None:
    """End every unused link of every account."""
    _end(session, session.exec(select(Invitation).where(_UNUSED)).all(), now)


def purge(session: Session, now: datetime) -> None:
    """Delete the links that were made more than FORGOTTEN ago."""
    session.exec(delete(Invitation).where(col(Invitation.made_at) < now - FORGOTTEN))


_UNUSED = col(Invitation.used_at).is_(None) & col(Invitation.ended_at).is_(None)


def _make(
    session: Session, by: By, derive: Derive, organisation_id: int, organiser: Organiser | None, **account: Any
) -> Made:
    ref = secrets.token_hex(16)
    secret = derive("invitation", ref)
    row = Invitation(
        organisation_id=organisation_id,
        secret_hash=hash_of(secret),
        ref=ref,
        organiser_id=organiser.id if organiser else None,
        made_by_id=by.organiser.id if by.organiser else None,
        session_id=by.sign_in.id if by.sign_in else None,
        made_at=by.now,
        **account,
    )
    session.add(row)
    session.flush()
    by.record(session, Kind.LINK_MADE, link=row.id, **({"account": organiser.id} if organiser else {}))
    return Made(row.id, secret)


def _is_open(row: Invitation, now: datetime) -> bool:
    return row.used_at is None and row.ended_at is None and now < _until(row)


def _until(row: Invitation) -> datetime:
    lasts = timedelta(minutes=RESET_MINUTES) if row.organiser_id else timedelta(days=INVITATION_DAYS)
    return row.made_at + lasts


def _end(session: Session, rows: Sequence[Invitation], now: datetime) -> None:
    for row in rows:
        row.ended_at, row.session_id = now, None
        session.add(row)


def _organiser(session: Session, organiser_id: int | None) -> Organiser | None:
    return session.get(Organiser, organiser_id) if organiser_id else None
