"""One workshop as plain values: everything that a file of any format may contain.

It contains no seat, code or link, and no note that participants do not see. Where writers were promised anonymity, its
times are quarters of an hour, and it names no group that too few people have chosen.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, TypeVar

from pydantic import AwareDatetime, Field, WrapValidator
from sqlmodel import Session, col, select

from app.domain.board import note_rows
from app.domain.mapping import codings
from app.domain.models import Coding, Workshop
from app.domain.records import quarter_hours
from app.domain.steering import agenda, approval
from app.domain.steering.visibility import Who
from app.domain.workshops import column_rows, groups, workshops
from app.exports import ask_records, file_names, responses
from app.exports.ask_facts import AskFacts
from app.exports.facts import (
    CodingFacts,
    ColumnFacts,
    CommentFacts,
    FrameworkContent,
    NoteFacts,
    PhaseFacts,
    Strict,
    VoteFacts,
    WorkshopFacts,
    as_it_is,
)

Across = TypeVar("Across", bound=Hashable)


@dataclass(frozen=True)
class Bundle:
    __pydantic_config__ = Strict
    format: Literal["commonboard"]
    version: Literal[1, 2]
    workshop: WorkshopFacts
    columns: list[ColumnFacts]
    notes: list[NoteFacts]
    framework: Annotated[FrameworkContent, WrapValidator(as_it_is)]
    codings: list[CodingFacts]
    exported_at: AwareDatetime
    # The journal's seq at that moment; None in an old record without it.
    seq: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    # The agenda, in order.
    phases: list[PhaseFacts] = field(default_factory=list)
    # How many notes were approved, and how many declined for each reason.
    decisions: dict[Literal["approved", "repeated", "elsewhere", "private", "unkind"], int] = field(
        default_factory=dict
    )
    comments: list[CommentFacts] = field(default_factory=list)
    votes: list[VoteFacts] = field(default_factory=list)
    asks: list[AskFacts] = field(default_factory=list)

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
        return bool(self._given.get(note_id, set()) - self.code_book.aspect_keys)

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
        """The file name without extension."""
        return file_names.stem(
            "commonboard",
            self.workshop.title,
            self.workshop.key,
            self.exported_at,
            self.seq or 0,
            self.workshop.held_on,
        )

    @cached_property
    def followed(self) -> tuple[int, int]:
        """How many codings of elements followed a suggestion, and how many codings of elements there are."""
        given = [coding for coding in self.codings if coding.element in self.code_book.element_keys]
        return sum(coding.suggested is not None for coding in given), len(given)

    def votes_for(self, note_id: str) -> int:
        """The votes that a note got in all closed votes."""
        return sum(vote.votes for vote in self.votes if vote.note == note_id)

    @cached_property
    def _given(self) -> dict[str, set[str]]:
        given: dict[str, set[str]] = {}
        for coding in self.codings:
            given.setdefault(coding.note, set()).add(coding.element)
        return given


def bundle(session: Session, workshop: Workshop, now: datetime) -> Bundle:
    """Read a workshop's present state into a bundle; `now` becomes `exported_at`."""
    columns = column_rows.of(session, workshop.id)
    numbers = {column.id: number for number, column in enumerate(columns, 1)}
    seen = note_rows.on_board(session, workshop.id, Who.EVERYONE)
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
                stack=note.stack,
                stack_name=note.stack_name,
                posted_by=note.posted_by,
                partner=groups.shown_partner(workshop, note.speaks_for, note.partner),
            )
        )
    return Bundle(
        format="commonboard",
        version=2,
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
            ColumnFacts(
                *(number, column.question, column.words, column.short_name),  # ty: ignore[invalid-argument-type]
                key=column.key,
            )
            for number, column in enumerate(columns, 1)
        ],
        notes=found,
        framework=codings.code_book(session, workshop).content,  # ty: ignore[invalid-argument-type]
        codings=_codings(session, workshop, [note.id for note in found]),
        exported_at=now,
        seq=workshop.seq,
        phases=_phases(session, workshop, numbers),
        decisions=dict(approval.decisions(session, workshop.id)),  # ty: ignore[invalid-argument-type]
        comments=responses.comments(session, workshop, [note.id for note in found]),
        votes=responses.votes(session, workshop, [note.id for note in found]),
        asks=ask_records.asks_of(session, workshop),
    )


def _phases(session: Session, workshop: Workshop, numbers: Mapping[int, int]) -> list[PhaseFacts]:
    return [
        PhaseFacts(
            number=number,
            title=phase.title,
            asked=phase.asked,
            words=phase.words,  # ty: ignore[invalid-argument-type]
            may=phase.may,  # ty: ignore[invalid-argument-type]
            columns=[numbers[column] for column in phase.columns if column in numbers],
            veiled=phase.veiled,
            minutes=phase.minutes,
            votes=phase.votes,
            votes_per_note=phase.votes_per_note,
            begun_at=phase.begun_at and quarter_hours.told(workshop, phase.begun_at),
            present=phase.id == workshop.phase_id,
            votes_closed_at=phase.votes_closed_at and quarter_hours.told(workshop, phase.votes_closed_at),
        )
        for number, phase in enumerate(agenda.phases(session, workshop.id), 1)
    ]


def _codings(session: Session, workshop: Workshop, in_order: list[str]) -> list[CodingFacts]:
    places = {note_id: place for place, note_id in enumerate(in_order)}
    rows = session.exec(select(Coding).where(col(Coding.workshop_id) == workshop.id))
    kept = [row for row in rows if row.note_id in places]
    kept.sort(key=lambda row: (places[row.note_id], row.book, row.element))
    return [
        CodingFacts(
            note=row.note_id,
            element=row.element,
            coder=row.coder,
            given_at=quarter_hours.told(workshop, row.given_at),
            book=row.book,
            suggested=row.suggested,
        )
        for row in kept
    ]
