"""The list of workshops, as organisers leaf through it and search it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.models import Note, Place, Seat, Workshop
from app.domain.text import searchable
from app.domain.workshops import seats

# On one page of the list.
PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    workshop: Workshop
    place: str | None
    people: int
    notes: int


def listed(session: Session, search: str = "", start: int = 0) -> tuple[list[Listed], bool]:
    """A page of the workshops with their counts, the latest first, after the first `start`; and whether more follow.

    With words, those whose title, place or code has them all, in any case and with any accents.
    """
    wanted = [col(Workshop.search_text).contains(word, autoescape=True) for word in searchable(search).split()]
    found = session.exec(
        select(Workshop, Place.name)
        .outerjoin(Place, col(Place.id) == col(Workshop.place_id))
        .where(col(Workshop.deleted_at).is_(None), *wanted)
        .order_by(col(Workshop.held_on).desc(), col(Workshop.id).desc())
        .offset(start)
        .limit(PAGE + 1)
    ).all()
    ids = [workshop.id for workshop, _place in found[:PAGE]]
    people = _counted(session, Seat.workshop_id, ids, seats.HAS_PLACE)
    posted = _counted(session, Note.workshop_id, ids, col(Note.withdrawn).is_(False), col(Note.hidden).is_(False))
    lines = [
        Listed(workshop, place, people.get(workshop.id, 0), posted.get(workshop.id, 0))
        for workshop, place in found[:PAGE]
    ]
    return lines, len(found) > PAGE


def _counted(session: Session, of: Any, ids: Sequence[int | None], *which: Any) -> dict[int | None, int]:
    """By workshop id, how many of these there are; workshops without any are left out."""
    query = select(of, func.count()).where(col(of).in_(ids), *which).group_by(col(of))
    return dict(session.exec(query).all())
