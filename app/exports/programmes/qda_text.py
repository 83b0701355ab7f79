"""Texts and identifiers in files for other programs of qualitative analysis (REFI-QDA 1.0)."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from app.exports.xml_text import xml_text

_NAMESPACE = uuid.UUID("8c0c5c52-5a4e-4b0a-9d57-6b1f7d3f6d10")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
# An own code that came from another program has the other program's identifier as its key.
_FOREIGN = re.compile(r"own_([0-9a-f]{32})")
# The labels stay in English, because an import looks for them.
_SIGNALS, _BOUNDARY = "Signals:", "Boundary rule:"
_DESCRIBED = re.compile(
    rf"(?P<description>.*?)(?:(?:^|\n\n){_SIGNALS}(?P<signals>(?:\n- [^\n]*)+))?"
    rf"(?:(?:^|\n\n){_BOUNDARY}\n(?P<boundary>.*))?",
    re.DOTALL,
)


class Meaning(NamedTuple):
    """What a codebook says of a code beside its name."""

    description: str
    signals: tuple[str, ...] = ()
    boundary: str = ""


class Names:
    """Gives every name once, because importers refuse two of one kind: the second "Trust" becomes "Trust (2)"."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, name: str) -> str:
        """This name on one line, with a number if it was given before in any case of letters."""
        name = " ".join(xml_text(name).split()) or "?"
        shown, number = name, 1
        while shown.casefold() in self._taken:
            number += 1
            shown = f"{name} ({number})"
        self._taken.add(shown.casefold())
        return shown


def guid(*names: str) -> str:
    """The identifier of the object with these names; the same names give the same one in every file."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(names)))


def code_guid(framework: str, key: str) -> str:
    """The identifier of a code, by the framework's key and its own key. Codes of a programme need no framework."""
    foreign = _FOREIGN.fullmatch(key)
    if foreign:
        return str(uuid.UUID(foreign[1]))
    return guid("code", key) if key.startswith("own_") else guid("code", framework, key)


def own_key(foreign: str) -> str:
    """The key of an own code with this identifier, as `code_guid` reads it. Raises ValueError for another text."""
    return f"own_{uuid.UUID(foreign.strip('{}')).hex}"


def file_text(text: str) -> str:
    """The text as a plain text file holds it, character for character, so that positions stay the same.

    Importers skip a byte order mark and join "\\r\\n", which would move every position after it.
    """
    plain = _NOT_TEXT.sub("\ufffd", text).replace("\r\n", " \n").replace("\r", "\n")
    return f" {plain[1:]}" if plain.startswith("\ufeff") else plain


def moment(at: datetime) -> str:
    """A time as an xsd:dateTime in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def described(meaning: Meaning) -> str:
    """Description, signals and boundary rule as one text, for formats that have only one; `meaning_of` parts them."""
    parts = [meaning.description] if meaning.description else []
    if meaning.signals:
        parts.append("\n- ".join([_SIGNALS, *meaning.signals]))
    if meaning.boundary:
        parts.append(f"{_BOUNDARY}\n{meaning.boundary}")
    return "\n\n".join(parts)


def meaning_of(text: str) -> Meaning:
    """The parts of a text that `described` wrote. Any other text is a description."""
    found = _DESCRIBED.fullmatch(text)
    assert found is not None
    signals: Sequence[str] = (found["signals"] or "").removeprefix("\n- ").split("\n- ")
    return Meaning(found["description"], tuple(filter(None, signals)), found["boundary"] or "")
