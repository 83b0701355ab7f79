"""What people type, made safe to keep: no characters that a database, a file or a page cannot hold."""

import re
import unicodedata

from app.domain.errors import Invalid, gettext_noop

# Controls but tab and line break, halves of surrogate pairs, and code points that are never characters.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


LONG_NOTE = gettext_noop("This note is too long. Please shorten it to 2,000 characters.")


def many_lines(text: str, longest: int, too_long: str = LONG_NOTE) -> str:
    """`text` with plain line breaks and nothing unusable; raises Invalid if empty or over `longest` characters."""
    text = _UNUSABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise Invalid("Write something first.")
    if len(text) > longest:
        raise Invalid(too_long)
    return text


def one_line(text: str, longest: int) -> str:
    """`text` on one line, at most `longest` characters, perhaps empty."""
    return " ".join(_UNUSABLE.sub("", text).split())[:longest]


def searchable(*words: str | None) -> str:
    """These words as they are searched: in one line, without upper case and accents, the same in every database."""
    # Unicode's own order (NFKC_Casefold): some letters fall into others only when they are taken apart, or folded.
    folded = unicodedata.normalize("NFKD", " ".join(filter(None, words))).casefold()
    letters = unicodedata.normalize("NFKD", folded)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
