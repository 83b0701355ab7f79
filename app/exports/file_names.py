"""The names of downloaded files."""

import re
import unicodedata
from datetime import UTC, date, datetime


def stem(kind: str, title: str, key: str, made_at: datetime, seq: int, held_on: date | None = None) -> str:
    """A file name without extension, with title, time (UTC) and seq, so that two files never share a name."""
    made = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return "-".join(filter(None, (kind, str(held_on or ""), words(title), key, made, str(seq))))


def of_edition(title: str, key: str, number: int) -> str:
    """The file name, without extension, of an edition of a report, which never changes."""
    return "-".join(filter(None, ("report", words(title), key, str(number))))


def words(title: str) -> str:
    """The words of a title, as far as a file name can hold them: "" if it has no Latin letter and no digit."""
    # Only ASCII: a header can carry it, and every system can store it.
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
