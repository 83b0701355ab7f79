"""The JSON record: export, import, and what it must not contain."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import demo
from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.steering import agenda, agenda_editing
from app.domain.workshops import closing, column_rows, columns, drafts, links, plans, seats, time_zones, workshops
from app.exports import FORMATS, to_json
from app.exports.bundle import bundle
from app.exports.from_json import read
from app.storage.database import Database
from tests.exports.records import WORDS, again, full_workshop, written
from tests.servers.lasting import LastingDatabase
from tests.servers.migrated import migrated_sqlite
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

SCHEMA = Path(to_json.__file__).parent / "schema.json"


def test_an_agenda_and_its_present_phase_survive_a_round_trip(sqlite_workshop: SampleWorkshop) -> None:
    first, second, third = sqlite_workshop.columns
    welsh = {"cy": {"title": "Cwestiwn 1", "asked": "Ysgrifennwch"}}
    for draft in (
        agenda_editing.Draft("Arrive", "Choose your group.", minutes=10),
        agenda_editing.Draft("Question 1", "Write.", ["write"], [first], veiled=True, words=welsh),
        agenda_editing.Draft("Vote", "", ["comment", "vote"], [second, third], votes=4, votes_per_note=2),
    ):
        sqlite_workshop.act(FAY, agenda_editing.add, draft)
    phases = sqlite_workshop.read(lambda session: agenda.phases(session, sqlite_workshop.id))
    sqlite_workshop.act(FAY, agenda.enter, phases[0].id, seen=None)
    sqlite_workshop.act(FAY, agenda.enter, phases[1].id, seen=phases[0].id)
    record = json.loads(written(sqlite_workshop.database, sqlite_workshop.key))
    assert [phase["present"] for phase in record["phases"]] == [False, True, False]
    copy = again(sqlite_workshop.database, json.dumps(record).encode())
    assert json.loads(written(sqlite_workshop.database, copy.key))["phases"] == record["phases"]
    # Only the question of the present phase is open there too.
    columns_there = sqlite_workshop.read(lambda session: column_rows.of(session, copy.id or 0))
    assert [column.open for column in columns_there] == [True, False, False]


def test_a_record_of_version_1_can_still_be_imported(sqlite_workshop: SampleWorkshop) -> None:
    full_workshop(sqlite_workshop)
    record = json.loads(written(sqlite_workshop.database, sqlite_workshop.key))
    old = {name: value for name, value in record.items() if name not in ("phases", "decisions")} | {"version": 1}
    copy = again(sqlite_workshop.database, json.dumps(old).encode())
    assert json.loads(written(sqlite_workshop.database, copy.key))["notes"] == record["notes"]


def in_two_languages(workshop: SampleWorkshop) -> None:
    def act(session: seats.Session) -> int:
        stored = seats.find(session, workshop.key, hold=True)
        draft = replace(
            workshops.draft_of(session, stored),
            notice="Who is responsible\nand how long",
            wordings={
                "cy": drafts.Wording(title="Gweithdy", questions=["", "", ""]),
                "es-419": drafts.Wording(title="Taller", questions=["", "", ""]),
            },
        )
        return workshops.edit(session, stored, drafts.checked(draft, time_zones.known()), workshop.now())

    workshop.act(
        *(FAY, columns.word, workshop.columns[1], "Question 2?", {"cy": "Cwestiwn 2?"}),
        short_name="Second",
        short_names={"cy": "Ail"},
    )
    workshop.write(act)


def test_an_exported_imported_and_exported_workshop_gives_the_same_record(
    workshop: SampleWorkshop, tmp_path: Path
) -> None:
    full_workshop(workshop)
    in_two_languages(workshop)
    first = written(workshop.database, workshop.key)
    # Under its own key if that is free …
    other = Database(migrated_sqlite(tmp_path / "other.sqlite3"))
    assert again(other, first).key == workshop.key
    assert json.loads(written(other, workshop.key)) == json.loads(first)
    second = json.loads(first)["columns"][1]
    assert (second["short_name"], second["words"]["cy"]["short_name"]) == ("Second", "Ail")
    other.close()
    # … and under another key if it is taken.
    copy = again(workshop.database, first)
    assert copy.key != workshop.key
    out = json.loads(written(workshop.database, copy.key))
    assert out | {"workshop": out["workshop"] | {"key": workshop.key}} == json.loads(first)


# What may differ between any two workshops: words, names, places and codes.
ANY_WORKSHOP = {
    "words": st.lists(st.tuples(WORDS, st.integers(0, 2), st.sampled_from(notes.COLOURS)), max_size=12),
    "naming": st.sampled_from(["anonymous", "named", "choice"]),
    "moves": st.lists(st.tuples(st.integers(0, 11), st.integers(0, 2)), max_size=6),
    "given": st.lists(
        st.tuples(st.integers(0, 11), st.sampled_from(["scale_reach", "value_power", codings.NOT_ABOUT]))
    ),
}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**ANY_WORKSHOP)
def test_any_workshop_is_the_same_after_export_and_import(sqlite_workshop: SampleWorkshop, **parts: Any) -> None:
    comes_back(sqlite_workshop, **parts)


@pytest.mark.postgres
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**ANY_WORKSHOP)
def test_any_workshop_on_postgresql_is_the_same_after_export_and_import(lasting: LastingDatabase, **parts: Any) -> None:
    comes_back(lasting.workshop(), **parts)


def comes_back(
    workshop: SampleWorkshop,
    words: list[tuple[str, int, str]],
    naming: str,
    moves: list[tuple[int, int]],
    given: list[tuple[int, str]],
) -> None:
    other = SampleWorkshop(workshop.database, naming=naming)
    ids = [other.post(ANA, text, column=column, colour=colour, show_name=column == 1) for text, column, colour in words]
    for number, column in moves:
        if number < len(ids):
            other.act(FAY, notes.move, ids[number], column_id=other.columns[column], after="")
    for number, element in given:
        if number < len(ids):
            other.act(FAY, codings.give, ids[number], element)
    first = written(workshop.database, other.key)
    copy = again(workshop.database, first)
    out = json.loads(written(workshop.database, copy.key))
    assert out | {"workshop": out["workshop"] | {"key": other.key}} == json.loads(first)


def test_a_record_contains_its_seq_and_the_imported_workshop_continues_from_it(
    sqlite_workshop: SampleWorkshop,
) -> None:
    full_workshop(sqlite_workshop)
    first = written(sqlite_workshop.database, sqlite_workshop.key)
    seq = json.loads(first)["seq"]
    assert seq == sqlite_workshop.workshop().seq
    assert json.loads(first)["exported_at"] == START.isoformat().replace("+00:00", "Z")
    copy = again(sqlite_workshop.database, first)
    assert json.loads(written(sqlite_workshop.database, copy.key))["seq"] == seq
    # An old record without a seq can still be imported.
    older = json.loads(first)
    del older["seq"]
    assert again(sqlite_workshop.database, json.dumps(older).encode()).id


def test_a_record_is_valid_against_its_schema(sqlite_workshop: SampleWorkshop) -> None:
    full_workshop(sqlite_workshop)
    content = json.loads(written(sqlite_workshop.database, sqlite_workshop.key))
    assert list(content) == [
        *("format", "version", "workshop", "columns", "notes", "framework", "codings", "exported_at", "seq"),
        *("phases", "decisions", "comments", "votes", "asks"),
    ]
    shape = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(shape).validate(content)
    content["notes"][0]["seat"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(shape).validate(content)


def test_schema_json_equals_the_schema_generated_from_the_code() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == to_json.schema()


@pytest.mark.parametrize("format", FORMATS)
def test_no_file_contains_hidden_notes_seats_codes_or_links(workshop: SampleWorkshop, format: str) -> None:
    hidden, gone, kept = (
        workshop.post(ANA, f"{word} words", show_name=True) for word in ("hidden", "withdrawn", "kept")
    )
    for note in (hidden, gone, kept):
        workshop.act(FAY, codings.give, note, "scale_reach")
    workshop.act(FAY, notes.hide, hidden, on=True)
    workshop.act(ANA, notes.withdraw, gone, on=True)
    taken = workshop.read(lambda session: bundle(session, seats.find(session, workshop.key), START))
    content = FORMATS[format].write(taken, "en")
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    file = content.decode("utf-8-sig")
    assert "kept words" in file
    shared = workshop.read(lambda session: links.links(session, workshop.id))
    for secret in (
        "hidden words",
        "withdrawn words",
        hidden,
        gone,
        "Ana",
        '"ana"',
        workshop.code,
        *(x.ref for x in shared),
    ):
        assert secret not in file
    assert '"seat' not in file


def test_files_contain_names_only_if_the_board_shows_them(sqlite_workshop: SampleWorkshop) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, naming="choice")
    workshop.post(ANA, "with", show_name=True)
    workshop.post(BEN, "without")
    shown = [note["shown_name"] for note in json.loads(written(workshop.database, workshop.key))["notes"]]
    assert shown == ["Ana", None]


def test_a_closed_workshop_is_closed_after_import(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.post(ANA)
    sqlite_workshop.act(FAY, closing.close, on=True)
    assert again(sqlite_workshop.database, written(sqlite_workshop.database, sqlite_workshop.key)).closed_at is not None


def test_an_imported_workshop_can_be_joined_facilitated_and_replayed(sqlite_workshop: SampleWorkshop) -> None:
    full_workshop(sqlite_workshop)
    copy = again(sqlite_workshop.database, written(sqlite_workshop.database, sqlite_workshop.key))
    assert copy.id is not None
    assert copy.code
    shared = sqlite_workshop.read(lambda session: links.links(session, copy.id or 0))
    assert len(shared) == 1
    events = sqlite_workshop.read(lambda session: seats.journal.since(session, copy.id or 0, 0, 100))
    assert [seq for seq, _event in events] == list(range(1, len(events) + 1))
    assert {event.kind for _seq, event in events} == {"LinkMade", "NoteAdded", "CodingGiven"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_record_is_read_in_every_encoding_that_editors_save(sqlite_workshop: SampleWorkshop, encoding: str) -> None:
    sqlite_workshop.post(ANA, "Llŷn 🙂")
    first = written(sqlite_workshop.database, sqlite_workshop.key)
    assert read(first.decode().encode(encoding)) == read(first)


def test_a_record_from_elsewhere_never_changes_the_framework_of_new_workshops(sqlite_workshop: SampleWorkshop) -> None:
    database, default = sqlite_workshop.database, plans.default_framework()

    def newest() -> dict:
        return database.write_now(lambda session: workshops.latest_framework(session, default).content)

    before = newest()
    content = json.loads(written(database, sqlite_workshop.key))
    copies = []
    for name in ("Theirs", "Others'", "Theirs"):
        content["framework"]["groups"][0]["name"] = name
        copies.append(again(database, json.dumps(content).encode()))
        assert newest() == before
    assert copies[0].framework_id == copies[2].framework_id != copies[1].framework_id
    # The organisation's own next version still becomes the newest.
    own = json.loads(json.dumps(before)) | {"name": "Ours"}
    owner = sqlite_workshop.workshop().organisation_id
    database.write_now(lambda session: workshops.keep_framework(session, owner, own))
    assert newest() == own


def test_a_record_imported_first_does_not_become_the_framework_of_new_workshops(
    sqlite_workshop: SampleWorkshop, tmp_path: Path
) -> None:
    content = json.loads(written(sqlite_workshop.database, sqlite_workshop.key))
    content["framework"]["groups"][0]["name"] = "Theirs"
    other = Database(migrated_sqlite(tmp_path / "other.sqlite3"))
    again(other, json.dumps(content).encode())
    default = plans.default_framework()
    assert other.write_now(lambda session: workshops.latest_framework(session, default).content) == default
    other.close()


def test_the_sample_workshop_can_be_exported_and_imported(workshop: SampleWorkshop) -> None:
    sample = workshop.write(lambda session: demo.make(session, START))
    content = json.loads(written(workshop.database, sample.key))
    assert len(content["notes"]) == 123
    assert len({coding["note"] for coding in content["codings"]}) == 62
    assert [column["number"] for column in content["columns"]] == [1, 2, 3]
    assert content["workshop"]["naming"] == "anonymous"
    assert content["workshop"]["sample"] is True
