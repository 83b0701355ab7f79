"""The tables that workshops are made from: places, versions of frameworks, and saved plans."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.column_types import Moment


class Place(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str


class Framework(SQLModel, table=True):
    """One version of a code book. `content` has groups with elements, values and principles; keys never change."""

    __table_args__ = (UniqueConstraint("organisation_id", "key", "version"),)
    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    key: str
    version: int = 1
    content: dict[str, Any] = Field(sa_type=JSON)


class OwnPlan(SQLModel, table=True):
    """A plan that an organisation saved from a workshop: `content` is a draft without title, place and dates."""

    __tablename__ = "plan"
    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    content: dict[str, Any] = Field(sa_type=JSON)
    made_at: datetime = Field(sa_type=Moment)
