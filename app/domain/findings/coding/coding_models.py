"""The tables of interviews, of the codes given to units, and of rounds of independent coding."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment


class Interview(SQLModel, table=True):
    """A text beside the notes. Positions in it count code points from 0.

    `title` is a code such as "Interview 3, council", never a name. `consent` is analysis, quotes or group. The text is
    frozen from `frozen_at` on; a corrected version is a row of its own, which `replaced_by` names. A withdrawn
    interview keeps its row without any text.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    number: int
    place_id: int = Field(foreign_key="place.id")
    speaks_for: str | None = None
    held_on: date
    language: str
    title: str
    text: str = Field(sa_type=Text)
    consent: str
    consent_note: str = Field(default="", sa_type=Text)
    keep_until: date
    retention: str = "delete"
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    frozen_at: datetime | None = Field(default=None, sa_type=Moment)
    coded_at: datetime | None = Field(default=None, sa_type=Moment)  # a member marked it as coded
    coded_by_id: int | None = Field(default=None, foreign_key="organiser.id")
    replaced_by: str | None = Field(default=None, sa_type=CODE_POINT)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    revision: int = 0


class Turn(SQLModel, table=True):
    """What one speaker says without a break: `text[start:end]`. If `asks`, it is the interviewer, whom no one codes."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "interview_id"], ["interview.programme_id", "interview.id"]),
    )
    programme_id: int = Field(primary_key=True)
    interview_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    number: int = Field(primary_key=True)
    speaker: str
    start: int
    end: int
    asks: bool = False


class Excerpt(SQLModel, table=True):
    """A span of an interview: `text[start:end]`, in code points, half open. It is gone when it has no codes."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "interview_id"], ["interview.programme_id", "interview.id"]),
        UniqueConstraint("programme_id", "interview_id", "start", "end"),
    )
    programme_id: int = Field(primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    interview_id: str = Field(sa_type=CODE_POINT)
    start: int
    end: int
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    gone_at: datetime | None = Field(default=None, sa_type=Moment)
    revision: int = 0


class UnitCoding(SQLModel, table=True):
    """One code given to one unit in the programme's shared book: every code of an excerpt, and own codes of notes.

    A note's elements, values and facets of the framework are in the table `coding`. `framework_id` is the version in
    which an element was chosen, None for the programme's own codes. `suggested` is the rank (1-3) of the suggestion
    that the coder followed.
    """

    __tablename__ = "unit_coding"
    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    element: str = Field(primary_key=True)
    coder_id: int | None = Field(default=None, foreign_key="organiser.id")
    framework_id: int | None = Field(default=None, foreign_key="framework.id")
    suggested: int | None = None
    given_at: datetime = Field(sa_type=Moment)


class Code(SQLModel, table=True):
    """A code that this programme added to the framework. Its `key` begins with "own_" and is never reused.

    A code that was merged keeps its row as an alias: `merged_into` is the code or element that replaced it.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    key: str = Field(primary_key=True)
    name: str
    description: str = Field(default="", sa_type=Text)
    signals: list[str] = Field(default_factory=list, sa_type=JSON)
    boundary: str = Field(default="", sa_type=Text)
    status: str = "draft"  # or agreed
    order_key: str = Field(sa_type=CODE_POINT)
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    merged_into: str | None = None
    revision: int = 0


class Round(SQLModel, table=True):
    """One round of independent coding. Its sample is frozen when it is drawn, and `seed` draws it again.

    `reason` is why the lead closed it before every coder was done, "" otherwise.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    name: str
    framework_id: int = Field(foreign_key="framework.id")
    share: float | None = None
    size: int
    seed: int
    drawn_by_id: int = Field(foreign_key="organiser.id")
    drawn_at: datetime = Field(sa_type=Moment)
    closed_by_id: int | None = Field(default=None, foreign_key="organiser.id")
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = Field(default="", sa_type=Text)


class RoundCoder(SQLModel, table=True):
    """A member who codes the sample of a round alone. `revision` counts the changes of this coder's own book.

    The programme's seq does not move with a blind book, because others would learn from it when a coder works.
    """

    __tablename__ = "round_coder"
    __table_args__ = (ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),)
    programme_id: int = Field(primary_key=True)
    round_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    coder_id: int = Field(foreign_key="organiser.id", primary_key=True)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    revision: int = 0


class RoundUnit(SQLModel, table=True):
    """One unit of a round's sample. `stratum` is the question or interview that it was drawn from."""

    __tablename__ = "round_unit"
    __table_args__ = (ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),)
    programme_id: int = Field(primary_key=True)
    round_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    position: int
    stratum: str


class BlindCoding(SQLModel, table=True):
    """One code in one coder's own book of one round. It is apart from `UnitCoding` so that no other query reads it."""

    __tablename__ = "blind_coding"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "round_id", "coder_id"],
            ["round_coder.programme_id", "round_coder.round_id", "round_coder.coder_id"],
        ),
    )
    programme_id: int = Field(primary_key=True)
    round_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    coder_id: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    element: str = Field(primary_key=True)
    given_at: datetime = Field(sa_type=Moment)


class Settled(SQLModel, table=True):
    """The decision about one difference of a closed round. `before` has the keys by coder id, `after` the keys now."""

    __table_args__ = (ForeignKeyConstraint(["programme_id", "round_id"], ["round.programme_id", "round.id"]),)
    programme_id: int = Field(primary_key=True)
    round_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    before: dict[str, Any] = Field(sa_type=JSON)
    after: list[str] = Field(sa_type=JSON)
    reason: str = Field(sa_type=Text)
    by_id: int = Field(foreign_key="organiser.id")
    at: datetime = Field(sa_type=Moment)
    revision: int = 0
