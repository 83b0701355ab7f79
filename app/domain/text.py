"""Cleans text that people type: removes the characters that a database, a file or a page cannot hold."""

import re
import unicodedata

from app.domain.errors import Invalid, gettext_noop

# Control characters except tab and line break, lone surrogates, and noncharacters.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


LONG_NOTE = gettext_noop("This note is too long. Shorten it to 2,000 characters.")


def many_lines(text: str, longest: int, too_long: str = LONG_NOTE) -> str:
    """`text` with plain line breaks and no unusable characters. Raises Invalid if it is empty or over `longest`."""
    text = _UNUSABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise Invalid("Write something first.")
    if len(text) > longest:
        raise Invalid(too_long)
    return text


def one_line(text: str, longest: int) -> str:
    """`text` on one line without unusable characters, cut to `longest` characters; it can be empty."""
    return " ".join(_UNUSABLE.sub("", text).split())[:longest]


def searchable(*words: str | None) -> str:
    """These words on one line in lower case without accents, so that every database searches them the same way."""
    # The order of Unicode's NFKC_Casefold: some letters decompose only after folding, and some fold only after that.
    folded = unicodedata.normalize("NFKD", " ".join(filter(None, words))).casefold()
    letters = unicodedata.normalize("NFKD", folded)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
