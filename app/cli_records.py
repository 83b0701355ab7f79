"""What `commonboard export` and `import` do: for a workshop by its key or code, and for a programme as p/KEY."""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from app.domain.errors import Invalid, NotFound
from app.domain.findings import programmes
from app.domain.models import Workshop
from app.domain.workshops import codes, seats
from app.exports import FORMATS, from_json
from app.exports.bundle import Bundle, bundle
from app.exports.programmes import from_json as of_programmes
from app.exports.programmes import importing
from app.exports.programmes.bundle import programme_bundle
from app.exports.programmes.facts import Record
from app.exports.programmes.formats import FORMATS as PROGRAMME_FORMATS

PROGRAMME = "p/"


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `export`."""
    parser.add_argument("name", metavar="KEY_OR_CODE", help="a workshop's key or code, or p/KEY for a programme")
    parser.add_argument("--format", choices=sorted({*FORMATS, *PROGRAMME_FORMATS}), default="json")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)


def taken(session: Session, name: str, format: str, now: datetime) -> Callable[[], bytes]:
    """Read a workshop or programme; the function that this returns formats it, outside the database.

    Raises NotFound, and Invalid for a format that only the other of them has.
    """
    formats = PROGRAMME_FORMATS if name.startswith(PROGRAMME) else FORMATS
    if format not in formats:
        raise Invalid(f"This is not available as {format}. Choose one of: {', '.join(sorted(formats))}.")
    if name.startswith(PROGRAMME):
        found = programme_bundle(session, programmes.find(session, name.removeprefix(PROGRAMME)), now)
        return lambda: PROGRAMME_FORMATS[format].write(found, "en")
    of_workshop = bundle(session, named(session, name), now)
    return lambda: FORMATS[format].write(of_workshop, "en")


def named(session: Session, key_or_code: str) -> Workshop:
    """The workshop with this key or code. Raises NotFound."""
    try:
        return seats.find(session, key_or_code)
    except NotFound:
        return codes.by_code(session, key_or_code)


def read(path: Path) -> Bundle | Record:
    """The checked record in a file. Raises OSError, and Invalid for a file that is no record or is damaged."""
    with path.open("rb") as file:
        content = file.read(from_json.LARGEST + 1)
        if of_programmes.is_programme(content):
            return of_programmes.read(content + file.read(of_programmes.LARGEST))
    return from_json.read(content)


def brought(session: Session, record: Bundle | Record, now: datetime) -> str:
    """Create the workshop or programme of a record; returns the path of its address."""
    if isinstance(record, Record):
        return f"/p/{importing.bring_in(session, record, now).key}"
    return f"/j/{from_json.bring_in(session, record, now).code}"
