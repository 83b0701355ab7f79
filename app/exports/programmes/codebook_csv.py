"""The codebook as CSV, which Taguette and spreadsheets read and which can be imported again."""

import csv
import io
from collections.abc import Mapping

from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.to_csv import inert

# In English in every language, because programs look for these names.
HEADER = ("key", "name", "description", "signals", "boundary", "status", "kind", "heading", "merged_into")


def write(bundle: ProgrammeBundle, language: str) -> bytes:
    """One row for each element, own code, facet and value; signals are on lines of their own in their cell.

    A code that was merged has a row with the key that replaced it, so that an older file can still be imported.
    """
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(HEADER)
    book = bundle.framework.in_language(language)
    for group in book.groups:
        for element in group["elements"]:
            rows.writerow(_row(element, "element", group["name"]))
    for code in bundle.record.codes:
        rows.writerow(_row(vars(code), "own", ""))
    for kind, items in (("facet", book.facets), ("value", book.values)):
        for item in items:
            rows.writerow(_row(item, kind, ""))
    return file.getvalue().encode("utf-8-sig")


def _row(item: Mapping[str, object], kind: str, heading: str) -> list[str]:
    signals = item.get("signals") or ()
    assert isinstance(signals, list | tuple)
    words = [str(item.get(name) or "") for name in ("key", "name", "description")]
    more = ["\n".join(map(str, signals)), str(item.get("boundary") or ""), str(item.get("status") or "")]
    return [inert(cell) for cell in (*words, *more, kind, heading, str(item.get("merged_into") or ""))]
