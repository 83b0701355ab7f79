"""The process that makes files. `maker.py` starts it and says why it exists.

Each line of standard input is a request: {"database": URL, "wanted": [the fields of Wanted]}. The answer is a line
{"name": file name, "bytes": n} and then n bytes, or {"error": name of an exception}.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from app.domain.errors import NotFound
from app.domain.findings import programmes
from app.domain.findings.reports import editions
from app.domain.workshops import seats
from app.downloads.wanted import Made, Wanted
from app.exports import FORMATS, documents, file_names
from app.exports.bundle import bundle
from app.exports.programmes.bundle import programme_bundle
from app.exports.programmes.formats import FORMATS as OF_PROGRAMMES
from app.exports.reports import published
from app.presentation import translations
from app.storage.database import Database

# The name of a file without its end, and what writes it, which needs no database.
Taken = tuple[str, Callable[[], bytes]]


def main(locales: str) -> None:
    """Answer requests until standard input closes. `locales` is a folder of additional translations, or empty."""
    if locales:
        translations.install(Path(locales))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        head, content = _answer(request["database"], Wanted(*request["wanted"]))
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)
        sys.stdout.buffer.flush()


def made(database_url: str, wanted: Wanted) -> Made:
    """Read what the database holds now, in one snapshot, and make a file of it.

    Raises NotFound if nothing has this key, and KeyError for an unknown format.
    """
    database = Database(database_url)
    try:
        stem, write = database.read_now(lambda session: _TAKE[wanted.kind](session, wanted, datetime.now(UTC)))
    finally:
        database.close()
    return Made(f"{stem}.{wanted.format}", write())


def _workshop(session: Session, wanted: Wanted, now: datetime) -> Taken:
    taken = bundle(session, seats.find(session, wanted.key), now)
    return taken.stem, lambda: FORMATS[wanted.format].write(taken, wanted.language)


def _programme(session: Session, wanted: Wanted, now: datetime) -> Taken:
    taken = programme_bundle(session, programmes.find(session, wanted.key), now)
    return taken.stem, lambda: OF_PROGRAMMES[wanted.format].write(taken, wanted.language)


def _report(session: Session, wanted: Wanted, _now: datetime) -> Taken:
    found = editions.published(session, wanted.key, wanted.number)
    if found is None:
        raise NotFound
    document = published.edition(found, wanted.base)
    stem = file_names.of_edition(document.title, wanted.key, found.edition.number)
    return stem, lambda: documents.FORMATS[wanted.format].write(document)


_TAKE = {"workshop": _workshop, "programme": _programme, "report": _report}


def _answer(database_url: str, wanted: Wanted) -> tuple[dict[str, str | int], bytes]:
    try:
        name, content = made(database_url, wanted)
    except Exception as error:
        # Without its message, which may quote notes. The next file may well succeed.
        return {"error": type(error).__name__}, b""
    return {"name": name, "bytes": len(content)}, content
