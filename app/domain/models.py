"""All tables of the database: fields and relations only.

Times are UTC without a zone. Order keys and note ids compare by code point everywhere (`CODE_POINT`). An `id: int` with
the default None is chosen by the database when the row is flushed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, MetaData, Table, Text
from sqlmodel import Field, SQLModel

from app.domain.account_models import Invitation as Invitation
from app.domain.account_models import Organiser as Organiser
from app.domain.account_models import OrganiserNotice as OrganiserNotice
from app.domain.account_models import OrganiserSession as OrganiserSession
from app.domain.account_models import RecoveryCode as RecoveryCode
from app.domain.account_models import SecondFactor as SecondFactor
from app.domain.column_types import CODE_POINT, Moment
from app.domain.findings import models as _programme_models  # noqa: F401
from app.domain.findings.asks import ask_models as _ask_models  # noqa: F401
from app.domain.findings.coding import coding_models as _coding_models  # noqa: F401
from app.domain.findings.reports import report_models as _report_models  # noqa: F401
from app.domain.findings.steps import step_models as _step_models  # noqa: F401
from app.domain.findings.themes import theme_models as _theme_models  # noqa: F401
from app.domain.plan_models import Framework as Framework
from app.domain.plan_models import OwnPlan as OwnPlan
from app.domain.plan_models import Place as Place
from app.domain.record_models import Erasure as Erasure
from app.domain.record_models import SecurityEntry as SecurityEntry

# Every table is imported from here, so that one import finds them all.
from app.domain.seat_models import DeviceCode, Link, Seat, SeatDevice  # noqa: F401
from app.domain.steering_models import Comment, Phase, Vote  # noqa: F401

metadata: MetaData = SQLModel.metadata


def table(model: type[SQLModel]) -> Table:
    """The model's table, for statements that do not use the ORM."""
    return metadata.tables[str(model.__tablename__)]


class Installation(SQLModel, table=True):
    """The table's single row. Restoring a backup renews the epoch, and then every page fetches its board again."""

    id: int = Field(default=1, primary_key=True)
    epoch: str


class Organisation(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    name: str
    second_factor_required: bool = False
    # What new workshops say in their privacy notice; "" until it is filled in.
    lawful_basis: str = ""
    contact: str = ""


class Workshop(SQLModel, table=True):
    __table_args__ = (
        Index("ix_workshop_held_on", "held_on", "id"),
        Index("uq_workshop_join_token", "join_token", unique=True),
    )
    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    code: str | None = Field(default=None, unique=True)
    # The secret in QR codes and links for joining, replaced together with the code.
    join_token: str | None = None
    joining_paused: bool = False
    # Newcomers who asked to join before this moment need not wait for their turn.
    admitted_at: datetime | None = Field(default=None, sa_type=Moment)
    organisation_id: int = Field(foreign_key="organisation.id")
    place_id: int | None = Field(default=None, foreign_key="place.id")
    framework_id: int = Field(foreign_key="framework.id")
    title: str
    held_on: date
    time_zone: str
    language: str
    naming: str  # anonymous, named or choice
    speaks_for: list[str] = Field(sa_type=JSON)
    # Those of the groups that enough people have chosen; see `groups.shown`.
    shown_groups: list[str] = Field(default_factory=list, sa_type=JSON)
    keep_until: date
    retention: str = "delete"  # what happens on that date: delete, or ask (an organiser reviews it)
    # The date of a record that was imported after it; `keep_until` is then 30 days after the import.
    promised_until: date | None = None
    notice: str = Field(default="", sa_type=Text)  # who is responsible, and how to have a note removed
    # Title and notice in further languages, by tag: {"cy": {"title": …, "notice": …}}.
    words: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    sample: bool = False
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    made_at: datetime = Field(sa_type=Moment)
    # A deleted workshop keeps an empty row, and every query treats it as missing.
    deleted_at: datetime | None = Field(default=None, sa_type=Moment)
    # Title, place and code, as `text.searchable` returns them.
    search_text: str = Field(default="", sa_type=Text)
    seq: int = 0
    # Raised by every change that affects how all notes of this workshop are rendered.
    render_version: int = 0
    # The present phase of the agenda; None without an agenda, or before it begins. No foreign key: phases refer to it.
    phase_id: int | None = None
    locked: bool = False
    approve_first: bool = False
    # A running timer has `timer_ends_at`, a paused one `timer_left` in seconds; without a timer both are None.
    timer_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    timer_left: int | None = None
    timer_freezes: bool = False
    # The note that every screen shows, the column that everyone was last brought to, and the facilitators' message.
    spotlight: str | None = Field(default=None, sa_type=CODE_POINT)
    brought_to: int | None = None
    brought_seq: int = 0
    announcement: str = Field(default="", sa_type=Text)
    # Names of stacks and messages that were replaced, by the seq of the event (`replaced_words`).
    replaced_words: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    # The decisions about notes that an imported record counts, by the keys of `approval.decisions`.
    imported_decisions: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    # What the projector screen shows (a value of `screen.SHOWS`, or a column's id).
    screen: str = "join"


class Column(SQLModel, table=True):
    """One discussion question."""

    __tablename__ = "board_column"
    id: int = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    order_key: str = Field(sa_type=CODE_POINT)
    question: str = Field(sa_type=Text)
    # What tabs, menus and tables call the question; "" where the organiser gave no name.
    short_name: str = ""
    # The question and its short name in further languages, by tag: {"cy": {"question": …, "short_name": …}}.
    words: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    locked: bool = False
    # Only their writers see its notes, until the facilitator reveals them.
    veiled: bool = False
    # `agenda.settle` keeps both: whether the present phase lets participants write here, and the phase in which the
    # column will open first, None once that phase has begun.
    open: bool = True
    opens_in: int | None = None
    # The `text.wording_key` of its first wording. Rewording keeps it, so that programmes know the question again.
    key: str = ""


class Note(SQLModel, table=True):
    """One sticky note. Only `seat_id` says who wrote it, and closing the workshop clears it."""

    __table_args__ = (
        ForeignKeyConstraint(["column_id"], ["board_column.id"]),
        # Covers the order and the counts of a whole board, so that neither reads the notes themselves.
        Index(
            "ix_note_place",
            *("workshop_id", "column_id", "order_key", "id"),
            *("hidden", "withdrawn", "revision", "approval"),
        ),
        Index("ix_note_seat", "seat_id"),
        # A revision is the seq of the note's last event, and the key of its cached fragments.
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
    # A value of `visibility.Approval`, and the reason (a key of `approval.REASONS`) for which it was declined.
    approval: str = ""
    declined_for: str | None = None
    # The id of the note that leads its stack; the leading note has its own id, and the name of the stack.
    stack: str | None = Field(default=None, sa_type=CODE_POINT)
    stack_name: str = ""
    # The member of the team who posted it for another person.
    posted_by: str | None = None
    # The partner (a subject of a rating of links) to which the note says how the writer's group could be closer.
    partner: str | None = None


class Coding(SQLModel, table=True):
    """One element, value, facet or NOT_ABOUT given to one note in one book: the shared book, or one coder's own.

    `framework_id` is the version in which it was chosen, None for the workshop's. `suggested` is the rank (1-3) of the
    suggestion that the coder followed.
    """

    __table_args__ = (ForeignKeyConstraint(["workshop_id", "note_id"], ["note.workshop_id", "note.id"]),)
    workshop_id: int = Field(primary_key=True)
    note_id: str = Field(sa_type=CODE_POINT, primary_key=True)
    book: str = Field(primary_key=True)
    element: str = Field(primary_key=True)
    coder: str = ""
    framework_id: int | None = Field(default=None, foreign_key="framework.id")
    suggested: int | None = None
    given_at: datetime = Field(sa_type=Moment)


class Event(SQLModel, table=True):
    """One entry of the journal. It holds numbers, ids and order keys, and no text, name or participant's seat.

    `by` is the seat of the member of the team who did it, for actions that only the team can do.
    """

    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    payload: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
    by: int | None = None
