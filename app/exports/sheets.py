"""Sheets of one table each, whatever program opens them: `workbook.py` and `open_document.py` write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One table with a row of headings. `heat` colours the counts between the first column and the last."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    heat: bool = False


@dataclass(frozen=True)
class Sheets:
    """A file of sheets in one language. `about` says in a sentence how recent it is; `made_at` is in UTC."""

    title: str
    subject: str
    about: str
    language: str
    made_at: datetime
    right_to_left: bool
    sheets: Sequence[Sheet]
