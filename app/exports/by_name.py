"""Files for the command line, which names a workshop by its key or code, and a signed report as r/KEY."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from app.domain.errors import Invalid, NotFound
from app.domain.findings import editions
from app.domain.models import Workshop
from app.domain.workshops import codes, seats
from app.exports import FORMATS, documents
from app.exports.bundle import bundle
from app.exports.reports import published

REPORT = "r/"
ALL_FORMATS = sorted({*FORMATS, *documents.FORMATS})


def taken(session: Session, name: str, format: str | None, now: datetime) -> Callable[[], bytes]:
    """What writes the file; it needs no database. Without a format, a workshop is JSON and a report HTML.

    Raises NotFound, and Invalid for a format of the other kind.
    """
    is_report = name.startswith(REPORT)
    known = documents.FORMATS if is_report else FORMATS
    if format not in {None, *known}:
        raise Invalid(f"--format: choose one of {', '.join(sorted(known))}")
    if not is_report:
        record = bundle(session, named(session, name), now)
        return lambda: FORMATS[format or "json"].write(record, "en")
    found = editions.published(session, name.removeprefix(REPORT))
    if found is None:
        raise NotFound("There is no signed report with this key.")
    document = published.edition(found)
    return lambda: documents.FORMATS[format or "html"].write(document)


def named(session: Session, key_or_code: str) -> Workshop:
    """The workshop with this key or code. Raises NotFound."""
    try:
        return seats.find(session, key_or_code)
    except NotFound:
        return codes.by_code(session, key_or_code)
