"""Documents of words, tables and figures, and one writer for each format of them."""

from collections.abc import Callable
from dataclasses import dataclass

from app.exports.documents import to_html
from app.exports.documents.model import Document


@dataclass(frozen=True)
class Format:
    """A file format. `write(document)` returns the file's bytes."""

    media_type: str
    write: Callable[[Document], bytes]


FORMATS: dict[str, Format] = {
    "html": Format("text/html; charset=utf-8", to_html.write),
}
