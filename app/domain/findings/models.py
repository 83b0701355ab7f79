"""The tables of programmes: places, workshops, members, partners, the journal and the list of what was withdrawn.

Every table of this area begins its key with `programme_id`. Ids that are texts are made by the browser. A *unit* is one
note or one excerpt, named by `kind` and `ref` (see `units.py`).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment


class Programme(SQLModel, table=True):
    """The workshops, interviews, themes and reports of one or more places, analysed with one codebook.

    `threshold` is the smallest group that a publication may name. No agreement figure is computed if `reflexive`.
    """

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    framework_id: int = Field(foreign_key="framework.id")
    name: str
    language: str
    time_zone: str
    threshold: int = 3
    reflexive: bool = False
    keep_until: date
    retention: str = "delete"  # what happens on that date, as for a workshop: delete, or ask
    sample: bool = False
    made_at: datetime = Field(sa_type=Moment)
    # A deleted programme keeps an empty row, and every query treats it as missing.
    deleted_at: datetime | None = Field(default=None, sa_type=Moment)
    seq: int = 0
    # Raised by every change that affects how all units of this programme are rendered.
    render_version: int = 0


class ProgrammePlace(SQLModel, table=True):
    """A place of the programme, also before it has a workshop or an interview."""

    __tablename__ = "programme_place"
    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    place_id: int = Field(foreign_key="place.id", primary_key=True)
    order_key: str = Field(sa_type=CODE_POINT)


class ProgrammeWorkshop(SQLModel, table=True):
    """A workshop whose notes are evidence of this programme. It may belong to several programmes."""

    __tablename__ = "programme_workshop"
    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True, index=True)
    place_id: int = Field(foreign_key="place.id")
    added_at: datetime = Field(sa_type=Moment)


class Member(SQLModel, table=True):
    """An account that works in this programme. `role` is organiser, lead, analyst or reviewer.

    `pen_name` is the name that files show with this person's codings. The row stays after the person has left.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    organiser_id: int = Field(foreign_key="organiser.id", primary_key=True, index=True)
    role: str
    pen_name: str
    joined_at: datetime = Field(sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)


class Partner(SQLModel, table=True):
    """An organisation or group that works together with others; `speaks_for` is its group in workshops, if any."""

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    name: str
    speaks_for: str | None = None
    order_key: str = Field(sa_type=CODE_POINT)


class ProgrammeEvent(SQLModel, table=True):
    """One entry of a programme's journal. It holds numbers, ids and keys, and no text and no name.

    `by` is the account of the member who acted, None for the server.
    """

    __tablename__ = "programme_event"
    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    payload: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
    by: int | None = None


class ProgrammeErasure(SQLModel, table=True):
    """One entry of the erasure list: an interview that was withdrawn, or a deleted programme (`interview_id` "").

    A comment on a draft that was deleted is in the list as "comment ID".

    It holds no text, and restoring an older backup applies it again. It outlasts the programme, as `Erasure` does.
    """

    __tablename__ = "programme_erasure"
    programme_key: str = Field(primary_key=True)
    interview_id: str = Field(default="", sa_type=CODE_POINT, primary_key=True)
    at: datetime = Field(sa_type=Moment)


class History(SQLModel, table=True):
    """A former version of a text: of a theme, cell, memo or code, named by `kind` and `ref`. The last 50 are kept."""

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    kind: str = Field(primary_key=True)
    ref: str = Field(sa_type=CODE_POINT, primary_key=True)
    revision: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    by_id: int | None = Field(default=None, foreign_key="organiser.id")
    at: datetime = Field(sa_type=Moment)


class Memo(SQLModel, table=True):
    """A working note of a member about a unit, interview, code, theme or the programme; never part of a report.

    A memo that was written while coding independently has a `round_id`, and only its writer reads it until that round
    is closed.
    """

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    about_kind: str
    about_ref: str = Field(sa_type=CODE_POINT)
    round_id: str | None = Field(default=None, sa_type=CODE_POINT)
    text: str = Field(sa_type=Text)
    by_id: int = Field(foreign_key="organiser.id")
    at: datetime = Field(sa_type=Moment)
    revision: int = 0
