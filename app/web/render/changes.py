"""The events of an update, and the present state of what they touched."""

from collections.abc import Mapping
from functools import cached_property
from types import UnionType

from sqlmodel import Session

from app.domain.board import note_rows
from app.domain.board.events import AboutComment
from app.domain.events import AboutNote, Happened, NoteMoved, SeatChanged
from app.domain.rows import AnyWorkshop, ColumnRow, TouchedNote
from app.domain.steering import state
from app.domain.steering.events import PhaseEntered
from app.domain.steering.state import Steering
from app.domain.steering.visibility import Who
from app.domain.workshops import column_rows
from app.web.render import own_states
from app.web.render.steering import Controls, Spotlight, read_controls, read_spotlight


class Changes:
    """Events and the present state of what they touched, read once for all audiences."""

    def __init__(self, session: Session, workshop: AnyWorkshop, since: int, events: list[Happened]) -> None:
        self.session = session
        self.workshop = workshop
        self.since = since
        self.events = events
        self._about = [event for event in events if isinstance(event, AboutNote)]
        self.ids = list(dict.fromkeys(event.note for event in self._about))
        self.columns = {event.column for event in self._about} | {
            event.before for event in self._about if isinstance(event, NoteMoved)
        }

    def happened(self, kinds: type[Happened] | UnionType) -> bool:
        """True if an event of these kinds is among the events."""
        return any(isinstance(event, kinds) for event in self.events)

    @cached_property
    def touched(self) -> list[TouchedNote]:
        return note_rows.touched(self.session, self.workshop.id, self.ids) if self._about else []

    @cached_property
    def by_id(self) -> Mapping[int, ColumnRow]:
        return {column.id: column for column in column_rows.of(self.session, self.workshop.id)}

    @cached_property
    def steering(self) -> Steering:
        return state.read(self.session, self.workshop)

    @cached_property
    def changed_seats(self) -> set[str]:
        """The seats whose own states have changed."""
        found = own_states.showing(self.session, self.steering, self.ids) if self.workshop.phase_id else set()
        # A new phase takes back every *I'm ready*.
        if any(isinstance(event, SeatChanged | AboutComment | PhaseEntered) for event in self.events):
            found |= own_states.changed(self.session, self.steering, self.since)
        return found

    @cached_property
    def controls(self) -> Controls:
        return read_controls(self.session, self.workshop)

    @cached_property
    def spotlight(self) -> Spotlight:
        return read_spotlight(self.session, self.workshop)

    @cached_property
    def counts(self) -> Mapping[int, Mapping[Who, int]]:
        return note_rows.counts(self.session, self.workshop.id) if self._about else {}
