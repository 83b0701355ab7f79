"""What the header of every page of a workshop shows: its title, place, pages and the number of people present."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.domain.rows import AnyWorkshop
from app.domain.workshops import workshops
from app.domain.workshops.seats import Actor


def header_facts(session: Session, person: Actor, present: Mapping[int, int]) -> dict[str, Any]:
    """The template values of the header. `present` is `Hub.presence_counts()`."""
    workshop = person.workshop
    return {
        "workshop": workshop,
        "person": person,
        "place": workshops.place_name(session, workshop),
        "here": shown_presence(present, workshop),
    }


def shown_presence(present: Mapping[int, int], workshop: AnyWorkshop) -> int:
    """The number of people on a board. The reader counts, also before their own board has connected."""
    return max(1, present.get(workshop.id, 0))
