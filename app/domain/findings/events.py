"""The events of a programme. As in a workshop's journal, fields are ids, positions and keys, never text or names."""

from dataclasses import dataclass

from app.domain.events import Happened


@dataclass(frozen=True)
class InProgramme(Happened):
    """Base class of the events of a programme. `app/domain/event_kinds.py` finds the others by it."""


@dataclass(frozen=True)
class ProgrammeEdited(InProgramme):
    """Name, language, threshold, partners or dates changed. The programme's row has the new values."""


@dataclass(frozen=True)
class ProgrammeReframed(InProgramme):
    """The programme uses another version of its framework; the numbers are versions."""

    before: int
    after: int


@dataclass(frozen=True)
class PlaceAdded(InProgramme):
    place: int


@dataclass(frozen=True)
class PlaceRemoved(InProgramme):
    place: int


@dataclass(frozen=True)
class MemberJoined(InProgramme):
    member: int


@dataclass(frozen=True)
class MemberChanged(InProgramme):
    member: int


@dataclass(frozen=True)
class MemberLeft(InProgramme):
    member: int


@dataclass(frozen=True)
class AboutWorkshop(InProgramme):
    workshop: int


@dataclass(frozen=True)
class WorkshopTaken(AboutWorkshop):
    pass


@dataclass(frozen=True)
class WorkshopLetGo(AboutWorkshop):
    pass


@dataclass(frozen=True)
class AboutInterview(InProgramme):
    interview: str


@dataclass(frozen=True)
class InterviewAdded(AboutInterview):
    pass


@dataclass(frozen=True)
class InterviewEdited(AboutInterview):
    """Its details, turns or state changed, or its text before it was frozen."""


@dataclass(frozen=True)
class InterviewFrozen(AboutInterview):
    pass


@dataclass(frozen=True)
class InterviewWithdrawn(AboutInterview):
    pass


@dataclass(frozen=True)
class AboutExcerpt(AboutInterview):
    excerpt: str


@dataclass(frozen=True)
class ExcerptMade(AboutExcerpt):
    pass


@dataclass(frozen=True)
class ExcerptGone(AboutExcerpt):
    pass


@dataclass(frozen=True)
class AboutUnit(InProgramme):
    """`unit` is "note" or "excerpt", and `ref` names it as in `units.py`."""

    unit: str
    ref: str


@dataclass(frozen=True)
class UnitCoded(AboutUnit):
    element: str


@dataclass(frozen=True)
class UnitUncoded(AboutUnit):
    element: str


@dataclass(frozen=True)
class AboutCode(InProgramme):
    element: str


@dataclass(frozen=True)
class CodeAdded(AboutCode):
    pass


@dataclass(frozen=True)
class CodeWorded(AboutCode):
    pass


@dataclass(frozen=True)
class CodeMerged(AboutCode):
    """`into` is the code or element that has the codings now."""

    into: str


@dataclass(frozen=True)
class CodeSplit(AboutCode):
    """Some of its codings went to the code `into`."""

    into: str


@dataclass(frozen=True)
class AboutRound(InProgramme):
    round: str


@dataclass(frozen=True)
class RoundDrawn(AboutRound):
    pass


@dataclass(frozen=True)
class RoundClosed(AboutRound):
    pass


@dataclass(frozen=True)
class CoderDone(AboutRound):
    """A coder said that their coding is done, or that it continues. It is the only event about an open book."""

    coder: int


@dataclass(frozen=True)
class DifferenceSettled(AboutUnit):
    round: str


@dataclass(frozen=True)
class MemoWritten(InProgramme):
    memo: str


@dataclass(frozen=True)
class MemoRemoved(InProgramme):
    memo: str


@dataclass(frozen=True)
class AboutTheme(InProgramme):
    theme: str


@dataclass(frozen=True)
class ThemeAdded(AboutTheme):
    pass


@dataclass(frozen=True)
class ThemeWorded(AboutTheme):
    pass


@dataclass(frozen=True)
class ThemeMoved(AboutTheme):
    """Its order or its parent changed."""


@dataclass(frozen=True)
class ThemeMerged(AboutTheme):
    into: str


@dataclass(frozen=True)
class ThemeRemoved(AboutTheme):
    pass


@dataclass(frozen=True)
class ThemeRestored(AboutTheme):
    pass


@dataclass(frozen=True)
class AboutEvidence(AboutUnit):
    theme: str


@dataclass(frozen=True)
class EvidenceGiven(AboutEvidence):
    """A unit was added to a theme, or its stance, order or quote there changed."""


@dataclass(frozen=True)
class EvidenceTaken(AboutEvidence):
    pass


@dataclass(frozen=True)
class CellWritten(InProgramme):
    cell: str
