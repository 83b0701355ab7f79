"""What the projector screen shows: chosen by facilitators, and never more than participants see."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.domain import journal
from app.domain.board import lookup
from app.domain.errors import Invalid
from app.domain.rows import AnyWorkshop, ColumnRow
from app.domain.steering.events import ScreenSwitched
from app.domain.workshops.seats import Actor, require

JOIN, BOARD, SPOTLIGHT, TIMER, WHEEL, VOTES, RATINGS = SHOWS = (
    *("join", "board", "spotlight", "timer", "wheel", "votes", "ratings"),
)


def switch(session: Session, person: Actor, shows: str, now: datetime) -> int:
    """Have the screen show one of SHOWS, or the question whose id `shows` is; returns the seq.

    Raises Invalid for anything else, NotFound, NotAllowed, Closed.
    """
    require(person, "steer")
    workshop = person.workshop
    if shows not in SHOWS:
        if not shows.isdecimal() or len(shows) > 9:
            raise Invalid("The screen cannot show that.")
        shows = f"{lookup.column(session, person, int(shows)).id}"
    if workshop.screen == shows:
        return workshop.seq
    before, workshop.screen = workshop.screen, shows
    session.add(workshop)
    session.flush()
    return journal.record(session, workshop, ScreenSwitched(before=before, after=shows), now, by=person.seat.id)


def shown_column(workshop: AnyWorkshop, columns: Sequence[ColumnRow]) -> ColumnRow | None:
    """The question that the screen was told to show; None for none, or if it has been removed."""
    return next((column for column in columns if f"{column.id}" == workshop.screen), None)
