"""Documents of words, tables and figures, and one writer for each format of them."""

from collections.abc import Callable
from dataclasses import dataclass

from app.exports import open_document
from app.exports.documents import to_docx, to_html, to_ods, to_odt, to_pdf
from app.exports.documents.model import Document


@dataclass(frozen=True)
class Format:
    """A file format. `write(document)` returns the file's bytes."""

    media_type: str
    write: Callable[[Document], bytes]


FORMATS: dict[str, Format] = {
    "pdf": Format("application/pdf", to_pdf.write),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx.write),
    "odt": Format("application/vnd.oasis.opendocument.text", to_odt.write),
    "html": Format("text/html; charset=utf-8", to_html.write),
    # The tables only.
    "ods": Format(open_document.MEDIA_TYPE, to_ods.write),
}
