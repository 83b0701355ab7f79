"""Importing a JSON record of a workshop or of a programme, whichever a file holds."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from app.exports import from_json
from app.exports.bundle import Bundle
from app.exports.programmes import from_json as of_programmes
from app.exports.programmes import importing
from app.exports.programmes.facts import Record


def read(path: Path) -> Bundle | Record:
    """The checked record in a file, of which no more than the limit is held in memory.

    Raises OSError, and Invalid for a file that is no record or is damaged.
    """
    with path.open("rb") as file:
        content = file.read(from_json.LARGEST + 1)
        if of_programmes.is_programme(content):
            return of_programmes.read(content + file.read(of_programmes.LARGEST))
    return from_json.read(content)


def bring_in(session: Session, record: Bundle | Record, now: datetime) -> str:
    """Create the workshop or programme of a record; returns the path of its address."""
    if isinstance(record, Record):
        return f"/p/{importing.bring_in(session, record, now).key}"
    return f"/j/{from_json.bring_in(session, record, now).code}"
