"""What an account's person is told when they next sign in, because somebody else did it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, delete, select

from app.domain.accounts.acting import By, id_of
from app.domain.models import Organiser, OrganiserNotice


class Notice(StrEnum):
    """What was done to the account."""

    RESET_LINK_MADE = "reset_link_made"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_RESET = "second_factor_reset"
    ACTIVATED = "activated"


def tell(session: Session, organiser: Organiser, notice: Notice, by_name: str, now: datetime) -> None:
    """Tell the account's person that `by_name` did this; an empty name is the host."""
    session.add(OrganiserNotice(organiser_id=id_of(organiser), kind=notice, by_name=by_name, made_at=now))


def waiting(session: Session, organiser: Organiser) -> list[OrganiserNotice]:
    """What this person has not dismissed yet, oldest first."""
    query = select(OrganiserNotice).where(OrganiserNotice.organiser_id == organiser.id)
    return list(session.exec(query.order_by(col(OrganiserNotice.id))))


def dismiss(session: Session, by: By, last_id: int) -> None:
    """The person has read their notices up to this one; a later one is still to be told."""
    mine = col(OrganiserNotice.organiser_id) == by.account.id
    session.exec(delete(OrganiserNotice).where(mine, col(OrganiserNotice.id) <= last_id))
