"""Where the combined report names a place, a reference to that place's signed local report, which becomes a link."""

from collections.abc import Container
from typing import Any

from app.exports.reports.facts import Facts

# Names the part of a local report that says more about a table of the combined one.
PARTS = {"places": "about", "across": "findings", "words": "findings", "differ": "matrix", "rated": "system"}


def place(facts: Facts, place_id: int | None, words: str, part: str) -> str | dict[str, Any]:
    """These words, as a reference to a section of the place's local report if one is signed."""
    for report, edition in facts.local:
        if edition is not None and report.place_id == place_id:
            return {"text": words, "report": report.key, "edition": edition.number, "part": part}
    return words


def linked(facts: Facts, name: str, table: dict[str, Any]) -> dict[str, Any]:
    """A table of the combined report with references where it names places: in its rows, or above its columns."""
    part = PARTS[name]
    if name in ("places", "words"):
        rows = zip(facts.places, table["rows"], strict=True)
        return table | {"rows": [[place(facts, each.id, words, part), *others] for each, (words, *others) in rows]}
    names = zip(facts.places, table["header"][1:], strict=True)
    columns = [place(facts, each.id, words, part) for each, words in names]
    return table | {"header": [table["header"][0], *columns]}


def address(base: str, reference: dict[str, Any], gone: Container[tuple[str, int]]) -> str:
    """Where a reference points to; "" where the address of this installation is not known.

    Also "" for an edition among `gone`, which no one can read now.
    """
    part, where = reference.get("part", "findings"), (reference["report"], reference["edition"])
    return f"{base}/reports/{where[0]}/{where[1]}#{part}" if base and where not in gone else ""
