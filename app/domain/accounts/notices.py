"""Notices that organisers see at their next sign-in, about what someone else did to their account."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, delete, select

from app.domain.accounts.acting import By
from app.domain.models import Organiser, OrganiserNotice


class Notice(StrEnum):
    """The action that the notice reports."""

    RESET_LINK_MADE = "reset_link_made"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_RESET = "second_factor_reset"
    ACTIVATED = "activated"


def add(session: Session, organiser: Organiser, notice: Notice, by_name: str, now: datetime) -> None:
    """Store a notice for the organiser that `by_name` did this; "" is the host."""
    session.add(OrganiserNotice(organiser_id=organiser.id, kind=notice, by_name=by_name, made_at=now))


def waiting(session: Session, organiser: Organiser) -> list[OrganiserNotice]:
    """The notices that this organiser has not dismissed yet, oldest first."""
    query = select(OrganiserNotice).where(OrganiserNotice.organiser_id == organiser.id)
    return list(session.exec(query.order_by(col(OrganiserNotice.id))))


def dismiss(session: Session, by: By, last_id: int) -> None:
    """Delete the acting organiser's notices up to and including id `last_id`; later ones stay."""
    mine = col(OrganiserNotice.organiser_id) == by.account.id
    session.exec(delete(OrganiserNotice).where(mine, col(OrganiserNotice.id) <= last_id))
