"""Finding a note or a column for a person who acts on it."""

from sqlmodel import Session

from app.domain.errors import NotFound, gettext_noop
from app.domain.models import Column, Note
from app.domain.steering.visibility import Who, visible
from app.domain.workshops.seats import Actor

NO_COLUMN = gettext_noop("This question has been removed.")
NO_NOTE = gettext_noop("This note is no longer on the board.")


def find(session: Session, person: Actor, note_id: str) -> Note:
    """A note that this seat may see. Raises NotFound for any other."""
    note = session.get(Note, (person.workshop.id, note_id))
    if note is not None:
        column = session.get_one(Column, note.column_id)
        if visible(note, column, column.opens_in, _who(person, note)):
            return note
    raise NotFound(NO_NOTE)


def _who(person: Actor, note: Note) -> Who:
    """As whom this person sees the note."""
    if note.seat_id is not None and note.seat_id == person.seat.id:
        return Who.WRITER
    return Who.FACILITATORS if person.facilitates else Who.EVERYONE


def column_of(session: Session, person: Actor, column_id: int) -> Column:
    """The column with this id. Raises NotFound for a column of another workshop."""
    column = session.get(Column, column_id)
    if column is None or column.workshop_id != person.workshop.id:
        raise NotFound(NO_COLUMN)
    return column
