"""The events of a programme that are about reports and next steps."""

from dataclasses import dataclass

from app.domain.findings.events import InProgramme


@dataclass(frozen=True)
class AboutReport(InProgramme):
    report: str


@dataclass(frozen=True)
class ReportAdded(AboutReport):
    pass


@dataclass(frozen=True)
class ReportEdited(AboutReport):
    """Its title changed, its limits were read, or it was removed."""


@dataclass(frozen=True)
class SectionWritten(AboutReport):
    section: str


@dataclass(frozen=True)
class QuoteRead(AboutReport):
    """A member read a quote for anything that could identify someone."""

    quote: str


@dataclass(frozen=True)
class ReportSigned(AboutReport):
    edition: int


@dataclass(frozen=True)
class EditionUnpublished(AboutReport):
    edition: int


@dataclass(frozen=True)
class EditionPublished(AboutReport):
    """An edition that was unpublished can be read by anyone again."""

    edition: int


@dataclass(frozen=True)
class DraftShared(AboutReport):
    """A link for participants was made or ended."""


@dataclass(frozen=True)
class DraftCommented(AboutReport):
    """A participant commented on the draft, or a member responded."""


@dataclass(frozen=True)
class AboutStep(InProgramme):
    step: str


@dataclass(frozen=True)
class StepAdded(AboutStep):
    pass


@dataclass(frozen=True)
class StepChanged(AboutStep):
    """Its words, state or updates changed, or it was removed or brought back."""


@dataclass(frozen=True)
class StepsShared(InProgramme):
    """A public page of next steps was opened or ended."""
