"""All tables: fields and relations only, the database on one page.

Times are UTC without a zone. Order keys and note ids compare by code point everywhere (`CODE_POINT`).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, MetaData, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment

metadata: MetaData = SQLModel.metadata


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
    second_factor_required: bool = False


class Organiser(SQLModel, table=True):
    """A person with an account. The row stays after `removed_at`, without name and address.

    The number of an account is therefore never given to another person.
    """

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    email: str = Field(unique=True)
    name: str
    password: str  # argon2id
    made_at: datetime = Field(sa_type=Moment)
    deactivated_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)


class OrganiserSession(SQLModel, table=True):
    """One browser in which an organiser is signed in. Its cookie holds a random token; only the token's hash is kept.

    `kept` is "keep me signed in". `needs_code`: the password was right and the code of the second factor is missing.
    """

    __tablename__ = "organiser_session"
    id: int | None = Field(default=None, primary_key=True)
    organiser_id: int = Field(foreign_key="organiser.id", index=True)
    token_hash: str = Field(unique=True)
    kept: bool
    needs_code: bool
    device: str
    made_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)


class SecondFactor(SQLModel, table=True):
    """An account's TOTP key: it derives from SECRET_KEY and `ref`, and works once `confirmed_at` is set.

    `last_step` is the time step of the last code that was used. The recovery codes derive from `codes_ref`, which is
    erased once they have been written down; until then the sign-in `codes_session_id` may read them again.
    """

    __tablename__ = "second_factor"
    organiser_id: int = Field(foreign_key="organiser.id", primary_key=True)
    ref: str
    made_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    last_step: int = 0
    codes_ref: str | None = None
    codes_at: datetime | None = Field(default=None, sa_type=Moment)
    codes_session_id: int | None = Field(default=None, foreign_key="organiser_session.id")


class RecoveryCode(SQLModel, table=True):
    """Works once in place of a code of the second factor. Only a keyed hash of it is kept."""

    __tablename__ = "recovery_code"
    id: int | None = Field(default=None, primary_key=True)
    organiser_id: int = Field(foreign_key="organiser.id", index=True)
    code_hash: str
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class OrganiserNotice(SQLModel, table=True):
    """What an account's person is told when they next sign in, until they dismiss it. `by_name` did it."""

    __tablename__ = "organiser_notice"
    id: int | None = Field(default=None, primary_key=True)
    organiser_id: int = Field(foreign_key="organiser.id", index=True)
    kind: str
    by_name: str
    made_at: datetime = Field(sa_type=Moment)


class Invitation(SQLModel, table=True):
    """A link that makes an account, or a new password for the one it names; once.

    Its secret derives from SECRET_KEY and `ref`; a hash of it is kept to find it by. `session_id` is the sign-in that
    made it, to which alone it is shown; `made_by_id` is None for the host.
    """

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    secret_hash: str = Field(unique=True)
    ref: str | None = None
    organiser_id: int | None = Field(default=None, foreign_key="organiser.id")
    made_by_id: int | None = Field(default=None, foreign_key="organiser.id")
    session_id: int | None = Field(default=None, foreign_key="organiser_session.id")
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class SecurityEntry(SQLModel, table=True):
    """One line of the security log: names of organisers, never a participant and never what people wrote."""

    __tablename__ = "security_log"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    kind: str
    # Not a foreign key: an entry says who it was at that time, whatever becomes of the account.
    organiser_id: int | None = None
    name: str = ""
    device: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    times: int = 1


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
    """What opens facilitation. The secret is never stored: it derives from SECRET_KEY and `ref`.

    With an `organiser_id` it is that organiser's own way onto the board: nobody is shown its address, and it is revoked
    when the sign-in `session_id` ends.
    """

    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    ref: str = Field(unique=True)
    organiser_id: int | None = Field(default=None, foreign_key="organiser.id")
    session_id: int | None = Field(default=None, foreign_key="organiser_session.id", index=True)
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
