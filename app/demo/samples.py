"""What a new installation begins with."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.demo import programme, workshop
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.models import Workshop


def make_missing(session: Session, now: datetime) -> None:
    """Create a sample workshop if there is no other workshop, and with it the sample programme, once."""
    if not _any_workshop(session):
        programme.make(session, now)
        workshop.make(session, now)


def _any_workshop(session: Session) -> bool:
    """True if there is a workshop. Those of the sample programme do not count, and a deleted one keeps its row."""
    of_sample = (
        select(ProgrammeWorkshop.workshop_id)
        .join(Programme, col(Programme.id) == col(ProgrammeWorkshop.programme_id))
        .where(Programme.sample)
    )
    others = select(Workshop.id).where(col(Workshop.deleted_at).is_(None), col(Workshop.id).not_in(of_sample))
    return session.exec(others.limit(1)).first() is not None
