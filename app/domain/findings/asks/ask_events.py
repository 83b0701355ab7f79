"""The events of asks, in the journal of their workshop."""

from dataclasses import dataclass

from app.domain.events import Happened, SeatChanged


@dataclass(frozen=True)
class AskChanged(Happened):
    """`ask` is the id of the ask that the event touched."""

    ask: int


@dataclass(frozen=True)
class AskOpened(AskChanged):
    """People can answer. `begun` is True for the first time, which fixed what is rated."""

    begun: bool = False


@dataclass(frozen=True)
class AskClosed(AskChanged):
    """People can no longer answer. No one sees the answers yet."""


@dataclass(frozen=True)
class AskShown(AskChanged):
    """Everyone sees how often each step was chosen."""


@dataclass(frozen=True)
class JudgementGiven(AskChanged):
    """What the group agreed was recorded, changed or removed. The workshop keeps what it was (`replaced_words`).

    `subject` is the place of what it is about among the subjects of the ask, and `rater` that of the rating group among
    the groups of the workshop; None for no group, and both in earlier versions.
    """

    subject: int | None = None
    rater: int | None = None


@dataclass(frozen=True)
class AnswerGiven(SeatChanged):
    """Someone rated something. The event says neither who nor what."""
