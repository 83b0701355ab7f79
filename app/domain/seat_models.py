"""The tables of seats: their facilitator links, their devices, and the codes for further devices."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.column_types import Moment


class Link(SQLModel, table=True):
    """A facilitator link. Its secret is never stored: it is derived from SECRET_KEY and `ref`.

    `name` says who the link is for; "" if no one wrote it down. `role` is a value of `seats.ROLES`. A link with an
    `organiser_id` is for that organiser alone: its address is never shown, and it is revoked when the sign-in
    `session_id` ends.
    """

    id: int = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    ref: str = Field(unique=True)
    organiser_id: int | None = Field(default=None, foreign_key="organiser.id")
    session_id: int | None = Field(default=None, foreign_key="organiser_session.id", index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    name: str = ""
    role: str = "facilitator"
    # Of the code with which a person who lost the link gets back in.
    recovery_hash: str | None = None


class Seat(SQLModel, table=True):
    """One participant's place at one workshop. `link_id` is the facilitator link that was used from it, if any.

    `ref` names the seat among open connections, and changes when one of its devices loses access. It opens nothing.
    """

    __table_args__ = (UniqueConstraint("workshop_id", "ref"),)
    id: int = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    ref: str
    by_code: bool = False
    link_id: int | None = Field(default=None, foreign_key="link.id")
    name: str | None = None
    speaks_for: str | None = None
    joined_at: datetime = Field(sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    muted: bool = False
    ready: bool = False
    hand_at: datetime | None = Field(default=None, sa_type=Moment)
    # The seq of the last event that changed what only this seat sees of itself, besides its notes.
    revision: int = 0


class SeatDevice(SQLModel, table=True):
    """One browser that acts from a seat. Its cookie holds a random secret; the database holds the secret's hash.

    `device` is the browser in words, such as "Firefox, Windows".
    """

    __tablename__ = "seat_device"
    __table_args__ = (UniqueConstraint("workshop_id", "secret_hash"),)
    id: int = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id")
    seat_id: int = Field(foreign_key="seat.id", index=True)
    secret_hash: str
    device: str = ""


class DeviceCode(SQLModel, table=True):
    """A code that opens a seat on a second device, once and for ten minutes. The database holds only its hash."""

    __tablename__ = "rejoin"
    id: int = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    code_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
