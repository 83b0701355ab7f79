"""The events of a workshop: small frozen facts in the past tense.

Fields are ids, positions and keys. Events hold no text and no names, so erasing a note's text never changes the
journal.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Happened:
    """Base class of all events."""

    @property
    def kind(self) -> str:
        """The name of the class, which the journal stores."""
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        """The fields by name, as the journal stores them."""
        return dict(vars(self))


@dataclass(frozen=True)
class Unknown(Happened):
    """An event that a later version wrote, with a kind or fields that this version does not know."""


@dataclass(frozen=True)
class AboutNote(Happened):
    """`note` is the id of the note that the event touched, and `column` the column the note is in."""

    note: str
    column: int


@dataclass(frozen=True)
class NoteAdded(AboutNote):
    """The journal says by whom only for a note that the team posted for someone else."""


@dataclass(frozen=True)
class NoteEdited(AboutNote):
    pass


@dataclass(frozen=True)
class NoteMoved(AboutNote):
    """`column` is the note's new column and `before` its old one; the keys are its order keys."""

    before: int
    before_key: str
    after_key: str


@dataclass(frozen=True)
class NoteWithdrawn(AboutNote):
    pass


@dataclass(frozen=True)
class NoteReturned(AboutNote):
    pass


@dataclass(frozen=True)
class NoteHidden(AboutNote):
    pass


@dataclass(frozen=True)
class NoteRestored(AboutNote):
    pass


@dataclass(frozen=True)
class CodingGiven(AboutNote):
    element: str
    book: str


@dataclass(frozen=True)
class CodingTaken(AboutNote):
    element: str
    book: str


@dataclass(frozen=True)
class AboutColumn(Happened):
    """`column` is the column that the event touched."""

    column: int


@dataclass(frozen=True)
class ColumnWorded(AboutColumn):
    pass


@dataclass(frozen=True)
class ColumnsChanged(AboutColumn):
    """The list of columns or its order changed, and with it the numbers of the other columns."""


@dataclass(frozen=True)
class ColumnAdded(ColumnsChanged):
    pass


@dataclass(frozen=True)
class ColumnMoved(ColumnsChanged):
    before_key: str
    after_key: str


@dataclass(frozen=True)
class ColumnRemoved(ColumnsChanged):
    pass


@dataclass(frozen=True)
class NamingChosen(Happened):
    before: str
    after: str


@dataclass(frozen=True)
class WorkshopEdited(Happened):
    """Title, place, date, retention date or notice changed. The workshop's row has the new values."""


@dataclass(frozen=True)
class FrameworkEdited(Happened):
    """The workshop is mapped to another version of its framework. Codings stay, because keys never change."""

    before: int
    after: int


@dataclass(frozen=True)
class EveryNoteChanged(Happened):
    """Something that every note shows has changed, so pages fetch the whole board again."""


@dataclass(frozen=True)
class SeatChanged(Happened):
    """What one seat alone sees of itself has changed. Its row's `revision` says which seat; the event does not."""


@dataclass(frozen=True)
class GroupShown(EveryNoteChanged):
    """Enough people have chosen a group, so notes show it. The event does not say which one."""


@dataclass(frozen=True)
class NoteErased(EveryNoteChanged):
    """The words of a note were erased. The note stays as an empty place that no page shows."""

    note: str
    column: int


@dataclass(frozen=True)
class WorkshopClosed(EveryNoteChanged):
    """Every time that notes show may have been reduced to its quarter of an hour."""


@dataclass(frozen=True)
class WorkshopReopened(Happened):
    pass


@dataclass(frozen=True)
class CodeReplaced(Happened):
    pass


@dataclass(frozen=True)
class JoiningPaused(Happened):
    pass


@dataclass(frozen=True)
class JoiningResumed(Happened):
    pass


@dataclass(frozen=True)
class NewcomersAdmitted(Happened):
    """A facilitator let everyone who was waiting to join come in."""


@dataclass(frozen=True)
class SeatRemoved(Happened):
    """A seat, or one device of a seat, lost its access. The event does not say which one; its row does."""


@dataclass(frozen=True)
class LinkRevoked(Happened):
    link: int


@dataclass(frozen=True)
class LinkMade(Happened):
    link: int
