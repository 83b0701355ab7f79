"""The tables of reports: their sections, quotes, editions, links for participants, and comments.

No table holds words of a note or an interview, except those that people typed themselves.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Text
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment

_OF_REPORT = (["programme_id", "report_id"], ["report.programme_id", "report.id"])


class Report(SQLModel, table=True):
    """A report about one place, or with `place_id` None the combined one. `key` is in the address of its editions.

    A removed report keeps its row. `limits_read_at` says when a member read what the report cannot say.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    key: str = Field(unique=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    language: str
    title: str
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    limits_read_by_id: int | None = Field(default=None, foreign_key="organiser.id")
    limits_read_at: datetime | None = Field(default=None, sa_type=Moment)
    revision: int = 0


class ReportSection(SQLModel, table=True):
    """What people wrote in one section: `blocks` in their order, as `report_blocks.py` describes them."""

    __tablename__ = "report_section"
    __table_args__ = (ForeignKeyConstraint(*_OF_REPORT),)
    programme_id: int = Field(primary_key=True)
    report_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    key: str = Field(primary_key=True)
    blocks: list[Any] = Field(sa_type=JSON)
    by_id: int = Field(foreign_key="organiser.id")
    at: datetime = Field(sa_type=Moment)
    revision: int = 0


class ReportQuote(SQLModel, table=True):
    """A quote in a report: a unit and its cuts, as in `ThemeEvidence`. Other cuts are another row.

    `read_by_id` is the member who read these words for anything that could identify someone. A withdrawn unit leaves a
    row without cuts.
    """

    __tablename__ = "report_quote"
    __table_args__ = (ForeignKeyConstraint(*_OF_REPORT),)
    programme_id: int = Field(primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    report_id: str = Field(sa_type=CODE_POINT)
    kind: str
    ref: str = Field(sa_type=CODE_POINT)
    cuts: list[Any] = Field(sa_type=JSON)
    chosen_by_id: int = Field(foreign_key="organiser.id")
    chosen_at: datetime = Field(sa_type=Moment)
    read_by_id: int | None = Field(default=None, foreign_key="organiser.id")
    read_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class Edition(SQLModel, table=True):
    """A signed version of a report. `content` has every word and count as signed, and refers to quotes by their ids.

    `sha256` is that of the content as canonical JSON. The name and the role are as they were when it was signed. An
    edition that was imported has in `asks` the present id of each rating that its content names, by the id there. Only
    members of the programme read an edition with `unpublished_at`, which says since when.
    """

    __table_args__ = (ForeignKeyConstraint(*_OF_REPORT),)
    programme_id: int = Field(primary_key=True)
    report_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    sha256: str
    signed_by_id: int = Field(foreign_key="organiser.id")
    signed_name: str
    signed_role: str
    signed_at: datetime = Field(sa_type=Moment)
    correction: str = Field(default="", sa_type=Text)
    asks: dict[str, int] | None = Field(default=None, sa_type=JSON)
    unpublished_at: datetime | None = Field(default=None, sa_type=Moment)
    unpublished_name: str = ""
    unpublished_reason: str = Field(default="", sa_type=Text)

    @property
    def is_imported(self) -> bool:
        """True if a file brought it here. Its hash then says nothing about who signed it."""
        return self.asks is not None


class ReportLink(SQLModel, table=True):
    """A link that shows participants the draft of a report until it expires. Only a hash of its secret is stored."""

    __tablename__ = "report_link"
    __table_args__ = (ForeignKeyConstraint(*_OF_REPORT),)
    programme_id: int = Field(primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    report_id: str = Field(sa_type=CODE_POINT)
    secret_hash: str = Field(unique=True)
    made_by_id: int = Field(foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class ReportComment(SQLModel, table=True):
    """What a participant said about a draft, without an account, and what was done about it."""

    __tablename__ = "report_comment"
    __table_args__ = (ForeignKeyConstraint(*_OF_REPORT),)
    programme_id: int = Field(primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    report_id: str = Field(sa_type=CODE_POINT)
    section: str
    text: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Moment)
    response: str = Field(default="", sa_type=Text)
    responded_by_id: int | None = Field(default=None, foreign_key="organiser.id")
    responded_at: datetime | None = Field(default=None, sa_type=Moment)
