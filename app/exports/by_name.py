"""Files for the command line: of a workshop by its key or code, a programme as p/KEY, and a signed report as r/KEY."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from app.domain.errors import Invalid, NotFound
from app.domain.findings import programmes
from app.domain.findings.reports import editions
from app.domain.models import Workshop
from app.domain.workshops import codes, seats
from app.exports import FORMATS, documents
from app.exports.bundle import bundle
from app.exports.programmes.bundle import programme_bundle
from app.exports.programmes.formats import FORMATS as OF_PROGRAMMES
from app.exports.reports import published

PROGRAMME, REPORT = "p/", "r/"
ALL_FORMATS = sorted({*FORMATS, *OF_PROGRAMMES, *documents.FORMATS})


def taken(session: Session, name: str, format: str | None, now: datetime, base: str) -> Callable[[], bytes]:
    """What writes the file; it needs no database. Without a format, a report is HTML, and anything else JSON.

    `base` is the address of this installation, for links in reports.

    Raises NotFound, and Invalid for a format of the other kind.
    """
    is_report, is_programme = name.startswith(REPORT), name.startswith(PROGRAMME)
    known = documents.FORMATS if is_report else OF_PROGRAMMES if is_programme else FORMATS
    if format not in {None, *known}:
        raise Invalid(f"--format: choose one of {', '.join(sorted(known))}")
    if is_programme:
        taken_now = programme_bundle(session, programmes.find(session, name.removeprefix(PROGRAMME)), now)
        return lambda: OF_PROGRAMMES[format or "json"].write(taken_now, "en")
    if not is_report:
        record = bundle(session, named(session, name), now)
        return lambda: FORMATS[format or "json"].write(record, "en")
    found = editions.published(session, name.removeprefix(REPORT))
    if found is None:
        raise NotFound("There is no signed report with this key.")
    document = published.edition(found, base)
    return lambda: documents.FORMATS[format or "html"].write(document)


def named(session: Session, key_or_code: str) -> Workshop:
    """The workshop with this key or code. Raises NotFound."""
    try:
        return seats.find(session, key_or_code)
    except NotFound:
        return codes.by_code(session, key_or_code)
