"""Going back to the phase before, as if the present one had not been entered."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.errors import Conflict
from app.domain.models import Column, Note, Phase
from app.domain.steering import agenda, timer
from app.domain.steering.events import PhaseEntered
from app.domain.workshops.seats import Actor, require


def go_back(session: Session, person: Actor, entered: PhaseEntered, now: datetime) -> int:
    """Leave the phase that this event entered, and restore the phase, timer, veils and voting before; returns the seq.

    A phase that had not begun before has not begun again. The questions that it opened wait for it, with the notes that
    were written since. A question that people read before stays readable, and keeps a veil if someone has written under
    it since.

    Raises NotAllowed, Closed, and Conflict if the workshop is in another phase, or if the phase before was removed.
    """
    require(person, "steer")
    workshop = person.workshop
    before = session.get(Phase, entered.before) if entered.before else None
    present = session.get(Phase, entered.after) if entered.after else None
    if workshop.phase_id != entered.after or (entered.before and before is None):
        raise Conflict("The agenda has changed since. Look at it, then choose a phase.")
    was = agenda.before(session, workshop)
    begun_at = present.begun_at if present is not None else None
    if present is not None and entered.begun:
        present.begun_at = None
        session.add(present)
    for column in agenda.columns_of(session, workshop):
        if column.id in entered.opened:
            column.opens_in = entered.after
            session.add(column)
        if column.id in entered.veiled and (column.id in entered.opened or not _written(session, column, begun_at)):
            column.veiled = False
            session.add(column)
    if before is not None and entered.votes_closed:
        before.votes_closed_at = None
        session.add(before)
    workshop.phase_id = entered.before
    workshop.timer_ends_at, workshop.timer_left = timer.restored(entered.before_ends_at, entered.before_left)
    return agenda.entered(session, person, was, now)


def _written(session: Session, column: Column, since: datetime | None) -> bool:
    """True if someone has posted under the question since this moment."""
    posted = select(Note.id).where(Note.workshop_id == column.workshop_id, Note.column_id == column.id)
    return since is not None and session.exec(posted.where(col(Note.posted_at) >= since).limit(1)).first() is not None
