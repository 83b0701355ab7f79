"""The tables of asks: what people rate in a workshop, their ballots, and what the group agreed."""

from datetime import datetime

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment


class Ask(SQLModel, table=True):
    """A rating that one phase collects. `kind` is a key of `ask_drafts.KINDS`, `scale` has the steps, lowest first.

    `name` is the question that people answer for each subject, `words` has it in further languages by tag. `items` are
    the lines of an organiser's own list. Opening fixes `subjects` (keys of
    elements, items, or partners) and `threshold`, the least number of ballots of a group that pages show by itself.
    """

    id: int = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    kind: str
    name: str = Field(default="", sa_type=Text)
    words: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    scale: list[str] = Field(default_factory=list, sa_type=JSON)
    items: list[str] = Field(default_factory=list, sa_type=JSON)
    subjects: list[str] = Field(default_factory=list, sa_type=JSON)
    threshold: int = 3
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    shown_at: datetime | None = Field(default=None, sa_type=Moment)


class Ballot(SQLModel, table=True):
    """One person's answers to one ask. Its id is random, and says nothing about another ask.

    Closing the workshop clears `seat_id` and gives every ballot another id. `speaks_for` is the group that rates.
    """

    __table_args__ = (UniqueConstraint("ask_id", "seat_id"),)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    ask_id: int = Field(foreign_key="ask.id", index=True)
    seat_id: int | None = Field(default=None, foreign_key="seat.id", index=True)
    speaks_for: str | None = None


class Answer(SQLModel, table=True):
    """The step that a ballot gives one subject, from 1; None for "can't say"."""

    ballot_id: str = Field(sa_type=CODE_POINT, foreign_key="ballot.id", primary_key=True)
    subject: str = Field(sa_type=CODE_POINT, primary_key=True)
    value: int | None = None


class Judgement(SQLModel, table=True):
    """The step on which the group agreed for one subject, and why. `rater` is the rating group of a link, else ""."""

    ask_id: int = Field(foreign_key="ask.id", primary_key=True)
    subject: str = Field(sa_type=CODE_POINT, primary_key=True)
    rater: str = Field(default="", sa_type=CODE_POINT, primary_key=True)
    value: int
    reason: str = Field(default="", sa_type=Text)
    by: str = ""
    at: datetime = Field(sa_type=Moment)
