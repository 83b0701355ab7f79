"""The tables of the security log and of the erasure list, which outlast what they are about."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.domain.column_types import CODE_POINT, Moment


class SecurityEntry(SQLModel, table=True):
    """One entry of the security log. It names organisers, and holds no participant and no text that people wrote."""

    __tablename__ = "security_log"
    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    kind: str
    # Not a foreign key: an entry must outlast the account.
    organiser_id: int | None = None
    name: str = ""
    device: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    times: int = 1


class Erasure(SQLModel, table=True):
    """One entry of the erasure list: a note that was erased, or a whole workshop that was deleted (`note_id` "").

    A person whose name was erased is in the list as "seat NUMBER". It holds no text. Restoring an older backup applies
    the list again. `workshop_key` is not a foreign key, because the entry must outlast the workshop.
    """

    workshop_key: str = Field(primary_key=True)
    note_id: str = Field(default="", sa_type=CODE_POINT, primary_key=True)
    at: datetime = Field(sa_type=Moment)
