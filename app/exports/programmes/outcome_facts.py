"""What a file may contain of a programme's next steps and reports. Links and their secrets are in no file.

People, places and workshops are given by their numbers, units by their names, as in `facts.py`. A unit that is None was
withdrawn, or may not be shown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, NotRequired

from pydantic import AwareDatetime, ConfigDict, Field, WrapValidator, with_config
from typing_extensions import TypedDict

from app.domain.findings.reports import reports
from app.exports.facts import Key, Line, Strict, Tag, as_it_is
from app.exports.programmes.content_facts import Count, EditionContent, Sha
from app.exports.programmes.field_types import Cut, Id, Number, Text, UnitName

StepState = Literal["proposed", "agreed", "underway", "done", "dropped"]
Content = Annotated[EditionContent, WrapValidator(as_it_is)]


@dataclass(frozen=True)
class StepUpdateFacts:
    """What happened with a step; `state` is the one that it got, or ""."""

    __pydantic_config__ = Strict
    id: Id
    text: Text
    state: StepState | Literal[""]
    by: Number
    at: AwareDatetime


@dataclass(frozen=True)
class StepSourceFacts:
    """A unit that a step was made from. If `copied`, the step's own text contains its words."""

    __pydantic_config__ = Strict
    unit: UnitName | None
    copied: bool
    withdrawn_at: AwareDatetime | None


@dataclass(frozen=True)
class StepFacts:
    """A next step. An empty `text` means the words of its first source. `updates` begin with the oldest."""

    __pydantic_config__ = Strict
    id: Id
    place: Number | None
    text: Text
    owner: Line
    due: date | None
    state: StepState
    element: Key | Literal[""]
    theme: Id | None
    made_by: Number
    made_at: AwareDatetime
    changed_at: AwareDatetime
    revision: Count
    sources: list[StepSourceFacts]
    updates: list[StepUpdateFacts]


@with_config(ConfigDict(extra="forbid", strict=True))
class BlockFacts(TypedDict):
    """One block of a section, as it is stored (`report_blocks.py`)."""

    id: Id
    kind: Literal["prose", "finding", "against", "quote", "table", "figure", "steps"]
    text: NotRequired[Annotated[str, Field(max_length=reports.LONGEST_PROSE)]]
    theme: NotRequired[Id]
    quote: NotRequired[Id]
    name: NotRequired[Annotated[str, Field(max_length=120)]]


@dataclass(frozen=True)
class SectionFacts:
    __pydantic_config__ = Strict
    key: Id
    blocks: Annotated[list[BlockFacts], Field(max_length=reports.MOST_BLOCKS)]
    by: Number
    at: AwareDatetime
    revision: Count


@dataclass(frozen=True)
class ReportQuoteFacts:
    """A quote of a report, and who read it for anything that identifies someone."""

    __pydantic_config__ = Strict
    id: Id
    unit: UnitName | None
    cuts: list[Cut]
    chosen_by: Number
    chosen_at: AwareDatetime
    read_by: Number | None
    read_at: AwareDatetime | None
    withdrawn_at: AwareDatetime | None


@dataclass(frozen=True)
class ReportCommentFacts:
    """What a participant said about the draft, with a quarter hour, and what was done about it."""

    __pydantic_config__ = Strict
    id: Id
    section: Id
    text: Text
    at: AwareDatetime
    response: Text
    responded_by: Number | None
    responded_at: AwareDatetime | None


@dataclass(frozen=True)
class AskedFacts:
    """The rating to which `ask` in an edition's content refers: the number of its workshop, and of its phase there."""

    __pydantic_config__ = Strict
    ask: Count
    workshop: Number
    phase: Number


@dataclass(frozen=True)
class EditionFacts:
    """A signed edition. `sha256` is that of its content as canonical JSON."""

    __pydantic_config__ = Strict
    number: Number
    content: Content
    sha256: Sha
    signed_by: Number
    signed_name: Line
    signed_role: Line
    signed_at: AwareDatetime
    correction: Text
    asks: list[AskedFacts]


@dataclass(frozen=True)
class ReportFacts:
    """A report with everything that people wrote in it. Without a `place` it is the combined one."""

    __pydantic_config__ = Strict
    id: Id
    key: Annotated[str, Field(pattern=r"^[a-z0-9]{4,64}$")]
    place: Number | None
    language: Tag
    title: Annotated[Line, Field(min_length=1)]
    made_by: Number
    made_at: AwareDatetime
    limits_read_by: Number | None
    limits_read_at: AwareDatetime | None
    revision: Count
    sections: list[SectionFacts]
    quotes: list[ReportQuoteFacts]
    comments: list[ReportCommentFacts]
    editions: list[EditionFacts]
