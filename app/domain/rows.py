"""What prepared statements answer: rows to be read, each with exactly the columns that its statement selects.

A row is cheaper than an object of the ORM, and the type checker refuses a column that was not selected.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from sqlmodel import SQLModel, col

from app.domain.models import Column, Note, Seat, Workshop

Words = dict[str, dict[str, str]]


class NoteRow(NamedTuple):
    """A note as it is rendered: who wrote it is not among the columns."""

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
    """A `NoteRow` with its writer's `seat_ref`, which is never shown, but decides whose private fragment has it."""

    _fields = (*NoteRow._fields, "seat_ref")
    seat_ref: str | None

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:
        *columns, seat_ref = iterable
        made = super()._make(columns)
        made.seat_ref = seat_ref
        return made


class PlacedNote(NamedTuple):
    """Where a note is on its board, without its words."""

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
    """A workshop as its pages are rendered."""

    id: int
    key: str
    code: str | None
    place_id: int | None
    framework_id: int
    title: str
    held_on: date
    time_zone: str
    language: str
    naming: str
    speaks_for: list[str]
    keep_until: date
    notice: str
    words: Words
    sample: bool
    closed_at: datetime | None
    made_at: datetime
    seq: int
    render_version: int


class SeatRow(NamedTuple):
    """A seat as its own pages are rendered. `by_link`: whether it facilitates by a link that is not revoked."""

    id: int
    ref: str
    name: str | None
    speaks_for: str | None
    by_code: bool
    removed_at: datetime | None
    by_link: bool


class PostingWorkshop(NamedTuple):
    """What posting a note asks of its workshop."""

    id: int
    closed_at: datetime | None
    naming: str


class PostingSeat(NamedTuple):
    """What posting a note asks of its writer's seat."""

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
    """The columns of a model that a row has, in its order; `but` those that come from elsewhere."""
    return [col(getattr(model, name)) for name in row._fields if name not in but]
