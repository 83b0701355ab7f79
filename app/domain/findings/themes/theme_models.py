"""The tables of themes and of the matrix. They refer to evidence and hold none of its words."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment

_OF_THEME = (["programme_id", "theme_id"], ["theme.programme_id", "theme.id"])


class Theme(SQLModel, table=True):
    """A claim with a central idea. `place_id` is None for a combined theme. Themes nest one level.

    `state` is draft or agreed. A removed theme keeps its row, so that the removal can be undone; its evidence counts as
    free. `merged_into` names the theme that took its evidence.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    # Not a foreign key, because a backup is copied in any order.
    parent_id: str | None = Field(default=None, sa_type=CODE_POINT)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    order_key: str = Field(sa_type=CODE_POINT)
    name: str
    idea: str = Field(default="", sa_type=Text)
    summary: str = Field(default="", sa_type=Text)
    state: str = "draft"
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    merged_into: str | None = Field(default=None, sa_type=CODE_POINT)
    revision: int = 0


class ThemeElement(SQLModel, table=True):
    """An element or code that a theme is about."""

    __tablename__ = "theme_element"
    __table_args__ = (ForeignKeyConstraint(*_OF_THEME),)
    programme_id: int = Field(primary_key=True)
    theme_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    element: str = Field(primary_key=True)


class ThemeEvidence(SQLModel, table=True):
    """One unit for or against a theme. If `quote`, the theme shows its words with these cuts.

    `cuts` is a list of [start, end] for "…" and of [start, end, "replacement"] for "[replacement]". A withdrawn unit
    leaves a row with `withdrawn_at` and without cuts, which counts as "1 withdrawn".
    """

    __tablename__ = "theme_evidence"
    __table_args__ = (ForeignKeyConstraint(*_OF_THEME),)
    programme_id: int = Field(primary_key=True)
    theme_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    stance: str = "for"
    quote: bool = False
    cuts: list[Any] = Field(default_factory=list, sa_type=JSON)
    order_key: str = Field(sa_type=CODE_POINT)
    by_id: int = Field(foreign_key="organiser.id")
    at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class Cell(SQLModel, table=True):
    """One summary in the framework matrix.

    `row_kind` is place, group or both, and `row_ref` the place's id, the group, or "id:group". `column_kind` is element
    or theme. `seen_seq` and `seen_evidence` (a short hash of each of the cell's units) say which evidence the summary
    is based on.
    """

    __table_args__ = (UniqueConstraint("programme_id", "row_kind", "row_ref", "column_kind", "column_ref"),)
    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    row_kind: str
    row_ref: str
    column_kind: str
    column_ref: str
    summary: str = Field(default="", sa_type=Text)
    seen_seq: int = 0
    seen_evidence: str = ""
    by_id: int = Field(foreign_key="organiser.id")
    at: datetime = Field(sa_type=Moment)
    revision: int = 0


class CellQuote(SQLModel, table=True):
    """One quote in a cell, which has at most three. The columns are as in `ThemeEvidence`."""

    __tablename__ = "cell_quote"
    __table_args__ = (ForeignKeyConstraint(["programme_id", "cell_id"], ["cell.programme_id", "cell.id"]),)
    programme_id: int = Field(primary_key=True)
    cell_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    cuts: list[Any] = Field(default_factory=list, sa_type=JSON)
    order_key: str = Field(sa_type=CODE_POINT)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
