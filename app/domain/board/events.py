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
    """The note is in another stack or in none, or it leads a stack that has another name or number of notes.

    `before` and `after` are its stacks, by the ids of their leading notes, and `before_key` is its order key before. If
    it led a stack with a name before, the workshop keeps the name under the event's seq (`replaced_words`).
    """

    before: str | None = None
    after: str | None = None
    before_key: str = ""


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
    """`before` is what the comment was, and `reason` why it was declined if it was."""

    before: str = "waiting"
    reason: str | None = None


@dataclass(frozen=True)
class CommentDeclined(AboutComment):
    """`reason` is a key of `approval.REASONS`."""

    reason: str


@dataclass(frozen=True)
class CommentHeld(AboutComment):
    """A comment waits for approval again. `before` is what it was, and `reason` why it was declined if it was."""

    before: str
    reason: str | None = None


@dataclass(frozen=True)
class CommentErased(EveryNoteChanged):
    """The words of a comment were erased. An empty place stays that no page shows."""

    comment: str
