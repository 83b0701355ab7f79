"""What a file may contain of a workshop: one dataclass for each kind of thing, which also checks an imported record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AwareDatetime, ConfigDict, Field, with_config
from typing_extensions import TypedDict

from app.domain.board import notes
from app.domain.steering.agenda import Act

Line = Annotated[str, Field(max_length=500)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Strict = ConfigDict(extra="forbid")
Tag = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{1,19}$")]
# Texts in other languages: {"cy": {"title": …}}.
Words = dict[Tag, dict[Literal["title", "notice", "question", "short_name"], Annotated[str, Field(max_length=5000)]]]


@with_config(extra="forbid")
class FrameworkWords(TypedDict, total=False):
    """The texts of an element, a value, a heading or the framework in another language."""

    name: Line
    description: Annotated[str, Field(max_length=2000)]
    signals: list[Line]
    boundary: Annotated[str, Field(max_length=2000)]
    status: Literal["working", "checked"]


@with_config(extra="allow")
class Element(TypedDict):
    key: Key
    name: Line
    words: NotRequired[dict[Tag, FrameworkWords]]


@with_config(extra="allow")
class Group(TypedDict):
    name: Line
    elements: list[Element]
    words: NotRequired[dict[Tag, FrameworkWords]]


@with_config(extra="allow")
class FrameworkContent(TypedDict):
    """The content of a framework; other fields than these are kept unchanged."""

    key: Key
    name: Line
    groups: list[Group]
    values: list[Element]
    facets: NotRequired[list[Element]]
    # The language of these texts; English if it is missing.
    language: NotRequired[Tag]
    words: NotRequired[dict[Tag, FrameworkWords]]


def as_it_is(value: Any, check: Any) -> Any:
    check(value)
    return value


@dataclass(frozen=True)
class WorkshopFacts:
    __pydantic_config__ = Strict
    key: Annotated[str, Field(pattern=r"^[a-z0-9]{4,64}$")]
    title: Line
    place: Line | None
    held_on: date
    time_zone: Line
    language: Tag
    naming: Literal["anonymous", "named", "choice"]
    speaks_for: list[Line]
    keep_until: date
    sample: bool
    closed_at: AwareDatetime | None
    notice: Annotated[str, Field(max_length=5000)] = ""
    words: Words = field(default_factory=dict)
    # What happens on the date `keep_until`.
    retention: Literal["delete", "ask"] = "delete"


@dataclass(frozen=True)
class ColumnFacts:
    """One discussion question. Numbers count from 1. `key` stays when the question is reworded."""

    __pydantic_config__ = Strict
    number: Annotated[int, Field(ge=1)]
    question: Annotated[str, Field(min_length=1, max_length=5000)]
    words: Words = field(default_factory=dict)
    short_name: Line = ""
    key: Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")] = ""


@dataclass(frozen=True)
class NoteFacts:
    """One note. `column` is a column's number; `place` counts from 1 within the column."""

    __pydantic_config__ = Strict
    id: Annotated[str, Field(pattern=r"^[0-9a-z]{16,40}$")]
    column: Annotated[int, Field(ge=1)]
    place: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=1, max_length=notes.LONGEST)]
    colour: Literal["sun", "sky", "leaf", "rose", "plain"]
    lang: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{2,35}$")] | None
    speaks_for: Line | None
    shown_name: Line | None
    posted_at: AwareDatetime
    edited_at: AwareDatetime | None
    # The id of the note that leads its stack, and on that note the stack's name.
    stack: str | None = None
    stack_name: Line = ""
    # The member of the team who posted it for another person.
    posted_by: Line | None = None
    # The partner in a rating of links about which it says what would help.
    partner: Line | None = None


@dataclass(frozen=True)
class CommentFacts:
    """One comment under a note."""

    __pydantic_config__ = Strict
    id: Annotated[str, Field(pattern=r"^[0-9a-z]{16,40}$")]
    note: str
    text: Annotated[str, Field(min_length=1, max_length=notes.LONGEST)]
    lang: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{2,35}$")] | None
    speaks_for: Line | None
    shown_name: Line | None
    posted_at: AwareDatetime
    edited_at: AwareDatetime | None


@dataclass(frozen=True)
class VoteFacts:
    """All votes that a note got in one phase, whose vote is closed. `phase` is the phase's number."""

    __pydantic_config__ = Strict
    phase: Annotated[int, Field(ge=1)]
    note: str
    votes: Annotated[int, Field(ge=1, le=1_000_000)]


@dataclass(frozen=True)
class PhaseFacts:
    """One phase of the agenda. `columns` are numbers of columns; `present` is True for the phase of the moment."""

    __pydantic_config__ = Strict
    number: Annotated[int, Field(ge=1)]
    title: Line
    asked: Line = ""
    words: dict[Tag, dict[Literal["title", "asked"], Line]] = field(default_factory=dict)
    may: list[Act] = field(default_factory=list)
    columns: list[Annotated[int, Field(ge=1)]] = field(default_factory=list)
    veiled: bool = False
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    votes: Annotated[int, Field(ge=1, le=20)] = 5
    votes_per_note: Annotated[int, Field(ge=1, le=20)] = 1
    begun_at: AwareDatetime | None = None
    present: bool = False
    votes_closed_at: AwareDatetime | None = None


@dataclass(frozen=True)
class CodingFacts:
    """One element, value or "none" (not about the framework) on a note, in one book."""

    __pydantic_config__ = Strict
    note: str
    element: Key
    coder: Line
    given_at: AwareDatetime
    book: Key
    # The rank of the suggestion that the coder followed.
    suggested: Annotated[int, Field(ge=1, le=3)] | None = None
