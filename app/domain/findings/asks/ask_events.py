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
    """What the group agreed was recorded, changed or removed. The event says neither for what nor what."""


@dataclass(frozen=True)
class AnswerGiven(SeatChanged):
    """Someone rated something. The event says neither who nor what."""
