"""All tables: fields and relations only, the database on one page.

Times are UTC without a zone. Order keys and note ids compare by code point everywhere (`CODE_POINT`).
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata

# PostgreSQL sorts text by its locale unless told otherwise; SQLite and the browser compare by code point.
CODE_POINT = String().with_variant(String(collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """A point in time: aware (UTC) in Python, without a zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


def table(model: type[SQLModel]) -> Table:
    """A model's table, for statements that go past the ORM."""
    return metadata.tables[str(model.__tablename__)]


class Installation(SQLModel, table=True):
    """One row. The epoch is renewed when a backup is restored: then every page starts anew."""

    id: int = Field(default=1, primary_key=True)
    epoch: str


class Organisation(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class Organiser(SQLModel, table=True):
    """A person with an account. `stamp` stands in their cookie: a new password renews it and ends every sign-in."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    email: str = Field(unique=True)
    name: str
    password: str  # argon2id
    stamp: str
    made_at: datetime = Field(sa_type=Moment)


class Invitation(SQLModel, table=True):
    """A link that makes an account, or a new password for the one it names; once. Only a hash of its secret is kept."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    secret_hash: str = Field(unique=True)
    organiser_id: int | None = Field(default=None, foreign_key="organiser.id")
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Place(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str


class Framework(SQLModel, table=True):
    """One version of a code book. `content` has groups with elements, values and principles; keys never change."""

    __table_args__ = (UniqueConstraint("organisation_id", "key", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    key: str
    version: int = 1
    content: dict[str, Any] = Field(sa_type=JSON)


class OwnPlan(SQLModel, table=True):
    """What organisers keep of a workshop to make others from: `content` is a draft without title, place and dates."""

    __tablename__ = "plan"
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    content: dict[str, Any] = Field(sa_type=JSON)
    made_at: datetime = Field(sa_type=Moment)


class Workshop(SQLModel, table=True):
    __table_args__ = (Index("ix_workshop_held_on", "held_on", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    code: str | None = Field(default=None, unique=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    place_id: int | None = Field(default=None, foreign_key="place.id")
    framework_id: int = Field(foreign_key="framework.id")
    title: str
    held_on: date
    time_zone: str
    language: str
    naming: str  # anonymous, named or choice
    speaks_for: list[str] = Field(sa_type=JSON)
    keep_until: date
    notice: str = Field(default="", sa_type=Text)  # who is responsible, and how to have a note removed
    # Title and notice in further languages, by tag: {"cy": {"title": …, "notice": …}}.
    words: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    sample: bool = False
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    made_at: datetime = Field(sa_type=Moment)
    # Nothing else is left of a workshop that was deleted: to everybody it is not there.
    deleted_at: datetime | None = Field(default=None, sa_type=Moment)
    # Title, place and code, as `words.searchable` has them.
    search_text: str = Field(default="", sa_type=Text)
    seq: int = 0
    # Raised by whatever changes every note of this workshop as it is rendered.
    render_version: int = 0


class Column(SQLModel, table=True):
    """One discussion question."""

    __tablename__ = "board_column"
    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    order_key: str = Field(sa_type=CODE_POINT)
    question: str = Field(sa_type=Text)
    # What tabs, menus and tables call the question; "" where the organiser gave no name.
    short_name: str = ""
    # The question and its short name in further languages, by tag: {"cy": {"question": …, "short_name": …}}.
    words: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)


class Link(SQLModel, table=True):
    """What opens facilitation. The secret is never stored: it derives from SECRET_KEY and `ref`."""

    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    ref: str = Field(unique=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class Seat(SQLModel, table=True):
    """One participant's place at one workshop. `link_id` is the facilitator link that raised it, if any."""

    __table_args__ = (UniqueConstraint("workshop_id", "ref"),)
    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    ref: str
    by_code: bool = False
    link_id: int | None = Field(default=None, foreign_key="link.id")
    name: str | None = None
    speaks_for: str | None = None
    joined_at: datetime = Field(sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)


class Rejoin(SQLModel, table=True):
    """A code that lets a seat go on with a second device: once, for ten minutes. Only its hash is kept."""

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    code_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Note(SQLModel, table=True):
    """One sticky note. Who wrote it stands in `seat_id` and nowhere else; closing the workshop empties it."""

    __table_args__ = (
        ForeignKeyConstraint(["column_id"], ["board_column.id"]),
        # A whole board in order, and how many are on it, without reading a single note.
        Index("ix_note_place", *("workshop_id", "column_id", "order_key", "id"), *("hidden", "withdrawn", "revision")),
        Index("ix_note_seat", "seat_id"),
        # A revision is the seq of what happened last to one note: fragments are kept under it.
        Index("uq_note_revision", "workshop_id", "revision", unique=True),
    )
    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    column_id: int
    order_key: str = Field(sa_type=CODE_POINT)
    text: str = Field(sa_type=Text)
    colour: str
    lang: str | None = None
    speaks_for: str | None = None
    shown_name: str | None = None
    seat_id: int | None = Field(default=None, foreign_key="seat.id")
    posted_at: datetime = Field(sa_type=Moment)
    edited_at: datetime | None = Field(default=None, sa_type=Moment)
    hidden: bool = False
    withdrawn: bool = False
    revision: int = 0


class Coding(SQLModel, table=True):
    """One element (or value, or NOT_ABOUT) given to one note in one book: the shared one or one coder's own."""

    __table_args__ = (ForeignKeyConstraint(["workshop_id", "note_id"], ["note.workshop_id", "note.id"]),)
    workshop_id: int = Field(primary_key=True)
    note_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    book: str = Field(primary_key=True)
    element: str = Field(primary_key=True)
    coder: str = ""
    given_at: datetime = Field(sa_type=Moment)


class Event(SQLModel, table=True):
    """The journal: numbers, ids and places; never words or names, never a participant's seat."""

    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    payload: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
