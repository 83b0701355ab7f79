"""The process that makes files. `maker.py` starts it and says why it exists.

Each line of standard input is a request: {"database": URL, "wanted": [the fields of Wanted]}. The answer is a line
{"name": file name, "bytes": n} and then n bytes, or {"error": name of an exception}.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.domain.findings import programmes
from app.domain.workshops import seats
from app.downloads.wanted import Made, Wanted
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.exports.programmes.bundle import programme_bundle
from app.exports.programmes.formats import FORMATS as OF_PROGRAMMES
from app.presentation import translations
from app.storage.database import Database


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
    now = datetime.now(UTC)
    database = Database(database_url)
    try:
        if wanted.kind == "programme":
            taken = database.read_now(
                lambda session: programme_bundle(session, programmes.find(session, wanted.key), now)
            )
            content = OF_PROGRAMMES[wanted.format].write(taken, wanted.language)
        else:
            taken = database.read_now(lambda session: bundle(session, seats.find(session, wanted.key), now))
            content = FORMATS[wanted.format].write(taken, wanted.language)
    finally:
        database.close()
    return Made(f"{taken.stem}.{wanted.format}", content)


def _answer(database_url: str, wanted: Wanted) -> tuple[dict[str, str | int], bytes]:
    try:
        name, content = made(database_url, wanted)
    except Exception as error:
        # Without its message, which may quote notes. The next file may well succeed.
        return {"error": type(error).__name__}, b""
    return {"name": name, "bytes": len(content)}, content
