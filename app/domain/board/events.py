"""The events of votes, comments and stacks."""

from dataclasses import dataclass

from app.domain.events import AboutNote, EveryNoteChanged, SeatChanged


@dataclass(frozen=True)
class VoteChanged(SeatChanged):
    """Someone gave a vote or took one back. The event says neither who nor for which note."""


@dataclass(frozen=True)
class VotesClosed(EveryNoteChanged):
    """Voting in the phase has ended, and everyone sees its totals."""

    phase: int


@dataclass(frozen=True)
class VotesReopened(EveryNoteChanged):
    """People can vote in the phase again, and no one sees its totals."""

    phase: int


@dataclass(frozen=True)
class StackChanged(AboutNote):
    """The note is in another stack or in none, or it leads a stack that has another name or number of notes."""


@dataclass(frozen=True)
class AboutComment(AboutNote):
    """`comment` is the id of the comment under the note."""

    comment: str


@dataclass(frozen=True)
class CommentAdded(AboutComment):
    pass


@dataclass(frozen=True)
class CommentEdited(AboutComment):
    pass


@dataclass(frozen=True)
class CommentWithdrawn(AboutComment):
    pass


@dataclass(frozen=True)
class CommentReturned(AboutComment):
    pass


@dataclass(frozen=True)
class CommentHidden(AboutComment):
    pass


@dataclass(frozen=True)
class CommentRestored(AboutComment):
    pass


@dataclass(frozen=True)
class CommentApproved(AboutComment):
    pass


@dataclass(frozen=True)
class CommentDeclined(AboutComment):
    """`reason` is a key of `approval.REASONS`."""

    reason: str


@dataclass(frozen=True)
class CommentErased(EveryNoteChanged):
    """The words of a comment were erased. An empty place stays that no page shows."""

    comment: str
