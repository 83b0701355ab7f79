"""Reads the codes of a codebook file: REFI-QDA (.qdc) or a table (.csv) of our own or of another program."""

import csv
import io
from collections.abc import Mapping

from lxml import etree  # ty: ignore[missing-module-member]

from app.domain.errors import Invalid
from app.domain.findings.coding.codebook_import import UNREADABLE, Row
from app.exports import from_transcript, untrusted_xml
from app.exports.programmes.qda_text import meaning_of, own_key
from app.exports.to_csv import original

# The names of the column with the name of a code, in our files and in those of Taguette.
_NAMES = ("name", "tag", "path")


def read(data: bytes, known: Mapping[str, str]) -> list[Row]:
    """The codes of a file in their order, headings left out.

    `known` has the keys of this programme's codes by their identifiers in REFI-QDA. Raises Invalid with the field
    "file".
    """
    if len(data) > from_transcript.LARGEST:
        raise Invalid(from_transcript.TOO_LARGE, field="file")
    try:
        # XML begins with this sign, perhaps after a byte order mark, in one or two bytes.
        if b"<" in data[:4]:
            return _codes(data, known)
        return _table(from_transcript.read("codebook.txt", data))
    except (etree.XMLSyntaxError, csv.Error, ValueError) as error:
        raise Invalid(UNREADABLE, field="file") from error


def _codes(data: bytes, known: Mapping[str, str]) -> list[Row]:
    untrusted_xml.check(data)
    # Nothing outside the file is read.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise Invalid(UNREADABLE, field="file")
    rows = []
    for node in root.iter("{*}Code"):
        if node.get("isCodable") in ("false", "0"):
            continue
        guid = str(node.get("guid", "")).strip("{}").lower()
        words = node.findtext("{*}Description")
        meaning = meaning_of(words) if words is not None else None
        rows.append(
            Row(
                name=node.get("name", ""),
                key=known.get(guid) or own_key(guid),
                description=meaning.description if meaning else None,
                signals="\n".join(meaning.signals) if meaning else None,
                boundary=meaning.boundary if meaning else None,
            )
        )
    return rows


def _table(text: str) -> list[Row]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    heads = {(head or "").strip().casefold(): head for head in found.fieldnames or ()}
    named = next((heads[name] for name in _NAMES if name in heads), None)
    if named is None:
        raise Invalid(UNREADABLE, field="file")

    def cell(line: Mapping[str, str | None], name: str) -> str | None:
        return original(line[heads[name]] or "") if name in heads else None

    return [
        Row(
            name=original(line[named] or ""),
            key=cell(line, "key") or "",
            description=cell(line, "description"),
            signals=cell(line, "signals"),
            boundary=cell(line, "boundary"),
            status=cell(line, "status"),
        )
        for line in found
        if any(line.values()) and not cell(line, "merged_into")
    ]
