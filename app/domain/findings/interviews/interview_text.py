"""Interview texts: clean a transcript, find its turns, replace names, and split it into sentences.

Positions count code points, and spans are half open, as in Python. Nothing here reads the database.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.errors import Invalid, gettext_noop
from app.domain.text import is_visible, many_lines

LONGEST = 300_000
TOO_LONG = gettext_noop("This text is too long. Split it into parts of 300,000 characters.")
INTERVIEWER = gettext_noop("Interviewer")
# "[00:01:02]", "(1:02)" or "00:01:02.500" at the start of a line, as transcription programs write them.
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TIME = re.compile(rf"^(?:\[{_CLOCK}\]|\({_CLOCK}\)|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?)\s*(?:[-–]+>?\s*)?")
_LABEL = re.compile(r"^([^\W_][^\n:.!?]{0,39}?)\s*[:：]\s*")
_MOST_NAME_WORDS = 4
_ASKS = {"interviewer", "facilitator", "moderator", "researcher", "q", "int", "i", "cyfwelydd", "hwylusydd"}
# The end of a sentence: its mark, closing quotation marks or brackets, and white space; or a line break.
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[؟۔।。！？]+[\"'”’»」』)\]]*)\s*|\n+")
_ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "dr.", "mr.", "mrs.", "ms.", "st.", "no.", "vs.", "h.y.", "e.e.")
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))


class Span(NamedTuple):
    """`text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True)
class Spoken:
    """What one speaker says without a break: `text[start:end]`. If `asks`, it is the interviewer."""

    speaker: str
    start: int
    end: int
    asks: bool = False


@dataclass(frozen=True)
class Prepared:
    """A cleaned text with its turns. `shown` has what replaced each speaker, and `asks` is the speaker who asks."""

    text: str
    turns: list[Spoken]
    shown: dict[str, str]
    asks: str | None


def clean(raw: str) -> str:
    """The transcript with plain line breaks, and without byte order mark, time stamps and spaces at line ends.

    Raises Invalid if no character of it is visible, or if it is over LONGEST.
    """
    text = many_lines(raw.replace("\ufeff", ""), LONGEST, TOO_LONG)
    lines = [_TIME.sub("", line).rstrip() for line in text.split("\n")]
    text = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not is_visible(text):
        raise Invalid("Write something first.")
    return text


def speakers(text: str) -> list[str]:
    """The names before a colon at the start of a line that seem to be speakers, in the order of their first turns."""
    counts = Counter(label for line in text.split("\n") if (label := _label(line)))
    first = _label(text.split("\n", 1)[0])
    return [name for name, times in counts.items() if times > 1 or first]


def asking(text: str, names: list[str]) -> str | None:
    """The speaker who seems to be the interviewer: by its name, otherwise who asks most; None without speakers."""
    for name in names:
        if name.casefold().rstrip(".") in _ASKS:
            return name
    parts = _parts(text, names)
    shares = {
        name: sum(words.rstrip().endswith(("?", "؟")) for who, words in parts if who == name)
        / max(1, sum(who == name for who, _words in parts))
        for name in names
    }
    best = max(names, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] > 0 else None


def prepare(
    raw: str,
    *,
    asks: str | None = "",
    names: list[str] | None = None,
    shown: Mapping[str, str] | None = None,
    interviewer: str = INTERVIEWER,
) -> Prepared:
    """A transcript as it will be stored: "Interviewer: …" and "P1: …", one paragraph or more for each turn.

    `names` are the speakers, found by `speakers` if None. `asks` is the one who asks, found by `asking` if "". `shown`
    has the name to store for each speaker; others become `interviewer`, P1, P2…, also where turns mention them. Raises
    Invalid as `clean` does.
    """
    text = clean(raw)
    names = speakers(text) if names is None else names
    if asks == "":
        asks = asking(text, names)
    called = _called(names, asks, shown or {}, interviewer)
    pieces: list[str] = []
    turns: list[Spoken] = []
    at = 0
    for name, words in _parts(text, names):
        words = _without_names(words, called)
        if not words:
            continue
        label = f"{called[name]}: " if name else ""
        start = at + len(label)
        pieces.append(label + words)
        turns.append(Spoken(called.get(name, ""), start, start + len(words), asks=bool(name) and name == asks))
        at = start + len(words) + 2
    return Prepared("\n\n".join(pieces), turns, called, asks)


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]`, without the spaces around them. A line break also ends a sentence."""
    found: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        before = text[max(begin, match.start() - _LONGEST_ABBREVIATION) : match.start() + 1]
        if match[0][0] == "." and before.casefold().endswith(_ABBREVIATIONS):
            continue
        found.append(trimmed(text, begin, stop))
        begin = stop
    found.append(trimmed(text, begin, end))
    return [span for span in found if span.start < span.end]


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Span(start, max(start, end - (len(words) - len(words.rstrip()))))


def _label(line: str) -> str | None:
    match = _LABEL.match(line)
    if match is None or len(match[1].split()) > _MOST_NAME_WORDS:
        return None
    return match[1]


def _parts(text: str, names: list[str]) -> list[tuple[str, str]]:
    """(speaker or "", words) in order. A speaker who continues after a blank line without a name keeps the turn."""
    known = set(names)
    parts: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        label = _label(line)
        if label in known and label is not None:
            match = _LABEL.match(line)
            assert match is not None
            words = line[match.end() :]
            if parts and parts[-1][0] == label:
                parts[-1][1].append(words)
            else:
                parts.append((label, [words]))
        elif parts:
            parts[-1][1].append(line)
        else:
            parts.append(("", [line]))
    return [(name, "\n".join(lines).strip()) for name, lines in parts]


def _called(names: list[str], asks: str | None, shown: Mapping[str, str], interviewer: str) -> dict[str, str]:
    """The name to store for each speaker. Two speakers may get the same one only if `shown` says so."""
    called: dict[str, str] = {}
    number = 0
    for name in names:
        number += name != asks
        called[name] = shown.get(name, "").strip() or (interviewer if name == asks else f"P{number}")
    return called


def _without_names(words: str, called: Mapping[str, str]) -> str:
    """`words` with every mention of a replaced speaker as "[P2]"."""
    replaced = {name: other for name, other in called.items() if name != other and len(name) > 2}
    if not replaced:
        return words
    pattern = "|".join(re.escape(name) for name in sorted(replaced, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda match: f"[{replaced[match[0]]}]", words)
