"""Who may be named in what leaves a programme: group sizes at each place, and the words under a quote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.findings.units import GROUP, NOTE, Unit
from app.domain.models import Seat, Workshop
from app.domain.workshops import groups


@dataclass(frozen=True)
class Taken:
    """How many people took part: those who joined workshops, and those who were interviewed, by (place id, group)."""

    people: Mapping[tuple[int, str | None], int]
    interviewees: Mapping[tuple[int, str | None], int]
    threshold: int

    def size(self, place_id: int, group: str | None) -> int:
        """The size of a group at a place: its people at workshops and its interviewees."""
        return self.people.get((place_id, group), 0) + self.interviewees.get((place_id, group), 0)

    def large(self, place_ids: Iterable[int]) -> set[str]:
        """The groups that may be named about all of these places: those that are large enough at each that has any."""
        places = set(place_ids)
        named = {group for place, group in (*self.people, *self.interviewees) if place in places and group}
        return {
            group
            for group in named
            if all(not self.size(place, group) or self.size(place, group) >= self.threshold for place in places)
        }

    def named(self, unit: Unit) -> str | None:
        """The group that may be printed under a quote of this unit, or None."""
        if unit.group is None or self.size(unit.place_id, unit.group) < self.threshold:
            return None
        return unit.group if unit.kind == NOTE or unit.consent == GROUP else None


def taken_part(session: Session, programme: Programme) -> Taken:
    """Who took part in a programme. A person who was removed from a workshop counts, and a facilitator does not."""
    people: dict[tuple[int, str | None], int] = {}
    query = (
        select(Workshop, ProgrammeWorkshop.place_id, Seat.speaks_for, func.count(col(Seat.id)))
        .join(ProgrammeWorkshop, col(ProgrammeWorkshop.workshop_id) == col(Workshop.id))
        .join(Seat, col(Seat.workshop_id) == col(Workshop.id))
        .where(ProgrammeWorkshop.programme_id == programme.id, col(Workshop.deleted_at).is_(None))
        .where(col(Seat.link_id).is_(None))
        .group_by(col(Workshop.id), col(ProgrammeWorkshop.place_id), col(Seat.speaks_for))
    )
    for workshop, place_id, group, number in session.exec(query):
        name = (place_id, groups.shown(workshop, group))
        people[name] = people.get(name, 0) + number
    spoken: dict[tuple[int, str | None], int] = {}
    for interview in interviews.listed(session, programme):
        name = (interview.place_id, interview.speaks_for)
        spoken[name] = spoken.get(name, 0) + 1
    return Taken(people, spoken, programme.threshold)
