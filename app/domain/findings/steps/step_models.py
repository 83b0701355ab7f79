"""The tables of next steps. A step that was promoted refers to its notes and holds none of their words."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Text
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment

_OF_STEP = (["programme_id", "step_id"], ["step.programme_id", "step.id"])


class Step(SQLModel, table=True):
    """Something that was agreed or proposed. `owner` is an organisation, `due` a day in the programme's time zone.

    While `text` is empty, the step says what its first source says. `element` is a key of the codebook or "". A removed
    step keeps its row, so that the removal can be undone.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    text: str = Field(default="", sa_type=Text)
    owner: str = ""
    due: date | None = None
    state: str = "proposed"
    element: str = ""
    # Not a foreign key, because a backup is copied in any order.
    theme_id: str | None = Field(default=None, sa_type=CODE_POINT)
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    revision: int = 0


class StepUpdate(SQLModel, table=True):
    """What happened with a step, as a member reported it; `state` is the state that it got, or ""."""

    __tablename__ = "step_update"
    __table_args__ = (ForeignKeyConstraint(*_OF_STEP),)
    programme_id: int = Field(primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    step_id: str = Field(sa_type=CODE_POINT, index=True)
    text: str = Field(default="", sa_type=Text)
    state: str = ""
    by_id: int = Field(foreign_key="organiser.id")
    at: datetime = Field(sa_type=Moment)


class StepSource(SQLModel, table=True):
    """A unit from which a step was made. If `copied`, the step's own text contains its words.

    A withdrawn unit leaves a row with `withdrawn_at`.
    """

    __tablename__ = "step_source"
    __table_args__ = (ForeignKeyConstraint(*_OF_STEP),)
    programme_id: int = Field(primary_key=True)
    step_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    order_key: str = Field(sa_type=CODE_POINT)
    copied: bool = False
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class StepLink(SQLModel, table=True):
    """A public page of the steps of one place, or of all places. Its secret is derived from SECRET_KEY and `id`."""

    __tablename__ = "step_link"
    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True, unique=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
