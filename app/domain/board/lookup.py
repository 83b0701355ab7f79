"""Looks up the note or the column on which a person acts."""

from sqlmodel import Session

from app.domain.errors import NotFound, gettext_noop
from app.domain.models import Column, Note
from app.domain.steering.visibility import Who, visible
from app.domain.workshops.seats import Actor

NO_COLUMN = gettext_noop("This question has been removed.")
NO_NOTE = gettext_noop("This note is no longer on the board.")


def note(session: Session, person: Actor, note_id: str) -> Note:
    """A note that this seat may see. Raises NotFound for any other."""
    found = session.get(Note, (person.workshop.id, note_id))
    if found is not None:
        within = session.get_one(Column, found.column_id)
        if visible(found, within, within.opens_in, _who(person, found)):
            return found
    raise NotFound(NO_NOTE)


def _who(person: Actor, note: Note) -> Who:
    """As whom this person sees the note."""
    if note.seat_id is not None and note.seat_id == person.seat.id:
        return Who.WRITER
    return Who.FACILITATORS if person.facilitates else Who.EVERYONE


def column(session: Session, person: Actor, column_id: int) -> Column:
    """The column with this id. Raises NotFound for a column of another workshop."""
    found = session.get(Column, column_id)
    if found is None or found.workshop_id != person.workshop.id:
        raise NotFound(NO_COLUMN)
    return found
