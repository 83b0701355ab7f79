"""What the header of every page of a workshop shows: its title, place, pages and the number of people present."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.domain.workshops import workshops
from app.domain.workshops.seats import Actor


def header_facts(session: Session, person: Actor, present: Mapping[int, int]) -> dict[str, Any]:
    """The template values of the header. `present` has the number of people on each board, by workshop id.

    The reader counts as present, also before their own board has connected.
    """
    workshop = person.workshop
    assert workshop.id is not None
    return {
        "workshop": workshop,
        "person": person,
        "place": workshops.place_name(session, workshop),
        "here": max(1, present.get(workshop.id, 0)),
    }
