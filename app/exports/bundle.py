"""One workshop as plain values: everything that a file of any format may contain.

It contains no seat, code or link, and no hidden or deleted note. Where writers were promised anonymity, its times are
quarters of an hour, and it names no group that too few people have chosen.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Annotated, Any, Literal, NotRequired, TypeVar

from pydantic import AwareDatetime, ConfigDict, Field, WrapValidator, with_config
from sqlmodel import Session, col, select
from typing_extensions import TypedDict

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.models import Coding, Workshop
from app.domain.records import quarter_hours
from app.domain.steering.visibility import Who
from app.domain.workshops import groups, workshops

Line = Annotated[str, Field(max_length=500)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Strict = ConfigDict(extra="forbid")
Tag = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{1,19}$")]
# Texts in other languages: {"cy": {"title": …}}.
Words = dict[Tag, dict[Literal["title", "notice", "question", "short_name"], Annotated[str, Field(max_length=5000)]]]
Across = TypeVar("Across", bound=Hashable)


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
    # The language of these texts; English if it is missing.
    language: NotRequired[Tag]
    words: NotRequired[dict[Tag, FrameworkWords]]


def _as_it_is(value: Any, check: Any) -> Any:
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
    """One discussion question. Numbers count from 1."""

    __pydantic_config__ = Strict
    number: Annotated[int, Field(ge=1)]
    question: Annotated[str, Field(min_length=1, max_length=5000)]
    words: Words = field(default_factory=dict)
    short_name: Line = ""


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


@dataclass(frozen=True)
class CodingFacts:
    """One element, value or "none" (not about the framework) on a note, in one book."""

    __pydantic_config__ = Strict
    note: str
    element: Key
    coder: Line
    given_at: AwareDatetime
    book: Key


@dataclass(frozen=True)
class Bundle:
    __pydantic_config__ = Strict
    format: Literal["commonboard"]
    version: Literal[1]
    workshop: WorkshopFacts
    columns: list[ColumnFacts]
    notes: list[NoteFacts]
    framework: Annotated[FrameworkContent, WrapValidator(_as_it_is)]
    codings: list[CodingFacts]
    exported_at: AwareDatetime
    # The journal's seq at that moment; None in an old record without it.
    seq: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None

    @cached_property
    def code_book(self) -> codings.CodeBook:
        return codings.CodeBook(dict(self.framework))

    @cached_property
    def keys(self) -> list[str]:
        """All keys that a note can have: elements and values in order, then "none"."""
        return [*self.code_book.names, codings.NOT_ABOUT]

    def codes(self, note_id: str) -> list[str]:
        """The keys of one note, in the order of the framework."""
        given = self._given.get(note_id, set())
        return [key for key in self.keys if key in given]

    def mapped(self, note_id: str) -> bool:
        """True if a note has an element or "none"; a value alone is not enough."""
        return bool(self._given.get(note_id, set()) - self.code_book.value_keys)

    def counts(self, by: Callable[[NoteFacts], Across]) -> Counter[tuple[str, Across]]:
        """The number of notes for each pair of a key and `by(note)`."""
        return Counter((key, by(note)) for note in self.notes for key in self._given.get(note.id, ()))

    @property
    def groups(self) -> list[str | None]:
        """The groups that have notes: first those offered, in order, then others, then None for no group."""
        spoken = {note.speaks_for for note in self.notes}
        offered = [group for group in self.workshop.speaks_for if group in spoken]
        others = sorted(group for group in spoken if group is not None and group not in offered)
        return [*offered, *others, *([None] if None in spoken else [])]

    @property
    def stem(self) -> str:
        """The file name without extension, with title, time (UTC) and seq, so that two files never share a name."""
        made = self.exported_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        # Only ASCII: a header can carry it, and every system can store it.
        plain = unicodedata.normalize("NFKD", self.workshop.title).encode("ascii", "ignore").decode().lower()
        title = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
        parts = ("commonboard", f"{self.workshop.held_on}", title, self.workshop.key, made, f"{self.seq or 0}")
        return "-".join(filter(None, parts))

    @cached_property
    def _given(self) -> dict[str, set[str]]:
        given: dict[str, set[str]] = {}
        for coding in self.codings:
            given.setdefault(coding.note, set()).add(coding.element)
        return given


def bundle(session: Session, workshop: Workshop, now: datetime) -> Bundle:
    """Read a workshop's present state into a bundle; `now` becomes `exported_at`."""
    assert workshop.id is not None
    columns = notes.columns(session, workshop.id)
    numbers = {column.id: number for number, column in enumerate(columns, 1)}
    seen = notes.on_board(session, workshop.id, Who.EVERYONE)
    seen.sort(key=lambda note: (numbers[note.column_id], note.order_key, note.id))
    places: dict[int, int] = {}
    found: list[NoteFacts] = []
    for note in seen:
        places[note.column_id] = places.get(note.column_id, 0) + 1
        found.append(
            NoteFacts(
                id=note.id,
                column=numbers[note.column_id],
                place=places[note.column_id],
                text=note.text,
                colour=note.colour,  # ty: ignore[invalid-argument-type]
                lang=note.lang,
                speaks_for=groups.shown(workshop, note.speaks_for),
                shown_name=note.shown_name,
                posted_at=quarter_hours.told(workshop, note.posted_at),
                edited_at=note.edited_at and quarter_hours.told(workshop, note.edited_at),
            )
        )
    return Bundle(
        format="commonboard",
        version=1,
        workshop=WorkshopFacts(
            key=workshop.key,
            title=workshop.title,
            place=workshops.place_name(session, workshop),
            held_on=workshop.held_on,
            time_zone=workshop.time_zone,
            language=workshop.language,
            naming=workshop.naming,  # ty: ignore[invalid-argument-type]
            speaks_for=workshop.speaks_for,
            keep_until=workshop.promised_until or workshop.keep_until,
            sample=workshop.sample,
            closed_at=workshop.closed_at and quarter_hours.told(workshop, workshop.closed_at),
            notice=workshop.notice,
            words=workshop.words,  # ty: ignore[invalid-argument-type]
            retention=workshop.retention,  # ty: ignore[invalid-argument-type]
        ),
        columns=[
            ColumnFacts(number, column.question, column.words, column.short_name)  # ty: ignore[invalid-argument-type]
            for number, column in enumerate(columns, 1)
        ],
        notes=found,
        framework=codings.code_book(session, workshop).content,  # ty: ignore[invalid-argument-type]
        codings=_codings(session, workshop, [note.id for note in found]),
        exported_at=now,
        seq=workshop.seq,
    )


def _codings(session: Session, workshop: Workshop, in_order: list[str]) -> list[CodingFacts]:
    places = {note_id: place for place, note_id in enumerate(in_order)}
    rows = session.exec(select(Coding).where(col(Coding.workshop_id) == workshop.id))
    kept = [row for row in rows if row.note_id in places]
    kept.sort(key=lambda row: (places[row.note_id], row.book, row.element))
    return [
        CodingFacts(row.note_id, row.element, row.coder, quarter_hours.told(workshop, row.given_at), row.book)
        for row in kept
    ]
