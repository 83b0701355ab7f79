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
# A whole line: "Ann Price   0:03", and "0:0:1.480 --> 0:0:3.12", as meeting programs write them.
_NAME_AND_TIME = re.compile(r"^([^\W\d_][^\n:.!?\d]{0,39}?)\s+\d{1,2}:\d{2}(?::\d{2})?\s*$")
_RANGE = re.compile(r"^\s*\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?\s*-->\s*\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?\s*$")
# "Ann: …", and not "At 9:30 we met".
_LABEL = re.compile(r"^([^\W_][^\n:.!?]{0,39}?)\s*(?:(?<!\d)[:：]|[:：](?!\d))\s*")
_MOST_NAME_WORDS = 4
_ASKS = {"interviewer", "facilitator", "moderator", "researcher", "q", "int", "i", "cyfwelydd", "hwylusydd"}
_TITLES = {"mrs", "miss", "cllr", "prof", "rev", "sir", "dame", "councillor", "speaker", "participant"}
# What a word says that comes after one of these is a thing, and no person.
_OF_THINGS = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Oo]ur|[Yy]our|[Tt]heir|[Yy]r?)\s+(\w+)")
# The end of a sentence: its mark, closing quotation marks or brackets, and white space; or a line break.
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|[؟۔।。！？]+[\"'”’»」』)\]]*)\s*|\n+")
# A whole word: "honest." is no "st.".
_ABBREVIATION = re.compile(r"(?<!\w)(e\.g|i\.e|etc|dr|mrs?|ms|st|no|vs|h\.y|e\.e|[ap]\.m)\.\Z", re.IGNORECASE)
_LONGEST_ABBREVIATION = 6


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

    A name on a line of its own with a time, as transcription programs write it, becomes "Name:". Raises Invalid if no
    character of it is visible, or if it is over LONGEST.
    """
    text = many_lines(raw.replace("\ufeff", ""), LONGEST, TOO_LONG)
    lines = [line if _RANGE.match(line) else _TIME.sub("", line).rstrip() for line in text.split("\n")]
    text = re.sub("\n{3,}", "\n\n", "\n".join(_with_labels(lines))).strip()
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
    replaced = _replaced(text, called)
    pieces: list[str] = []
    turns: list[Spoken] = []
    at = 0
    for name, words in _parts(text, names):
        words = _without_names(words, replaced)
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
        if match[0][0] == "." and _is_abbreviation(before, text[stop : stop + 1]):
            continue
        found.append(trimmed(text, begin, stop))
        begin = stop
    found.append(trimmed(text, begin, end))
    return [span for span in found if span.start < span.end]


def _is_abbreviation(before: str, after: str) -> bool:
    """True if the full stop at the end of `before` ends no sentence, which goes on with the character `after`."""
    found = _ABBREVIATION.search(before)
    if found is None:
        return False
    word = found[1].casefold()
    # "No. 4", but "No. They never asked."; "at 5 p.m. on Monday", but "It ended at 5 p.m. We left."
    return after.isdigit() if word == "no" else after.islower() if word in ("etc", "a.m", "p.m") else True


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Span(start, max(start, end - (len(words) - len(words.rstrip()))))


def _with_labels(lines: list[str]) -> list[str]:
    """The lines with "Ann Price:" for "Ann Price   0:03", and for a line of a name after "0:0:1.5 --> 0:0:3.2"."""
    timed = [match for line in lines if (match := _NAME_AND_TIME.match(line)) and _is_name(match[1])]
    # One such line may be a sentence, such as "Opening Hours 9:00".
    names = {match[0]: match[1] for match in timed} if len(timed) > 1 else {}
    made: list[str] = []
    after_range = False
    for line in lines:
        if _RANGE.match(line):
            after_range = True
            continue
        is_name = after_range and _is_name(line) and ":" not in line
        made.append(f"{line.strip()}:" if is_name else f"{names[line]}:" if line in names else line)
        after_range = after_range and not line.strip()
    return made


def _is_name(words: str) -> bool:
    parts = words.split()
    return 0 < len(parts) <= _MOST_NAME_WORDS and all(part[0].isupper() for part in parts)


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


def _replaced(text: str, called: Mapping[str, str]) -> dict[str, str]:
    """What replaces each name in the text: names of speakers, and the parts of longer ones, such as a first name.

    A part that two speakers share, that the text also has in small letters, or that follows a word such as "the", may
    be an ordinary word and stays.
    """
    whole = {name: other for name, other in called.items() if name != other and len(name) > 2}
    parts = Counter(part for name in called for part in _parts_of(name))
    ordinary = {*re.findall(r"\w+", text), *(word.lower() for word in _OF_THINGS.findall(text))}
    return {
        part: other
        for name, other in whole.items()
        for part in _parts_of(name)
        if parts[part] == 1 and part.lower() not in ordinary
    } | whole


def _parts_of(name: str) -> set[str]:
    """The parts of a name of several words that may be mentioned alone: all but titles and short ones.

    A label such as "Council officer", with a word in small letters, is no name.
    """
    words = [word.strip(".,()") for word in name.split()]
    if len(words) < 2 or not all(word[:1].isupper() for word in words):
        return set()
    return {word for word in words if len(word) > 2 and word.lower() not in _TITLES}


def _without_names(words: str, replaced: Mapping[str, str]) -> str:
    """`words` with every mention of a replaced name as "[P2]"."""
    if not replaced:
        return words
    pattern = "|".join(re.escape(name) for name in sorted(replaced, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda match: f"[{replaced[match[0]]}]", words)
