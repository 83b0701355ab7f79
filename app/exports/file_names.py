"""The names of downloaded files."""

import re
import unicodedata
from datetime import UTC, date, datetime


def stem(kind: str, title: str, key: str, made_at: datetime, seq: int, held_on: date | None = None) -> str:
    """A file name without extension, with title, time (UTC) and seq, so that two files never share a name."""
    made = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    # Only ASCII: a header can carry it, and every system can store it.
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
    return "-".join(filter(None, (kind, str(held_on or ""), words, key, made, str(seq))))
