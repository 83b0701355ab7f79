"""Going back to the phase before, as if the present one had not been entered."""

from datetime import datetime

from sqlmodel import Session

from app.domain.errors import Conflict
from app.domain.models import Phase
from app.domain.steering import agenda, timer
from app.domain.steering.events import PhaseEntered
from app.domain.workshops.seats import Actor, require


def go_back(session: Session, person: Actor, entered: PhaseEntered, now: datetime) -> int:
    """Leave the phase that this event entered, and restore the phase, timer, veils and voting before; returns the seq.

    A phase that had not begun before has not begun again, so notes in its questions wait for it. Raises NotAllowed,
    Closed, and Conflict if the workshop is in another phase, or if the phase before was removed.
    """
    require(person, "steer")
    workshop = person.workshop
    before = session.get(Phase, entered.before) if entered.before else None
    present = session.get(Phase, entered.after) if entered.after else None
    if workshop.phase_id != entered.after or (entered.before and before is None):
        raise Conflict("The agenda has changed since. Look at it, then choose a phase.")
    was = agenda.before(session, workshop)
    if present is not None and entered.begun:
        present.begun_at = None
        session.add(present)
    for column in agenda.columns_of(session, workshop):
        if column.id in entered.veiled:
            column.veiled = False
            session.add(column)
    if before is not None and entered.votes_closed:
        before.votes_closed_at = None
        session.add(before)
    workshop.phase_id = entered.before
    workshop.timer_ends_at, workshop.timer_left = timer.restored(entered.before_ends_at, entered.before_left)
    return agenda.entered(session, person, was, now)
