"""The tables of accounts: their sign-ins, second factors, notices, and the links that create them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.domain.column_types import Moment


class Organiser(SQLModel, table=True):
    """A person with an account. A removed one keeps its row, without name and address, so its id is never reused.

    `kind` is organiser, or analyst for a person who sees only the programmes that they are a member of.
    """

    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    email: str = Field(unique=True)
    name: str
    password: str  # argon2id
    kind: str = "organiser"
    made_at: datetime = Field(sa_type=Moment)
    deactivated_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)


class OrganiserSession(SQLModel, table=True):
    """One browser in which an organiser is signed in. Its cookie holds a random token; the database holds its hash.

    `kept` is "keep me signed in". `needs_code` means that the password was correct and the code of the second factor
    is still missing.
    """

    __tablename__ = "organiser_session"
    id: int = Field(default=None, primary_key=True)
    organiser_id: int = Field(foreign_key="organiser.id", index=True)
    token_hash: str = Field(unique=True)
    kept: bool
    needs_code: bool
    device: str
    made_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)


class SecondFactor(SQLModel, table=True):
    """An account's TOTP key. It is derived from SECRET_KEY and `ref`, and works once `confirmed_at` is set.

    `last_step` is the time step of the last code that was used. The recovery codes are derived from `codes_ref`, which
    is erased once the person has written them down. Until then the sign-in `codes_session_id` can show them again.
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
    """A code that works once instead of a code from the app. The database holds only a keyed hash of it."""

    __tablename__ = "recovery_code"
    id: int = Field(default=None, primary_key=True)
    organiser_id: int = Field(foreign_key="organiser.id", index=True)
    code_hash: str
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class OrganiserNotice(SQLModel, table=True):
    """A notice that an organiser sees after signing in, until they dismiss it. `by_name` is who did it."""

    __tablename__ = "organiser_notice"
    id: int = Field(default=None, primary_key=True)
    organiser_id: int = Field(foreign_key="organiser.id", index=True)
    kind: str
    by_name: str
    made_at: datetime = Field(sa_type=Moment)


class Invitation(SQLModel, table=True):
    """A link that works once: it creates an account, or gives the account `organiser_id` a new password.

    Its secret is derived from SECRET_KEY and `ref`; a hash of the secret finds the row. Only the sign-in `session_id`,
    which made the link, is shown the secret. `made_by_id` is None for the host. An account that it creates is of this
    `kind`, and becomes a member of the programme `programme_id` with this `role`, if there is one.
    """

    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    secret_hash: str = Field(unique=True)
    ref: str | None = None
    organiser_id: int | None = Field(default=None, foreign_key="organiser.id")
    made_by_id: int | None = Field(default=None, foreign_key="organiser.id")
    session_id: int | None = Field(default=None, foreign_key="organiser_session.id")
    kind: str = "organiser"
    programme_id: int | None = Field(default=None, foreign_key="programme.id")
    role: str | None = None
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
