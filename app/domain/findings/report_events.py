"""The events of a programme's reports. Like all events, they hold ids, keys and numbers, and never text."""

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
class DraftShared(AboutReport):
    """A link for participants was made or ended."""


@dataclass(frozen=True)
class DraftCommented(AboutReport):
    """A participant commented on the draft, or a member responded."""
