"""Read-only rows that prepared statements return, each with exactly the columns that its statement selects.

A row costs less than an ORM object, and the type checker refuses a column that was not selected.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from sqlmodel import SQLModel, col

from app.domain.models import Column, Note, Seat, Workshop

Words = dict[str, dict[str, str]]


class NoteRow(NamedTuple):
    """A note as it is rendered. It has no column that says who wrote it."""

    id: str
    column_id: int
    order_key: str
    text: str
    colour: str
    lang: str | None
    speaks_for: str | None
    shown_name: str | None
    posted_at: datetime
    edited_at: datetime | None
    hidden: bool
    withdrawn: bool
    revision: int
    approval: str
    declined_for: str | None
    stack: str | None
    stack_name: str
    posted_by: str | None
    partner: str | None


class TouchedNote(NoteRow):
    """A `NoteRow` for the private fragment of its writer, whose `seat_ref` chooses it and is never shown.

    `own` is the number of notes that the writer has written in all.
    """

    _fields = (*NoteRow._fields, "seat_ref", "own")
    seat_ref: str | None
    own: int

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:
        *columns, seat_ref, own = iterable
        made = super()._make(columns)
        made.seat_ref, made.own = seat_ref, own
        return made


class NotePosition(NamedTuple):
    """A note's position on its board, without its text."""

    column_id: int
    revision: int
    id: str


class ColumnRow(NamedTuple):
    """A discussion question. `opens_in` is the phase in which it will open first; None once that phase has begun."""

    id: int
    order_key: str
    question: str
    short_name: str
    words: Words
    locked: bool
    veiled: bool
    open: bool
    opens_in: int | None
    key: str


class WorkshopRow(NamedTuple):
    """The columns of a workshop that its pages render."""

    id: int
    key: str
    code: str | None
    join_token: str | None
    joining_paused: bool
    admitted_at: datetime | None
    place_id: int | None
    framework_id: int
    title: str
    held_on: date
    time_zone: str
    language: str
    naming: str
    speaks_for: list[str]
    shown_groups: list[str]
    keep_until: date
    retention: str
    notice: str
    words: Words
    sample: bool
    closed_at: datetime | None
    made_at: datetime
    seq: int
    render_version: int
    phase_id: int | None
    locked: bool
    approve_first: bool
    timer_ends_at: datetime | None
    timer_left: int | None
    timer_freezes: bool
    spotlight: str | None
    brought_to: int | None
    brought_seq: int
    announcement: str
    screen: str


class PresentWorkshop(WorkshopRow):
    """A `WorkshopRow` with the current epoch of the journal."""

    _fields = (*WorkshopRow._fields, "epoch")
    epoch: str

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:
        *columns, epoch = iterable
        made = super()._make(columns)
        made.epoch = epoch
        return made


class SeatRow(NamedTuple):
    """The columns of a seat that its pages render. `role` is that of its link, None without a link that still works."""

    id: int
    ref: str
    name: str | None
    speaks_for: str | None
    by_code: bool
    removed_at: datetime | None
    muted: bool
    ready: bool
    hand_at: datetime | None
    role: str | None


class PostingWorkshop(NamedTuple):
    """The columns of a workshop that posting a note needs."""

    id: int
    closed_at: datetime | None
    naming: str
    locked: bool
    approve_first: bool
    timer_ends_at: datetime | None
    timer_freezes: bool


class PostingSeat(NamedTuple):
    """The columns of the writer's seat that posting a note needs."""

    id: int
    name: str | None
    speaks_for: str | None
    by_code: bool
    removed_at: datetime | None
    muted: bool
    role: str | None


class PostingRow(NamedTuple):
    """The columns of a `PostingWorkshop`, then those of its `PostingSeat`, all None if the secret has no seat there."""

    id: int
    closed_at: datetime | None
    naming: str
    locked: bool
    approve_first: bool
    timer_ends_at: datetime | None
    timer_freezes: bool
    seat_id: int | None
    name: str | None
    speaks_for: str | None
    by_code: bool | None
    removed_at: datetime | None
    muted: bool | None
    role: str | None

    @property
    def workshop(self) -> PostingWorkshop:
        return PostingWorkshop._make(self[: len(PostingWorkshop._fields)])

    @property
    def seat(self) -> PostingSeat | None:
        if self.seat_id is None:
            return None
        return PostingSeat._make(self[len(PostingWorkshop._fields) :])


AnyWorkshop = Workshop | WorkshopRow
AnyColumn = Column | ColumnRow
AnyNote = Note | NoteRow
AnySeat = Seat | SeatRow


def columns(model: type[SQLModel], row: type[Any], *, but: tuple[str, ...] = ()) -> list[Any]:
    """The model's columns for the fields of `row`, in their order, without the fields named in `but`."""
    return [col(getattr(model, name)) for name in row._fields if name not in but]
