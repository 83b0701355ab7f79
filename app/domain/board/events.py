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
