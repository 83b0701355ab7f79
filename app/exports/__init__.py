"""One drawer per format, all shaped alike: a bundle goes in, the bytes of a file come out."""

from collections.abc import Callable
from dataclasses import dataclass

from app.exports import to_csv, to_json, to_xlsx
from app.exports.bundle import Bundle


@dataclass(frozen=True)
class Format:
    """How a bundle becomes a file; `write(bundle, language)` puts what people read into that language."""

    media_type: str
    write: Callable[[Bundle, str], bytes]


FORMATS: dict[str, Format] = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx.write),
    "csv": Format("text/csv; charset=utf-8", to_csv.write),
    "json": Format("application/json", to_json.write),
}
