"""Importing codes from files: our own, those of other programs, and files that are none."""

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlmodel import Session

from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.findings.coding import book, codebook, codebook_import
from app.domain.findings.coding.codebook_import import Plan, Row
from app.exports import from_transcript
from app.exports.programmes import codebook_csv, to_qdc
from app.exports.programmes.bundle import programme_bundle
from app.exports.programmes.codebook_reader import read
from app.exports.programmes.qda_text import code_guid
from app.storage.database import Database
from tests.exports.programmes.full import TRUST, FullProgramme
from tests.programme import LENA, RAVI
from tests.servers.migrated import migrated_sqlite
from tests.workshop import START

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
FOREIGN = f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="NVivo"><Codes>
<Code guid="{GUID}" name="Stigma" isCodable="true"><Description>Shame and blame.</Description></Code>
<Code guid="1f8fad5b-d9cb-469f-a165-70867728950e" name="A folder" isCodable="false">
<Code guid="{{2F8FAD5B-D9CB-469F-A165-70867728950E}}" name="Trust in people" isCodable="true"/></Code>
</Codes></CodeBook>""".encode()


@pytest.fixture
def programme(tmp_path: Path) -> Generator[FullProgramme]:
    database = Database(migrated_sqlite(tmp_path / "board.sqlite3"))
    yield FullProgramme(database)
    database.close()


def known(programme: FullProgramme) -> dict[str, str]:
    def take(session: Session) -> dict[str, str]:
        codes = book.read(session, programme.of.programme(session))
        return {code_guid(codes.framework.content["key"], key): key for key in codes.keys}

    return programme.of.read(take)


def planned(programme: FullProgramme, rows: list[Row]) -> Plan:
    return programme.of.act(LENA, codebook_import.plan, rows)


def carried_out(programme: FullProgramme, rows: list[Row]) -> None:
    programme.of.act(LENA, codebook_import.carry_out, rows, planned(programme, rows).stamp)


def names(programme: FullProgramme) -> dict[str, str]:
    return programme.of.read(lambda s: {code.key: code.name for code in book.read(s, programme.of.programme(s)).codes})


def test_our_own_files_change_nothing_and_keep_keys_and_aliases_when_they_are_edited(programme: FullProgramme) -> None:
    bundle = programme.bundle()
    table, tree = codebook_csv.write(bundle, "en"), to_qdc.write(bundle, "en")
    for content in (table, tree):
        found = planned(programme, read(content, known(programme)))
        assert (found.added, found.changed, found.same) == ([], [], 2)
        assert "Community voice and insight" in found.framework
    edited = table.decode().replace("Rests on persons.", "Rests on single persons.").replace('"Jo"', '"Jo again"')
    rows = read(edited.encode(), known(programme))
    (change,) = planned(programme, rows).changed
    assert (change.key, change.after.description, change.after.signals) == (
        TRUST,
        "Rests on single persons.",
        "Knows her\nAsk Jo",
    )
    carried_out(programme, rows)
    assert planned(programme, rows).changed == []
    # An older file that still has the merged code brings it back neither by its key nor as a new one.
    assert planned(programme, [Row("Jo", key="own_merged1")]).merged == ["Jo"]
    renamed = [Row("Trust in single people", key=TRUST)]
    carried_out(programme, renamed)
    assert names(programme)[TRUST] == "Trust in single people"


def test_a_code_of_another_program_keeps_its_identifier(programme: FullProgramme) -> None:
    rows = read(FOREIGN, known(programme))
    assert rows == read(FOREIGN.decode().replace("utf-8", "utf-16").encode("utf-16"), known(programme))
    found = planned(programme, rows)
    # A code of the same name is the same code, and what the file does not say of it stays.
    assert ([change.after.name for change in found.added], found.changed, found.same) == (["Stigma"], [], 1)
    carried_out(programme, rows)
    key = f"own_{GUID.replace('-', '')}"
    assert names(programme)[key] == "Stigma"
    taken = programme.of.read(lambda s: programme_bundle(s, programme.of.programme(s), START))
    assert f'guid="{GUID}" name="Stigma"' in to_qdc.write(taken, "cy").decode()
    assert planned(programme, read(FOREIGN, known(programme))).added == []


def test_what_belongs_to_the_framework_is_left_alone_and_a_key_that_no_code_may_have_is_replaced(
    programme: FullProgramme,
) -> None:
    rows = [
        Row("community voice and INSIGHT", description="Ours now."),
        Row("Something else", key="involve_voice"),
        Row("Off topic", key="none"),
        Row("Stigma", key="a key of theirs", status="finished"),
    ]
    found = planned(programme, rows)
    assert found.framework == ["community voice and INSIGHT", "Something else", "Off topic"]
    (added,) = found.added
    assert (added.key, added.after.status, found.changed) == ("", "draft", [])
    before = names(programme)
    carried_out(programme, rows)
    ((key, name),) = names(programme).items() - before.items()
    assert (codebook.is_key(key), name) == (True, "Stigma")


def test_tables_of_other_programs_are_read_whatever_separates_their_cells() -> None:
    for content in (
        b'tag,description\r\nStigma,"Shame, blame"\r\n\r\n',
        "Tag;Description\nStigma;Shame, blame\n".encode("utf-16"),
        b"path\tDESCRIPTION\nStigma\tShame, blame\n",
    ):
        assert read(content, {}) == [Row("Stigma", description="Shame, blame")]
    assert read(b"name,status\n'=1+1,agreed\n", {}) == [Row("=1+1", status="agreed")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no columns here",
        b"<CodeBook><Codes><Code",
        b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook><Codes><Code guid="1" name="&b;"/></Codes></CodeBook>',
        "<!DOCTYPE a><CodeBook><Codes/></CodeBook>".encode("utf-16"),
        b"<CodeBook>" + b"<a/>" * 600_000 + b"</CodeBook>",
        b"<CodeBook><Codes>" + b" " * from_transcript.LARGEST + b"</Codes></CodeBook>",
        b'<CodeBook><Codes><Code guid="no identifier" name="A" isCodable="true"/></Codes></CodeBook>',
        b"name\n" + b"x" * 200_000,
    ],
)
def test_a_file_that_is_no_codebook_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match=r"cannot read|too large"):
        read(content, {})


def test_only_leads_import_and_never_more_than_the_preview_has_shown(programme: FullProgramme) -> None:
    rows = [Row("Stigma")]
    with pytest.raises(NotAllowed):
        programme.of.act(RAVI, codebook_import.plan, rows)
    shown = planned(programme, rows).stamp
    programme.of.act(LENA, codebook.add, "own_other1", codebook.Wording("Stigma", "Their words."))
    with pytest.raises(Conflict):
        programme.of.act(LENA, codebook_import.carry_out, rows, shown)
    too_many, far_too_many = ([Row(f"Code {n}") for n in range(size)] for size in (99, 501))
    for wrong, problem in (
        ([], "no codes"),
        ([Row("")], "no name"),
        ([Row("Same"), Row("same")], "the same name"),
        (too_many, "at most 100"),
        (far_too_many, "at most 500"),
    ):
        with pytest.raises(Invalid, match=problem) as refused:
            planned(programme, wrong)
        assert list(refused.value.problems) == ["file"]
