"""Who may be named in what leaves a programme: group sizes at each place, and the words under a quote."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme, ProgrammeWorkshop
from app.domain.findings.outlines import Outline
from app.domain.findings.reports.threshold import OTHER
from app.domain.models import Seat, Workshop
from app.domain.workshops import groups


@dataclass(frozen=True)
class Taken:
    """How many people took part: those who joined workshops, and those who were interviewed, by (place id, group).

    `wrote` has the groups of notes, because a note can be posted for someone who did not join.
    """

    people: Mapping[tuple[int, str | None], int]
    interviewees: Mapping[tuple[int, str | None], int]
    threshold: int
    wrote: Set[tuple[int, str]] = frozenset()

    def size(self, place_id: int, group: str | None) -> int:
        """The size of a group at a place: its people at workshops and its interviewees."""
        return self.people.get((place_id, group), 0) + self.interviewees.get((place_id, group), 0)

    def nameable(self, place_id: int) -> set[str]:
        """The groups that may be named at a place. All others are together, as at least `threshold` people.

        The smallest named groups join the others where those are fewer: a reader knows which groups took part, so
        counts of the others would be those of one or two people.
        """
        there = {group for place, group in (*self.people, *self.interviewees, *self.wrote) if place == place_id}
        named = sorted(
            (group for group in there if group not in (None, OTHER) and self.size(place_id, group) >= self.threshold),
            key=lambda group: (self.size(place_id, group), group),
        )
        others = there.difference(named)
        if not any(group or self.size(place_id, group) for group in others):
            return set(named)
        number = sum(self.size(place_id, group) for group in others)
        while named and number < self.threshold:
            number += self.size(place_id, named.pop(0))
        return set(named)


def taken_part(session: Session, programme: Programme, evidence: Iterable[Outline] = ()) -> Taken:
    """Who took part in a programme, and wrote its `evidence`.

    A person who was removed from a workshop counts, and a facilitator does not.
    """
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
    wrote = {(unit.place_id, unit.group) for unit in evidence if unit.group}
    return Taken(people, spoken, programme.threshold, wrote)
