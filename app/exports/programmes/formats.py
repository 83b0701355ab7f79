"""The file formats of programmes, by the end of a file's name."""

from collections.abc import Callable
from dataclasses import dataclass

from app.exports import FORMATS as OF_WORKSHOPS
from app.exports import open_document, workbook
from app.exports.programmes import codebook_csv, tables, to_json, to_qdc, to_qdpx
from app.exports.programmes.bundle import ProgrammeBundle


@dataclass(frozen=True)
class Format:
    """A file format. `write(bundle, language)` returns the file's bytes, with headings in that language."""

    media_type: str
    write: Callable[[ProgrammeBundle, str], bytes]


def _xlsx(bundle: ProgrammeBundle, language: str) -> bytes:
    return workbook.write(tables.sheets(bundle, language))


def _ods(bundle: ProgrammeBundle, language: str) -> bytes:
    return open_document.write(tables.sheets(bundle, language))


FORMATS: dict[str, Format] = {
    "qdpx": Format("application/zip", to_qdpx.write),
    "qdc": Format("application/xml", to_qdc.write),
    "csv": Format(OF_WORKSHOPS["csv"].media_type, codebook_csv.write),
    "xlsx": Format(OF_WORKSHOPS["xlsx"].media_type, _xlsx),
    "ods": Format(open_document.MEDIA_TYPE, _ods),
    "json": Format(OF_WORKSHOPS["json"].media_type, to_json.write),
}
