"""The JSON record of a programme: export, import, and what an import refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlmodel import Session, select

from app.domain.errors import Invalid
from app.domain.findings import members
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme
from app.exports.programmes import from_json, to_json
from app.exports.programmes.bundle import ProgrammeBundle, programme_bundle
from app.exports.programmes.from_json import read
from app.exports.programmes.importing import bring_in
from app.storage.database import Database
from tests.exports.programmes.full import FullProgramme
from tests.servers.migrated import migrated_sqlite
from tests.workshop import START

SCHEMA = Path(to_json.__file__).parent / "schema.json"


def exported(database: Database, key: str) -> dict[str, Any]:
    def take(session: Session) -> ProgrammeBundle:
        return programme_bundle(session, session.exec(select(Programme).where(Programme.key == key)).one(), START)

    return json.loads(to_json.write(database.read_now(take), "en"))


def imported(database: Database, record: dict[str, Any]) -> str:
    checked = read(json.dumps(record).encode())
    return database.write_now(lambda session: bring_in(session, checked, START).key)


def without_keys(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what a copy beside the original cannot share: the keys of the programme and its workshops."""
    copy = json.loads(json.dumps(record))
    for owner in (copy["programme"], *(part["record"]["workshop"] for part in copy["workshops"])):
        owner.pop("key")
    return copy


def test_a_programme_that_is_imported_elsewhere_gives_the_same_record_and_the_same_files(
    full: FullProgramme, taken: ProgrammeBundle, tmp_path: Path
) -> None:
    record = exported(full.of.workshop.database, full.of.key)
    jsonschema.validate(record, to_json.schema())
    elsewhere = Database(migrated_sqlite(tmp_path / "elsewhere.sqlite3"))
    try:
        key = imported(elsewhere, record)
        assert key == full.of.key
        assert exported(elsewhere, key) == record
        found = elsewhere.read_now(lambda s: programme_bundle(s, s.exec(select(Programme)).one(), START))
        # What the product computes is the same too: evidence, counts, and which summaries are out of date.
        assert (found.units, found.matrices) == (taken.units, taken.matrices)
        expected = [(theme.id, theme.pieces, theme.by_place) for theme in taken.themes]
        assert [(theme.id, theme.pieces, theme.by_place) for theme in found.themes] == expected
        # No one can sign in as one of its people, and an organiser can take it over.
        assert elsewhere.read_now(lambda s: [one.key for one in members.without_organiser(s)]) == [key]
    finally:
        elsewhere.close()


def test_a_copy_beside_the_original_has_keys_of_its_own_and_its_own_contents(full: FullProgramme) -> None:
    database = full.of.workshop.database
    record = exported(database, full.of.key)
    key = imported(database, record)
    assert key != full.of.key
    assert without_keys(exported(database, key)) == without_keys(record)
    assert exported(database, full.of.key) == record


def test_an_interview_that_was_withdrawn_since_does_not_come_back(full: FullProgramme, tmp_path: Path) -> None:
    elsewhere = Database(migrated_sqlite(tmp_path / "elsewhere.sqlite3"))
    try:
        record = exported(full.of.workshop.database, full.of.key)
        key = imported(elsewhere, record)

        def withdraw(session: Session) -> None:
            programme = session.exec(select(Programme).where(Programme.key == key)).one()
            interviews.erase(session, programme, interviews.find(session, programme, full.talk), START)

        elsewhere.write_now(withdraw)
        again = exported(elsewhere, imported(elsewhere, record))
        assert [row["id"] for row in again["interviews"]] == [full.private]
        assert "berthynas" not in json.dumps(again, ensure_ascii=False)
        assert {row["unit"] for theme in again["themes"] for row in theme["evidence"]}.isdisjoint({full.welsh.ref})
    finally:
        elsewhere.close()


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """A change that sets one value; `path` is names and positions with dots."""

    def do(record: dict[str, Any]) -> None:
        *way, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
        for part in way:
            record = record[part]
        record[last] = value  # ty: ignore[invalid-assignment]

    return do


def twice(path: str, **changes: object) -> Callable[[dict[str, Any]], None]:
    """A change that repeats the first of a list, with these changes of the copy."""

    def do(record: dict[str, Any]) -> None:
        found: Any = record
        for part in path.split("."):
            found = found[int(part)] if part.isdecimal() else found[part]
        found.append(found[0] | changes if changes else found[0])

    return do


def _merged_in_a_circle(record: dict[str, Any]) -> None:
    keys = [code["key"] for code in record["codes"]]
    for code, into in zip(record["codes"], [*keys[1:], keys[0]], strict=True):
        code["merged_into"] = into


def _a_cell_without_row(record: dict[str, Any]) -> None:
    record["cells"][0] |= {"place": None, "group": None}


def _the_same_quote_twice(record: dict[str, Any]) -> None:
    next(cell for cell in record["cells"] if cell["quotes"])["quotes"] *= 2


def _note_with_an_element(record: dict[str, Any]) -> None:
    coding = next(row for row in record["codings"] if row["element"] == "involve_voice")
    coding["unit"] = f"1:{record['workshops'][0]['record']['notes'][0]['id']}"


@pytest.fixture(scope="module")
def record_text(full: FullProgramme) -> str:
    return json.dumps(exported(full.of.workshop.database, full.of.key))


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (change("programme.threshold", 2), "programme threshold"),
        (change("programme.framework", 9), "it names a framework that it does not have"),
        (change("programme.time_zone", "Mars"), "there is no such time zone"),
        (change("interviews.0.place", 7), "it names a place"),
        (change("interviews.0.consent", "none"), "interviews 0 consent"),
        (change("codes.0.made_by", 99), "it names a person"),
        (change("excerpts.0.end", 90_000), "is outside its interview"),
        (change("codings.0.unit", "1:nowhere"), "does not exist"),
        (change("themes.1.parent", "elsewhere"), "is part of one that does not exist"),
        (change("codes.0.merged_into", "own_nowhere"), "merged into one that does not exist"),
        (_merged_in_a_circle, "codes were merged into each other"),
        (change("memos.0.round", "nowhere"), "a round that does not exist"),
        (change("workshops.0.record.notes.0.column", 9), "which does not exist"),
        (change("version", 2), "version"),
        (change("password", "x"), "not a Commonboard record"),
        (change("programme.keep_until", "0001-01-01"), "a date has an impossible year"),
        (change("interviews.0.text", "\u200b" * 200), "has no words"),
        (change("interviews.0.turns.1.start", 0), "a turn of interview"),
        (change("rounds.0.codings.0.coder", 1), "someone who does not code round"),
        (change("rounds.0.codings.0.unit", "2:nowhere"), "does not exist"),
        (_note_with_an_element, "a note is given an element outside its workshop"),
        (_a_cell_without_row, "a cell has no row"),
        (twice("programme.places"), "a place is there twice"),
        (twice("interviews"), "two interviews have the same id"),
        (twice("excerpts"), "two excerpts are the same"),
        (twice("rounds"), "two rounds have the same id"),
        (twice("rounds.0.units"), "has the same unit or code twice"),
        (twice("rounds.0.codings"), "has the same unit or code twice"),
        (twice("codings"), "the same coding is there twice"),
        (twice("codes"), "two codes have the same key"),
        (twice("themes"), "two themes have the same id"),
        (twice("themes.0.evidence"), "has the same evidence twice"),
        (twice("cells"), "two cells have the same id"),
        (twice("cells", id="9" * 24), "two cells are at the same address"),
        (_the_same_quote_twice, "a cell quotes the same words twice"),
        (twice("memos"), "two memos have the same id"),
    ],
)
def test_a_record_that_is_damaged_or_contradicts_itself_is_refused_in_words_that_quote_nothing(
    record_text: str, damage: Callable[[dict[str, Any]], None], problem: str
) -> None:
    record = json.loads(record_text)
    damage(record)
    with pytest.raises(Invalid, match=problem) as refused:
        read(json.dumps(record).encode())
    assert "People know her" not in str(refused.value)


def test_a_file_that_is_no_record_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="it is not text in UTF-8 or UTF-16"):
        read(b"\xff\xfe\x00")
    with pytest.raises(Invalid, match="not a Commonboard record"):
        read(b"[]")
    monkeypatch.setattr(from_json, "LARGEST", 1)
    with pytest.raises(Invalid, match="larger than 200 MB"):
        read(b"[]")


def test_the_schema_file_is_that_of_this_version() -> None:
    # Renew it with: python -c "from app.exports.programmes import to_json; import json; \
    # print(json.dumps(to_json.schema(), indent=1))" > app/exports/programmes/schema.json
    assert json.loads(SCHEMA.read_text()) == to_json.schema()
