"""What a file may contain of a programme: one dataclass for each kind of thing, which also checks an imported record.

People, places, frameworks and workshops are given by their numbers, which count from 1 in their lists. A unit is given
by its name: "NUMBER:note id" for a note, with the number of its workshop, and its id for an excerpt.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, WrapValidator

from app.domain.findings.coding import codebook
from app.domain.findings.interviews import interview_text
from app.domain.findings.themes import themes
from app.exports.bundle import Bundle
from app.exports.facts import FrameworkContent, Key, Line, Strict, Tag, as_it_is
from app.exports.programmes.field_types import Cut, Id, Number, OwnKey, Position, Retention, Text, UnitName
from app.exports.programmes.outcome_facts import ReportFacts, StepFacts

Framework = Annotated[FrameworkContent, WrapValidator(as_it_is)]


@dataclass(frozen=True)
class PartnerFacts:
    __pydantic_config__ = Strict
    name: Line
    speaks_for: Line | None


@dataclass(frozen=True)
class ProgrammeFacts:
    """`framework` is the version that the programme uses now."""

    __pydantic_config__ = Strict
    key: Annotated[str, Field(pattern=r"^[a-z0-9]{4,64}$")]
    name: Annotated[Line, Field(min_length=1)]
    language: Tag
    time_zone: Line
    threshold: Annotated[int, Field(ge=3, le=10)]
    reflexive: bool
    keep_until: date
    retention: Retention
    sample: bool
    framework: Number
    places: list[Line]
    partners: list[PartnerFacts]


@dataclass(frozen=True)
class WorkshopPart:
    """A workshop of the programme with its whole record, and its place here."""

    __pydantic_config__ = Strict
    place: Number
    record: Bundle


@dataclass(frozen=True)
class TurnFacts:
    """`text[start:end]` of an interview; `asks` for the interviewer."""

    __pydantic_config__ = Strict
    speaker: Line
    start: Position
    end: Position
    asks: bool


@dataclass(frozen=True)
class InterviewFacts:
    __pydantic_config__ = Strict
    id: Id
    number: Number
    place: Number
    speaks_for: Line | None
    held_on: date
    language: Tag
    title: Annotated[Line, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1, max_length=interview_text.LONGEST)]
    consent: Literal["analysis", "quotes", "group"]
    consent_note: Text
    keep_until: date
    retention: Retention
    turns: list[TurnFacts]
    made_by: Number
    made_at: AwareDatetime
    frozen_at: AwareDatetime | None
    coded_by: Number | None
    coded_at: AwareDatetime | None


@dataclass(frozen=True)
class ExcerptFacts:
    """`text[start:end]` of an interview, in code points."""

    __pydantic_config__ = Strict
    id: Id
    interview: Id
    start: Position
    end: Position
    made_by: Number
    made_at: AwareDatetime


@dataclass(frozen=True)
class CodeFacts:
    """One of the programme's own codes. `merged_into` is the key that replaced it, if it was merged."""

    __pydantic_config__ = Strict
    key: OwnKey
    name: Annotated[str, Field(min_length=1, max_length=codebook.LONGEST_NAME)]
    description: Text
    signals: list[Line]
    boundary: Text
    status: Literal["draft", "agreed"]
    merged_into: Key | None
    made_by: Number
    made_at: AwareDatetime


@dataclass(frozen=True)
class GivenCode:
    """One code of one unit in the shared book; the elements of notes are in their workshop's record.

    `framework` is the version in which an element was chosen, `suggested` the rank of the suggestion that was followed.
    """

    __pydantic_config__ = Strict
    unit: UnitName
    element: Key
    coder: Number | None
    framework: Number | None
    suggested: Annotated[int, Field(ge=1, le=3)] | None
    given_at: AwareDatetime


@dataclass(frozen=True)
class RoundCode:
    """One code that one coder gave one unit in a closed round."""

    __pydantic_config__ = Strict
    coder: Number
    unit: UnitName
    element: Key
    given_at: AwareDatetime


@dataclass(frozen=True)
class RoundCoderFacts:
    __pydantic_config__ = Strict
    person: Number
    done_at: AwareDatetime | None


@dataclass(frozen=True)
class DecisionFacts:
    """How a difference was settled: the keys of each coder before, the keys after, and why."""

    __pydantic_config__ = Strict
    unit: UnitName
    before: list[tuple[Number, list[Key]]]
    after: list[Key]
    reason: Text
    by: Number
    at: AwareDatetime


@dataclass(frozen=True)
class RoundFacts:
    """A closed round of independent coding. Open rounds are in no file."""

    __pydantic_config__ = Strict
    id: Id
    name: Line
    framework: Number
    share: float | None
    size: Annotated[int, Field(ge=0)]
    seed: Annotated[int, Field(ge=0)]
    drawn_by: Number
    drawn_at: AwareDatetime
    closed_by: Number | None
    closed_at: AwareDatetime
    reason: Text
    coders: list[RoundCoderFacts]
    units: list[UnitName]
    codings: list[RoundCode]
    decisions: list[DecisionFacts]


@dataclass(frozen=True)
class EvidenceFacts:
    """One unit for or against a theme. If `quote`, the theme shows its words with these cuts."""

    __pydantic_config__ = Strict
    unit: UnitName
    stance: Literal["for", "against"]
    quote: bool
    cuts: list[Cut]
    by: Number
    at: AwareDatetime


@dataclass(frozen=True)
class ThemeFacts:
    """`parent` is the theme that this one is a part of; `place` is None for a combined theme."""

    __pydantic_config__ = Strict
    id: Id
    parent: Id | None
    place: Number | None
    name: Annotated[str, Field(min_length=1, max_length=themes.LONGEST_NAME)]
    idea: Line
    summary: Text
    state: Literal["draft", "agreed"]
    elements: list[Key]
    evidence: list[EvidenceFacts]
    made_by: Number
    made_at: AwareDatetime


@dataclass(frozen=True)
class CellFacts:
    """One summary of the matrix, at a place, for a group, or both, and an element or theme.

    `seen` are the units that it is based on; `missing` more are no longer there.
    """

    __pydantic_config__ = Strict
    id: Id
    place: Number | None
    group: Line | None
    columns: Literal["element", "theme"]
    column: Key
    summary: Text
    quotes: list[tuple[UnitName, list[Cut]]]
    seen: list[UnitName]
    missing: Annotated[int, Field(ge=0, le=100_000)]
    by: Number
    at: AwareDatetime


@dataclass(frozen=True)
class MemoFacts:
    """A working note. `about` names the unit, interview, code or theme, and is "" for the programme."""

    __pydantic_config__ = Strict
    id: Id
    kind: Id
    about: Annotated[str, Field(max_length=80)]
    round: Id | None
    text: Text
    by: Number
    at: AwareDatetime


@dataclass(frozen=True)
class Record:
    """A programme as its JSON file has it. `people` are the names that files show."""

    __pydantic_config__ = Strict
    format: Literal["commonboard-programme"]
    version: Literal[1]
    exported_at: AwareDatetime
    seq: Annotated[int, Field(ge=0, le=2_000_000_000)]
    programme: ProgrammeFacts
    people: list[Line]
    frameworks: list[Framework]
    workshops: list[WorkshopPart]
    interviews: list[InterviewFacts] = field(default_factory=list)
    excerpts: list[ExcerptFacts] = field(default_factory=list)
    codes: list[CodeFacts] = field(default_factory=list)
    codings: list[GivenCode] = field(default_factory=list)
    rounds: list[RoundFacts] = field(default_factory=list)
    themes: list[ThemeFacts] = field(default_factory=list)
    cells: list[CellFacts] = field(default_factory=list)
    memos: list[MemoFacts] = field(default_factory=list)
    steps: list[StepFacts] = field(default_factory=list)
    reports: list[ReportFacts] = field(default_factory=list)
