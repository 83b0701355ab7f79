"""Quotes as references with cuts: the source's own words, with only "…" for a cut and "[…]" for a replacement.

A cut is [start, end] or [start, end, "replacement"], in code points of the source. People type a quote, and `cuts_of`
finds the cuts that make it from the source, or refuses it.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from app.domain.errors import Invalid, gettext_noop

CUT = "…"
LONGEST_REPLACEMENT = 60
MOST_CUTS = 20
OTHER_WORDS = gettext_noop(
    "Only shorten the quote with … or replace words [like this]. All other words must be the person’s own."
)
# "…", "...", "[…]", "[...]" and "[replacement]".
_MARK = re.compile(r"\[([^\[\]\n]*)\]|…|\.\.\.")
_JOINER = "\u200d"
_INSIDE_WORDS = "'\u2019-\u2010\u2011"


class _Piece(NamedTuple):
    """Some words of the source, and the mark before them: None for a cut, or a replacement."""

    words: str
    replacement: str | None


def cuts_of(source: str, typed: str) -> list[list[Any]]:
    """The cuts that make the typed quote from the source; nothing else is left out or added.

    Words that are missing at either end become cuts. A cut or replacement stands for one word or more, and never for a
    part of a word, because "[not]" in a gap or "…happy" for "unhappy" would turn the meaning. Raises Invalid, with the
    field "quote".
    """
    pieces, last = _pieces(typed.replace("\r\n", "\n"))
    if not any(piece.words for piece in pieces) or len(pieces) > MOST_CUTS:
        raise Invalid(OTHER_WORDS, field="quote")
    cuts: list[list[Any]] = []
    end = 0
    for number, piece in enumerate(pieces):
        start = _find(source, piece.words, end, gap=bool(number) or piece.replacement is not None)
        if start is None:
            raise Invalid(OTHER_WORDS, field="quote")
        cuts += _cut(source, end, start, piece.replacement)
        end = start + len(piece.words)
    rest = _cut(source, end, len(source), last)
    if last is not None and not rest:
        raise Invalid(OTHER_WORDS, field="quote")
    return check(source, cuts + rest)


def check(source: str, cuts: Sequence[Any]) -> list[list[Any]]:
    """These cuts if they are in order, inside the source and between words. Raises Invalid, with the field "quote"."""
    whole = [list(cut) for cut in cuts]
    for cut in whole:
        if len(cut) not in (2, 3) or not 0 <= cut[0] < cut[1] <= len(source):
            raise Invalid(OTHER_WORDS, field="quote")
        if _inside_word(source, cut[0]) or _inside_word(source, cut[1]) or not source[cut[0] : cut[1]].strip():
            raise Invalid(OTHER_WORDS, field="quote")
        if len(cut) == 3 and (_MARK.search(cut[2]) or not cut[2].strip() or len(cut[2]) > LONGEST_REPLACEMENT):
            raise Invalid(OTHER_WORDS, field="quote")
    if len(whole) > MOST_CUTS or any(one[1] > other[0] for one, other in pairwise(whole)):
        raise Invalid(OTHER_WORDS, field="quote")
    return whole


def shown(source: str, cuts: Sequence[Any]) -> str:
    """The quote as people read it; only "…" if the cuts are not of this source."""
    try:
        checked = check(source, cuts)
    except Invalid:
        return CUT
    parts, end = [], 0
    for start, stop, *replacement in checked:
        parts += [source[end:start], f"[{replacement[0]}]" if replacement else CUT]
        end = stop
    return "".join([*parts, source[end:]])


def _pieces(typed: str) -> tuple[list[_Piece], str | None]:
    """The words of a typed quote, each with the mark before it, and the replacement at its end, if there is one."""
    pieces: list[_Piece] = []
    at, mark, marked = 0, None, False
    for found in _MARK.finditer(typed):
        words = typed[at : found.start()].strip()
        if words:
            pieces.append(_Piece(words, mark))
            mark = None
        elif marked and mark is not None and _replacement(found) is not None:
            raise Invalid(OTHER_WORDS, field="quote")
        mark, marked, at = _replacement(found) or mark, True, found.end()
    words = typed[at:].strip()
    if words:
        return [*pieces, _Piece(words, mark)], None
    return pieces, mark


def _replacement(found: re.Match[str]) -> str | None:
    inside = found[1]
    return None if inside is None or inside.strip() in ("", CUT, "...") else inside.strip()


def _find(source: str, words: str, start: int, *, gap: bool) -> int | None:
    """The first place at or after `start` where these words stand as whole words, after a gap of a word if `gap`."""
    at = source.find(words, start)
    while at >= 0:
        whole = not _inside_word(source, at) and not _inside_word(source, at + len(words))
        if whole and (not gap or source[start:at].strip()):
            return at
        at = source.find(words, at + 1)
    return None


def _cut(source: str, start: int, end: int, replacement: str | None) -> list[list[Any]]:
    """The cut of what lies between two places, without the spaces around it; none if there are only spaces."""
    left_out = source[start:end]
    first = start + len(left_out) - len(left_out.lstrip())
    last = end - len(left_out) + len(left_out.rstrip())
    if first >= last:
        return []
    return [[first, last]] if replacement is None else [[first, last, replacement]]


def _inside_word(source: str, at: int) -> bool:
    """True if a cut here would part a word, a character from its accents, or an emoji."""
    if not 0 < at < len(source):
        return False
    if unicodedata.category(source[at]) in ("Mn", "Mc", "Me", "Sk") or _JOINER in source[at - 1 : at + 1]:
        return True
    return _is_of_word(source, at - 1) and _is_of_word(source, at)


def _is_of_word(source: str, at: int) -> bool:
    # "can" out of "can't", or "smokers" out of "non-smokers", would turn the meaning.
    if source[at] in _INSIDE_WORDS:
        return 0 < at < len(source) - 1 and source[at - 1].isalnum() and source[at + 1].isalnum()
    return unicodedata.category(source[at])[0] in "LNM"
