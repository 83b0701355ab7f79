"""The list of workshops, as organisers leaf through it and search it."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.domain import people
from app.domain.models import Note, Place, Seat, Workshop

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

    With words, those whose title, place or code has them all.
    """
    rows = (
        select(Workshop.id, Workshop.title, Place.name, Workshop.code)
        .outerjoin(Place, col(Place.id) == col(Workshop.place_id))
        .where(col(Workshop.deleted_at).is_(None))
        .order_by(col(Workshop.held_on).desc(), col(Workshop.id).desc())
    )
    if wanted := search.casefold().split():

        def fits(*words: str | None) -> bool:
            there = " ".join(filter(None, words)).casefold()
            return all(word in there for word in wanted)

        found = [row for row in session.exec(rows) if fits(*row[1:])][start : start + PAGE + 1]
    else:
        found = list(session.exec(rows.offset(start).limit(PAGE + 1)))
    places = {row[0]: row[2] for row in found[:PAGE]}
    here = {row.id or 0: row for row in session.exec(select(Workshop).where(col(Workshop.id).in_(places)))}
    seats = dict(
        session.exec(
            select(Seat.workshop_id, func.count())
            .where(col(Seat.workshop_id).in_(places), people.HAS_PLACE)
            .group_by(col(Seat.workshop_id))
        ).all()
    )
    posted = dict(
        session.exec(
            select(Note.workshop_id, func.count())
            .where(col(Note.workshop_id).in_(places), col(Note.withdrawn).is_(False), col(Note.hidden).is_(False))
            .group_by(col(Note.workshop_id))
        ).all()
    )
    lines = [
        Listed(here[number], place, seats.get(number, 0), posted.get(number, 0))
        for number, place in places.items()
        if number in here
    ]
    return lines, len(found) > PAGE
