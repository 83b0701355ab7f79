"""The vocabulary: small frozen facts in the past tense.

Fields are ids, places and keys. No words, no names: erasing a note's words never touches the journal.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Happened:
    """Any fact. `note` is the note it touched, where it touched one."""

    @property
    def kind(self) -> str:
        return type(self).__name__

    def payload(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Unknown(Happened):
    """Written by a later version, of a kind or with fields that this one does not know."""


@dataclass(frozen=True)
class AboutNote(Happened):
    note: str
    column: int


@dataclass(frozen=True)
class NoteAdded(AboutNote):
    pass


@dataclass(frozen=True)
class NoteEdited(AboutNote):
    pass


@dataclass(frozen=True)
class NoteMoved(AboutNote):
    """`column` is where it is now, `before` where it was."""

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
    """`column` is the question it touched."""

    column: int


@dataclass(frozen=True)
class ColumnWorded(AboutColumn):
    pass


@dataclass(frozen=True)
class ColumnsChanged(AboutColumn):
    """Which questions there are, or their order, has changed: the numbers of the others with it."""


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
    """Title, place, date, keeping or notice: what they are now stands on the workshop."""


@dataclass(frozen=True)
class FrameworkEdited(Happened):
    """The workshop is mapped to another version; codings stay, for keys never change."""

    before: int
    after: int


@dataclass(frozen=True)
class WorkshopClosed(Happened):
    pass


@dataclass(frozen=True)
class WorkshopReopened(Happened):
    pass


@dataclass(frozen=True)
class CodeReplaced(Happened):
    pass


@dataclass(frozen=True)
class SeatRemoved(Happened):
    """A seat was taken away. Which one stands on the seat, not here."""


@dataclass(frozen=True)
class LinkRevoked(Happened):
    link: int


@dataclass(frozen=True)
class LinkMade(Happened):
    link: int


KINDS: dict[str, type[Happened]] = {
    kind.__name__: kind
    for kind in (
        NoteAdded,
        NoteEdited,
        NoteMoved,
        NoteWithdrawn,
        NoteReturned,
        NoteHidden,
        NoteRestored,
        CodingGiven,
        CodingTaken,
        ColumnWorded,
        ColumnAdded,
        ColumnMoved,
        ColumnRemoved,
        NamingChosen,
        WorkshopEdited,
        FrameworkEdited,
        WorkshopClosed,
        WorkshopReopened,
        CodeReplaced,
        SeatRemoved,
        LinkRevoked,
        LinkMade,
    )
}
