"""Which words the fonts of a PDF can show. What they cannot show is named in words, so nothing is lost silently."""

import json
import re
import unicodedata
from bisect import bisect_right
from functools import cache

from app.exports.documents.typesetting import FONTS
from app.presentation import translations

# Characters without a shape of their own, which the typesetter leaves out where no font has them.
_SHAPELESS = frozenset("\n\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff") | frozenset(
    chr(point) for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_LETTERS = "LM"


def shown(text: str, language: str) -> str:
    """The text with each character that no font has replaced: a sign by its name, a run of letters by its script."""
    if all(_covered(letter) is not None for letter in set(text)) and not _MARKS.search(text):
        return text
    parts: list[str] = []
    named = spaces = ""
    for cluster in _clusters(text):
        if named and cluster.isspace():
            spaces += cluster
            continue
        for piece in [cluster] if _fits(cluster) else cluster:
            script = "" if _fits(piece) else _script(piece)
            if not (script and script == named):
                parts.append(spaces + _piece(piece, script, language))
            named, spaces = script, ""
    return "".join(parts) + spaces


def _piece(piece: str, script: str, language: str) -> str:
    if _fits(piece) or piece in _SHAPELESS:
        return piece
    if script:
        return _in_script(script, language)
    return f"[{unicodedata.name(piece, f'U+{ord(piece):04X}').lower()}]"


def _in_script(script: str, language: str) -> str:
    words = translations.translations(language).gettext("[Words in %(script)s letters. This file cannot show them.]")
    return words % {"script": script}


_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u109f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u200d\ufe00-\ufe0f]"
)


def _clusters(text: str) -> list[str]:
    """The text in pieces of one letter with what belongs to it: accents, joined emoji, variants."""
    found: list[str] = []
    for letter in text:
        joins = unicodedata.category(letter)[0] == "M" or letter == "\u200d" or 0x1F3FB <= ord(letter) <= 0x1F3FF
        if found and found[-1] != "\n" and (joins or found[-1].endswith("\u200d")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _fits(cluster: str) -> bool:
    """True if one font has every character of the cluster."""
    sets = [_covered(letter) for letter in cluster if letter not in _SHAPELESS]
    if not sets:
        return True
    shared = sets[0] or frozenset()
    for one in sets[1:]:
        shared &= one or frozenset()
    return bool(shared) and not unicodedata.combining(cluster[0])


def _script(letter: str) -> str:
    """The script of a letter as Unicode names it ("Devanagari"), or "" for signs."""
    if unicodedata.category(letter)[0] not in _LETTERS:
        return ""
    name = unicodedata.name(letter, "")
    first = name.split(" ")[0]
    return "" if first in ("", "COMBINING") or "-" in first else first.title() if first != "CJK" else first


@cache
def _covered(letter: str) -> frozenset[str] | None:
    """The fonts that have this character, None if there is none."""
    if letter in _SHAPELESS:
        return frozenset({""})
    found = set()
    for family, starts, ends in _coverage():
        place = bisect_right(starts, ord(letter)) - 1
        if place >= 0 and ord(letter) <= ends[place]:
            found.add(family)
    return frozenset(found) or None


@cache
def _coverage() -> list[tuple[str, list[int], list[int]]]:
    kept = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
    return [(family, [one[0] for one in ranges], [one[1] for one in ranges]) for family, ranges in kept.items()]
