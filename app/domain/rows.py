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


class TouchedNote(NoteRow):
    """A `NoteRow` with its writer's `seat_ref`, which chooses the private fragment and is never shown."""

    _fields = (*NoteRow._fields, "seat_ref")
    seat_ref: str | None

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:
        *columns, seat_ref = iterable
        made = super()._make(columns)
        made.seat_ref = seat_ref
        return made


class NotePosition(NamedTuple):
    """A note's position on its board, without its text."""

    column_id: int
    revision: int
    id: str


class ColumnRow(NamedTuple):
    """A discussion question."""

    id: int
    order_key: str
    question: str
    short_name: str
    words: Words


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


class SeatRow(NamedTuple):
    """The columns of a seat that its pages render. `by_link` is True if it has a facilitator link that still works."""

    id: int
    ref: str
    name: str | None
    speaks_for: str | None
    by_code: bool
    removed_at: datetime | None
    by_link: bool


class PostingWorkshop(NamedTuple):
    """The columns of a workshop that posting a note needs."""

    id: int
    closed_at: datetime | None
    naming: str


class PostingSeat(NamedTuple):
    """The columns of the writer's seat that posting a note needs."""

    id: int
    name: str | None
    speaks_for: str | None
    by_code: bool
    removed_at: datetime | None
    by_link: bool


AnyWorkshop = Workshop | WorkshopRow
AnyColumn = Column | ColumnRow
AnyNote = Note | NoteRow
AnySeat = Seat | SeatRow


def columns(model: type[SQLModel], row: type[Any], *, but: tuple[str, ...] = ()) -> list[Any]:
    """The model's columns for the fields of `row`, in their order, without the fields named in `but`."""
    return [col(getattr(model, name)) for name in row._fields if name not in but]
