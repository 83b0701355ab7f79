"""The types of fields that several parts of a programme's record have."""

from typing import Annotated, Literal

from pydantic import Field

from app.domain.findings.interviews import interview_text

Number = Annotated[int, Field(ge=1, le=1_000_000)]
Position = Annotated[int, Field(ge=0, le=interview_text.LONGEST)]
Id = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
UnitName = Annotated[str, Field(pattern=r"^([1-9][0-9]{0,3}:)?[0-9A-Za-z_-]{1,64}$")]
Text = Annotated[str, Field(max_length=20_000)]
OwnKey = Annotated[str, Field(pattern=r"^own_[0-9a-z]{4,40}$")]
Retention = Literal["delete", "ask"]
Cut = tuple[Position, Position] | tuple[Position, Position, Annotated[str, Field(max_length=60)]]
