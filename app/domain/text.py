"""Cleans text that people type: removes the characters that a database, a file or a page cannot hold."""

import hashlib
import re
import unicodedata

from app.domain.errors import Invalid, gettext_noop

# Vertical tab, form feed, next line, line separator and paragraph separator break lines in what people paste.
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters except tab and line break, lone surrogates, and noncharacters.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# White space, the characters with Unicode's property Default_Ignorable_Code_Point, and others that fonts draw blank.
_INVISIBLE = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_VISIBLE = re.compile(f"[^{_INVISIBLE}]")
_INVISIBLE_START = re.compile(f"^[{_INVISIBLE}]+")
# Letters that Unicode does not decompose but that people type as other letters, and marks that keyboards vary.
# `static/js/shared/fold.js` holds the same table.
_SAME = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "þ": "th", "ı": "i"}
    | dict.fromkeys("‘’‚‛′ʹʻʼʽˈ`´＇", "'")
    | dict.fromkeys("“”„‟″«»＂", '"')
    | dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-")
)
# Latin, Greek, Cyrillic, Hebrew and Arabic accents and points, and invisible characters. Vowel signs stay.
_IGNORED = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)

LONG_NOTE = gettext_noop("This note is too long. Shorten it to 2,000 characters.")


def many_lines(text: str, longest: int, too_long: str = LONG_NOTE) -> str:
    """`text` with plain line breaks and no unusable characters. Raises Invalid if no character of it is visible, or if
    it is over `longest`."""
    text = _usable(text).strip()
    if not is_visible(text):
        raise Invalid("Write something first.")
    if len(text) > longest:
        raise Invalid(too_long)
    return text


def optional_lines(text: str, longest: int, too_long: str = LONG_NOTE) -> str:
    """`many_lines`, or "" if no character of `text` is visible."""
    return many_lines(text, longest, too_long) if is_visible(text) else ""


def one_line(text: str, longest: int) -> str:
    """`text` on one line without unusable characters, cut to `longest` characters; "" if none of them is visible."""
    line = " ".join(_usable(text).split())
    if not is_visible(line[:longest]):
        line = _INVISIBLE_START.sub("", line)
    return line[:longest]


def is_visible(text: str) -> bool:
    """True if a reader would see at least one character of `text`."""
    return _VISIBLE.search(_usable(text)) is not None


def searchable(*words: str | None) -> str:
    """These words on one line as a search compares them: without case, accents, and differences of apostrophes,
    quotation marks and hyphens. `fold` in `static/js/shared/fold.js` gives the same."""
    # The order of Unicode's NFKC_Casefold: some letters decompose only after folding, and some fold only after that.
    folded = unicodedata.normalize("NFKD", " ".join(filter(None, words)).translate(_SAME)).casefold()
    letters = unicodedata.normalize("NFKD", folded).translate(_SAME)
    return " ".join(_IGNORED.sub("", letters).split())


def wording_key(words: str) -> str:
    """16 hexadecimal digits that are the same for words that differ only as `searchable` allows."""
    return hashlib.sha256(searchable(words).encode()).hexdigest()[:16]


def _usable(text: str) -> str:
    return _UNUSABLE.sub("", _LINE_BREAK.sub("\n", text))
