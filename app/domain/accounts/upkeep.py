"""Regular clean-up of accounts: ends expired sign-ins and deletes what is stored for a limited time."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from app.domain.accounts import invitations, second_factor, sessions
from app.domain.models import Invitation, OrganiserSession, SecondFactor, SecurityEntry
from app.domain.records import security_log


def is_due(session: Session, now: datetime) -> bool:
    """True if `tidy` would change anything; checking first avoids an empty write."""
    old = (
        select(SecurityEntry.id).where(SecurityEntry.at < now - security_log.KEPT),
        select(Invitation.id).where(Invitation.made_at < now - invitations.FORGOTTEN),
        select(SecondFactor.organiser_id).where(_codes_are_old(now)),
    )
    return bool(sessions.expired(session, now)) or any(session.exec(query.limit(1)).first() for query in old)


def tidy(session: Session, now: datetime) -> None:
    """End expired sign-ins with the facilitator links they opened, and delete old links, log entries and codes."""
    sessions.end(session, sessions.expired(session, now), now)
    invitations.purge(session, now)
    security_log.purge(session, now)
    session.exec(update(SecondFactor).where(_codes_are_old(now)).values(codes_ref=None, codes_session_id=None))


def after_restore(session: Session, now: datetime) -> None:
    """End every sign-in and every invitation, because some may have been ended since the backup was made."""
    sessions.end(session, session.exec(select(OrganiserSession)).all(), now)
    invitations.end_for_everyone(session, now)


def _codes_are_old(now: datetime) -> ColumnElement[bool]:
    return col(SecondFactor.codes_ref).is_not(None) & (col(SecondFactor.codes_at) < now - second_factor.SHOWN)
