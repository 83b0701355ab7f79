"""What a file may contain of an ask: the question, and how often each step was chosen. It has no ballots."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from app.domain.findings.asks.ask_drafts import LONGEST_ITEM, LONGEST_NAME, LONGEST_STEP, MOST_ITEMS, MOST_STEPS, Kind
from app.domain.findings.asks.judgements import LONGEST_REASON
from app.exports.facts import Line, Strict, Tag

Step = Annotated[str, Field(min_length=1, max_length=LONGEST_STEP)]
Subject = Annotated[str, Field(min_length=1, max_length=LONGEST_ITEM)]
Count = Annotated[int, Field(ge=0, le=100_000)]


@dataclass(frozen=True)
class AnswerFacts:
    """How many people of a row chose each step for a subject, lowest step first, and how many "can't say"."""

    __pydantic_config__ = Strict
    subject: Subject
    counts: Annotated[list[Count], Field(max_length=MOST_STEPS)]
    cant_say: Count = 0


@dataclass(frozen=True)
class AskRowFacts:
    """The answers of one group, or of several that are merged because few people of each answered."""

    __pydantic_config__ = Strict
    group: Line | None
    merged: Literal["", "others", "together"]
    ballots: Annotated[int, Field(ge=1, le=100_000)]
    answers: list[AnswerFacts]


@dataclass(frozen=True)
class JudgementFacts:
    """The step on which the group agreed. `rater` is the rating group of a link, else ""."""

    __pydantic_config__ = Strict
    subject: Subject
    rater: Line
    value: Annotated[int, Field(ge=1, le=MOST_STEPS)]
    reason: Annotated[str, Field(max_length=LONGEST_REASON)]
    by: Line
    at: AwareDatetime


@dataclass(frozen=True)
class AskFacts:
    """What people rate in the phase with this number. There are `rows` only if the results were shown."""

    __pydantic_config__ = Strict
    phase: Annotated[int, Field(ge=1)]
    kind: Kind
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    words: dict[Tag, dict[Literal["name"], Annotated[str, Field(max_length=LONGEST_NAME)]]]
    scale: Annotated[list[Step], Field(min_length=2, max_length=MOST_STEPS)]
    items: Annotated[list[Subject], Field(max_length=MOST_ITEMS)] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    threshold: Annotated[int, Field(ge=1, le=100)] = 3
    opened_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    shown_at: AwareDatetime | None = None
    rows: list[AskRowFacts] = field(default_factory=list)
    judgements: list[JudgementFacts] = field(default_factory=list)
