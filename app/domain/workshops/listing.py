"""The list of workshops, page by page and with a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.models import Note, Place, Seat, Workshop
from app.domain.steering.visibility import Who, seen_by
from app.domain.text import searchable
from app.domain.workshops.participating import PARTICIPATES

# Workshops on one page of the list.
PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One line of the list; `people` and `notes` are counts."""

    workshop: Workshop
    place: str | None
    people: int
    notes: int


def listed(session: Session, search: str = "", start: int = 0) -> tuple[list[Listed], bool]:
    """One page of workshops with their counts, latest first, skipping the first `start`; and True if more follow.

    `search` keeps those whose title, place or code contains all its words, ignoring case and accents.
    """
    matches = [col(Workshop.search_text).contains(word, autoescape=True) for word in searchable(search).split()]
    rows = session.exec(
        select(Workshop, Place.name)
        .outerjoin(Place, col(Place.id) == col(Workshop.place_id))
        .where(col(Workshop.deleted_at).is_(None), *matches)
        .order_by(col(Workshop.held_on).desc(), col(Workshop.id).desc())
        .offset(start)
        .limit(PAGE + 1)
    ).all()
    counted = counts(session, [workshop.id for workshop, _place in rows[:PAGE]])
    lines = [Listed(workshop, place, *counted[workshop.id]) for workshop, place in rows[:PAGE]]
    return lines, len(rows) > PAGE


def counts(session: Session, ids: Sequence[int | None]) -> dict[int | None, tuple[int, int]]:
    """The (people, notes) of each of these workshops, by id: participants, and notes that everyone sees."""
    people = _counted(session, Seat.workshop_id, ids, PARTICIPATES)
    posted = _counted(session, Note.workshop_id, ids, seen_by(Who.MAPPERS))
    return {number: (people.get(number, 0), posted.get(number, 0)) for number in ids}


def _counted(session: Session, column: Any, ids: Sequence[int | None], *conditions: Any) -> dict[int | None, int]:
    """Rows that meet the conditions, counted by the workshop id in `column`; workshops with none are left out."""
    query = select(column, func.count()).where(col(column).in_(ids), *conditions).group_by(col(column))
    return dict(session.exec(query).all())
