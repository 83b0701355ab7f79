"""The events of steering: phases, timer, locks, approval and attention."""

from dataclasses import dataclass, field

from app.domain.events import AboutNote, EveryNoteChanged, Happened, SeatChanged


@dataclass(frozen=True)
class NoteApproved(AboutNote):
    """`before` is what the note was, and `reason` why it was declined if it was."""

    before: str = "waiting"
    reason: str | None = None


@dataclass(frozen=True)
class NoteDeclined(AboutNote):
    """`reason` is a key of `approval.REASONS`."""

    reason: str


@dataclass(frozen=True)
class NoteHeld(AboutNote):
    """A note that was approved or declined waits for approval again. `before` is what it was, `reason` why declined."""

    before: str
    reason: str | None = None


@dataclass(frozen=True)
class Steered(Happened):
    """The steering bar and the states of columns have changed. The rows of workshop, columns and phases have them."""


@dataclass(frozen=True)
class PhaseEntered(Steered):
    """`before` and `after` are phases. `shows` is True if it changed which notes participants see.

    The other fields are what going back restores: whether the phase began, the questions that it opened to
    readers and those that it veiled, whether voting in the phase before ended, and the timer before, as in TimerSet.
    """

    before: int | None
    after: int | None
    shows: bool
    begun: bool = False
    opened: list[int] = field(default_factory=list)
    veiled: list[int] = field(default_factory=list)
    votes_closed: bool = False
    before_ends_at: int | None = None
    before_left: int | None = None


@dataclass(frozen=True)
class AgendaEdited(Steered):
    """These phases were added, changed, moved or removed. The workshop keeps how they were (`replaced_words`).

    `shows` is True if it changed which notes participants see.
    """

    phases: list[int] = field(default_factory=list)
    shows: bool = False


@dataclass(frozen=True)
class TimerSet(Steered):
    """The timer was started, paused, changed or stopped. A time is in milliseconds UTC, `left` in seconds.

    `before_…` are the values before it.
    """

    ends_at: int | None
    left: int | None
    freezes: bool = False
    before_ends_at: int | None = None
    before_left: int | None = None
    before_freezes: bool = False


@dataclass(frozen=True)
class BoardLocked(Steered):
    pass


@dataclass(frozen=True)
class BoardUnlocked(Steered):
    pass


@dataclass(frozen=True)
class ColumnLocked(Steered):
    column: int


@dataclass(frozen=True)
class ColumnUnlocked(Steered):
    column: int


@dataclass(frozen=True)
class ApprovalRequired(Steered):
    pass


@dataclass(frozen=True)
class ApprovalEnded(Steered):
    pass


@dataclass(frozen=True)
class AnswersVeiled(EveryNoteChanged):
    """Only their writers see the notes of the column."""

    column: int


@dataclass(frozen=True)
class AnswersRevealed(EveryNoteChanged):
    column: int


@dataclass(frozen=True)
class SpotlightChanged(Steered):
    """Every screen shows the note `after` instead of the note `before`. None stands for no note."""

    before: str | None
    after: str | None


@dataclass(frozen=True)
class EveryoneBrought(Steered):
    """Everyone who was not writing was brought to the column. `before` is what `Workshop.brought` had before."""

    column: int
    before: int | None = None
    before_seq: int = 0


@dataclass(frozen=True)
class BringingUndone(Steered):
    """Everyone who is still at the column to which they were brought goes back to where they were."""

    column: int


@dataclass(frozen=True)
class AnnouncementChanged(Steered):
    """The workshop's row has the announcement, which is empty if it was removed."""


@dataclass(frozen=True)
class ScreenSwitched(Steered):
    """The projector screen shows `after` instead of `before`, as in `Workshop.screen`."""

    before: str
    after: str


@dataclass(frozen=True)
class SignalChanged(SeatChanged):
    """A participant raised or lowered their hand, or said that they are ready or not."""


@dataclass(frozen=True)
class SignalsCleared(SeatChanged):
    """A facilitator lowered all hands, and took back every *I'm ready*. The workshop keeps whose (`replaced_words`)."""


@dataclass(frozen=True)
class SignalsRestored(SeatChanged):
    """A facilitator undid it, so that hands are raised and people ready as before."""


@dataclass(frozen=True)
class SeatMuted(SeatChanged):
    pass


@dataclass(frozen=True)
class SeatUnmuted(SeatChanged):
    pass


@dataclass(frozen=True)
class ActionUndone(Happened):
    """A facilitator undid their own events from `first` to `last`, by the events from `back` up to this one."""

    first: int
    last: int
    back: int
