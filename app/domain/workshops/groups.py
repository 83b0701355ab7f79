"""Groups that people choose when they join, and the one rule for showing them.

Where writers were promised anonymity, a group of one or two people would name them. It is shown only once enough
people have chosen it, and then stays shown: hiding it again would tell who left.
"""

from datetime import datetime

from sqlmodel import Session, col, func, select, update

from app.domain import journal
from app.domain.events import GroupShown
from app.domain.journal import Numbered
from app.domain.models import Seat, Workshop
from app.domain.records.quarter_hours import protects_writers
from app.domain.rows import AnyWorkshop

# The default of the setting GROUP_THRESHOLD.
THRESHOLD = 3


def shown(workshop: AnyWorkshop, group: str | None) -> str | None:
    """The group as every page and file may show it, or None while too few people have chosen it."""
    return group if not protects_writers(workshop) or group in workshop.shown_groups else None


def shown_partner(workshop: AnyWorkshop, group: str | None, partner: str | None) -> str | None:
    """The partner that a note of this group is about, or None while the group is not shown.

    No one writes about a link of their own group with itself, so a partner alone would narrow down who wrote the note.
    """
    return partner if shown(workshop, group) is not None else None


def chosen(session: Session, workshop: Numbered, group: str, threshold: int, now: datetime) -> None:
    """Show the group from now on if at least `threshold` people have chosen it: removed ones too, but no facilitators.

    Call this after a seat has chosen a group that is not shown yet. The caller must have locked the workshop's row.
    """
    # A facilitator may have a second seat with the group of their first one, and would count twice.
    same = (Seat.workshop_id == workshop.id, Seat.speaks_for == group, col(Seat.link_id).is_(None))
    if session.exec(select(func.count()).select_from(Seat).where(*same)).one() < threshold:
        return
    known = session.exec(select(Workshop.shown_groups).where(Workshop.id == workshop.id)).one()
    session.exec(
        update(Workshop)
        .where(col(Workshop.id) == workshop.id)
        # Every note shows the group of its writer.
        .values(shown_groups=[*known, group], render_version=col(Workshop.render_version) + 1)
        .execution_options(synchronize_session=False)
    )
    journal.record(session, workshop, GroupShown(), now)
