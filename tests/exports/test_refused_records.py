"""A file that is no record, or has a fault, is refused with the reason, which quotes no note."""

import json
from pathlib import Path

import pytest

from app.domain.errors import Invalid
from app.exports import any_record
from app.exports.from_json import read
from tests.exports.records import full_workshop, written
from tests.workshop import SampleWorkshop


def broken(content: dict, *path: str | int, value: object) -> bytes:
    place: object = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["version"], 3, "^A later version of Commonboard wrote this record"),
        (["version"], 0, "version"),
        (["workshop", "key"], "../x", "workshop key"),
        (["workshop", "time_zone"], "Mars/Olympus", "time zone"),
        (["workshop", "held_on"], "yesterday", "held_on: there is no such date"),
        (["workshop", "held_on"], "2026-02-31", "held_on: there is no such date"),
        (["workshop", "held_on"], "0001-01-01", "held_on has an impossible year"),
        (["workshop", "keep_until"], "9999-12-31", "keep_until has an impossible year"),
        (["workshop", "keep_until"], "2001-01-01", "keep_until is before held_on"),
        (["notes", 0, "posted_at"], "9999-12-31T23:59:59Z", "posted_at of note .* has an impossible year"),
        (["notes", 0, "posted_at"], "2026-13-01T00:00:00Z", "posted_at: there is no such date"),
        (["codings", 0, "given_at"], "1600-01-01T00:00:00Z", "given_at of a coding has an impossible year"),
        (["notes", 0, "column"], 9, "column 9"),
        (["notes", 0, "text"], "", "text"),
        (["notes", 0, "text"], " \x00 ", "no words"),
        (["notes", 0, "text"], "\u200b\u2800", "no words"),
        (["notes", 0, "text"], "x" * 2001, "text"),
        (["notes", 0, "colour"], "puce", "colour"),
        (["seq"], 2**40, "seq"),
        (["notes", 0, "seat"], 3, "seat"),
        (["notes", 1, "id"], "0" * 24, "id"),
        (["columns", 0, "number"], 2, "numbered"),
        (["codings", 0, "element"], "made_up", "made_up"),
        (["codings", 0, "note"], "z" * 24, "does not exist"),
        (["framework", "values"], [], "value_trust"),
    ],
)
def test_a_record_with_a_fault_is_refused_with_the_reason(
    sqlite_workshop: SampleWorkshop, path: list, value: object, message: str
) -> None:
    ids = full_workshop(sqlite_workshop)
    content = json.loads(written(sqlite_workshop.database, sqlite_workshop.key))
    if value == "0" * 24:
        value = next(note["id"] for note in content["notes"] if note["id"] != content["notes"][1]["id"])
    assert ids
    with pytest.raises(Invalid, match=message):
        read(broken(content, *path, value=value))


def test_a_record_over_20_mb_is_refused_before_it_is_read(sqlite_workshop: SampleWorkshop, tmp_path: Path) -> None:
    record = written(sqlite_workshop.database, sqlite_workshop.key)
    assert read(record + b" " * (20_000_000 - len(record)))
    with pytest.raises(Invalid, match="larger than 20 MB"):
        read(record + b" " * (20_000_001 - len(record)))
    file = tmp_path / "record.json"
    with file.open("wb") as writing:
        # Without content on the disk, so that the test reads only what the product reads.
        writing.truncate(10**12)
    with pytest.raises(Invalid, match="larger than 20 MB"):
        any_record.read(file)


def test_a_refusal_never_quotes_a_note(sqlite_workshop: SampleWorkshop) -> None:
    full_workshop(sqlite_workshop)
    content = json.loads(written(sqlite_workshop.database, sqlite_workshop.key))
    secret = "my neighbour's name"
    for note in content["notes"]:
        note["text"] = secret
    faults: list[tuple[list[str | int], object]] = [
        (["notes", 0, secret], secret),
        (["notes", 0, "colour"], secret),
        (["notes", 0, "posted_at"], secret),
        (["notes", 0, "id"], secret),
        (["notes", 0, "text"], secret * 1000),
        (["codings", 0, "note"], secret),
        (["codings", 0, "element"], secret),
        (["version"], secret),
    ]
    for path, value in faults:
        with pytest.raises(Invalid) as refused:
            read(broken(json.loads(json.dumps(content)), *path, value=value))
        assert secret not in str(refused.value), path


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": "padlet"}', b"null"])
def test_a_file_that_is_no_record_is_refused_with_the_reason(content: bytes) -> None:
    with pytest.raises(Invalid, match="not a Commonboard record"):
        read(content)
