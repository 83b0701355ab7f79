"""What the server asks the process for that makes files, and what it gets."""

from typing import Literal, NamedTuple


class Wanted(NamedTuple):
    """A file of the workshop or programme with this key, with headings in this language."""

    kind: Literal["workshop", "programme"]
    key: str
    format: str
    language: str


class Made(NamedTuple):
    """A file with its name."""

    name: str
    content: bytes
