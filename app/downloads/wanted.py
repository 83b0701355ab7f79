"""The requests to the process that makes files, and its answers."""

from typing import Literal, NamedTuple


class Wanted(NamedTuple):
    """A file of the workshop, programme or report with this key, with headings in this language.

    A report has a `number` of its edition and a language of its own. `base` is the address of this installation, for
    links in it.
    """

    kind: Literal["workshop", "programme", "report"]
    key: str
    format: str
    language: str = ""
    number: int = 0
    base: str = ""


class Made(NamedTuple):
    """A file with its name."""

    name: str
    content: bytes
