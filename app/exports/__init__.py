"""One writer per format, all of the same shape: from a bundle to the bytes of a file."""

from collections.abc import Callable
from dataclasses import dataclass

from app.exports import to_csv, to_json, to_xlsx
from app.exports.bundle import Bundle


@dataclass(frozen=True)
class Format:
    """A file format. `write(bundle, language)` returns the file's bytes, with headings in that language."""

    media_type: str
    write: Callable[[Bundle, str], bytes]


FORMATS: dict[str, Format] = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx.write),
    "csv": Format("text/csv; charset=utf-8", to_csv.write),
    "json": Format("application/json", to_json.write),
}
