"""The tables of steering: phases of the agenda, votes and comments."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment


class Phase(SQLModel, table=True):
    """One step of a workshop's agenda.

    `may` lists what participants may do besides reading (keys of `agenda.MAY`), `columns` the ids of the questions
    that are open for it. Each person has `votes` votes, at most `votes_per_note` of them on one note.
    """

    id: int = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    order_key: str = Field(sa_type=CODE_POINT)
    title: str
    asked: str = Field(default="", sa_type=Text)  # one sentence that says what is asked
    # Title and sentence in further languages, by tag: {"cy": {"title": …, "asked": …}}.
    words: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    may: list[str] = Field(default_factory=list, sa_type=JSON)
    columns: list[int] = Field(default_factory=list, sa_type=JSON)
    veiled: bool = False
    minutes: int | None = None
    votes: int = 5
    votes_per_note: int = 1
    # What people rate in it, if they may.
    ask_id: int | None = Field(default=None, foreign_key="ask.id")
    begun_at: datetime | None = Field(default=None, sa_type=Moment)
    votes_closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Vote(SQLModel, table=True):
    """The votes of one seat for one note in one phase. A row whose votes were all taken back stays, with 0.

    `revision` is the seq of its last change. Closing the workshop adds the rows of a note up, and clears `seat_id`
    and `revision`.
    """

    __table_args__ = (
        UniqueConstraint("phase_id", "note_id", "seat_id"),
        ForeignKeyConstraint(["workshop_id", "note_id"], ["note.workshop_id", "note.id"]),
        Index("ix_vote_note", "workshop_id", "note_id"),
    )
    id: int = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id")
    phase_id: int = Field(foreign_key="phase.id")
    note_id: str = Field(sa_type=CODE_POINT)
    seat_id: int | None = Field(default=None, foreign_key="seat.id", index=True)
    votes: int = 0
    revision: int = 0


class Comment(SQLModel, table=True):
    """A comment under a note. Like a note, it is hidden, declined or withdrawn, and only `seat_id` says who wrote it.

    Its note's `revision` is raised with every change, because the note's fragment shows its comments.
    """

    __table_args__ = (
        ForeignKeyConstraint(["workshop_id", "note_id"], ["note.workshop_id", "note.id"]),
        Index("ix_comment_note", "workshop_id", "note_id", "posted_at"),
    )
    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True)
    id: str = Field(sa_type=CODE_POINT, primary_key=True)
    note_id: str = Field(sa_type=CODE_POINT)
    text: str = Field(sa_type=Text)
    lang: str | None = None
    speaks_for: str | None = None
    shown_name: str | None = None
    posted_by: str | None = None
    seat_id: int | None = Field(default=None, foreign_key="seat.id", index=True)
    posted_at: datetime = Field(sa_type=Moment)
    edited_at: datetime | None = Field(default=None, sa_type=Moment)
    hidden: bool = False
    withdrawn: bool = False
    approval: str = ""
    declined_for: str | None = None
