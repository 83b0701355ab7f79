"""The command `commonboard` as a host runs it."""

import csv
import io
import json
import shutil
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, select

from app.cli import main
from app.domain.models import Workshop
from app.domain.workshops.deletion import delete_workshop
from tests.servers.server import Server


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def first_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder in which `demo` has run once, which takes seconds, and what it printed."""
    folder, printed = tmp_path_factory.mktemp("demo") / "data", io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setenv("DATA_DIR", str(folder))
        assert main(["demo", "--json"]) == 0
    return folder, json.loads(printed.getvalue())


@pytest.fixture
def made(first_demo: tuple[Path, dict[str, Any]], tmp_path: Path) -> dict[str, Any]:
    """What `demo` has printed, in a copy of the folder in which it ran."""
    folder, printed = first_demo
    shutil.copytree(folder, tmp_path / "data")
    return printed


def output_of(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    assert main(list(arguments)) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_a_demo_workshop_can_be_exported_and_imported_by_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, made: dict[str, Any]
) -> None:
    assert list(made) == ["key", "code", "participant", "facilitator", "organiser", "programme", "reports"]
    assert made["participant"] == f"http://127.0.0.1:8000/j/{made['code']}"
    record, table = tmp_path / "record.json", tmp_path / "table.csv"
    output_of(capsys, "export", made["key"], "--format", "json", "-o", str(record))
    output_of(capsys, "export", f" {made['code'].lower()} ", "--format", "csv", "-o", str(table))
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 123
    first = json.loads(record.read_text(encoding="utf-8"))
    assert first["workshop"]["key"] == made["key"]
    assert "/j/" in output_of(capsys, "import", str(record))[0]
    local, combined = made["reports"]["local"], made["reports"]["combined"]
    assert len({*local, combined}) == 3
    signed = tmp_path / "report.html"
    output_of(capsys, "export", f"r/{combined}", "--format", "html", "-o", str(signed))
    assert f"http://127.0.0.1:8000/reports/{local[0]}/1#findings" in signed.read_text(encoding="utf-8")


def test_a_demo_programme_can_be_exported_in_every_format_and_imported_by_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, made: dict[str, Any]
) -> None:
    name = f"p/{made['programme']}"
    starts = {"json": b'{\n "format": "commonboard-programme"', "csv": b'\xef\xbb\xbf"key"', "qdc": b"<?xml"}
    for form in ("json", "csv", "qdc", "qdpx", "xlsx", "ods"):
        output_of(capsys, "export", name, "--format", form, "-o", str(tmp_path / f"file.{form}"))
        assert (tmp_path / f"file.{form}").read_bytes().startswith(starts.get(form, b"PK"))
    copy = output_of(capsys, "import", str(tmp_path / "file.json"))[0].strip().rpartition("/p/")[2]
    output_of(capsys, "export", f"p/{copy}", "-o", str(tmp_path / "again.json"))
    first, again = (json.loads((tmp_path / file).read_bytes()) for file in ("file.json", "again.json"))
    assert again["interviews"] == first["interviews"]
    assert again["themes"] == first["themes"]
    assert copy != name.removeprefix("p/")


def test_demo_creates_a_new_workshop_and_prints_the_key_of_the_one_programme_each_time(
    capsys: pytest.CaptureFixture[str], made: dict[str, Any]
) -> None:
    again = json.loads(output_of(capsys, "demo", "--json")[0])
    assert again["key"] != made["key"]
    assert again["programme"] == made["programme"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "nothing", "-o", "x"], "code is incorrect"),
        (
            ["export", "nothing", "--format", "qdpx", "-o", "x"],
            "--format: choose one of csv, json, xlsx",
        ),
        (["export", "p/nothing", "-o", "x"], "no programme with this key"),
        (["export", "r/nothing", "-o", "x"], "no signed report"),
        (["export", "r/nothing", "--format", "csv", "-o", "x"], "choose one of docx, html, ods, odt, pdf"),
        (["import", "missing.json"], "missing.json"),
        (["rehearse", "--notes", "missing.csv"], "missing.csv"),
        (["rehearse", "--people", "0"], "1 or more"),
        (["rehearse", "--url", "http://127.0.0.1:1/j/ABCDEF"], "does not answer as a workshop does"),
        (["serve", "--workers", "2"], "SQLite supports only one worker"),
    ],
)
def test_errors_that_a_host_can_repair_are_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    out, error = output_of(capsys, *arguments, code=2)
    assert out == ""
    assert error.startswith("commonboard: ")
    assert words in error
    assert error.count("\n") == 1


def test_an_invalid_setting_stops_the_start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert output_of(capsys, "serve", code=2)[1] == (
        "commonboard: PORT: Input should be a valid integer, unable to parse string as an integer (it is 'eighty')\n"
    )


def test_importing_a_file_that_is_no_record_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("{}")
    assert "not a Commonboard record" in output_of(capsys, "import", str(file), code=2)[1]
    assert not (tmp_path / "data" / "commonboard.sqlite3").exists()


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    commands = (
        "serve",
        "migrate",
        "demo",
        "links",
        "export",
        "import",
        "backup",
        "restore",
        "rehearse",
        "organiser link",
    )
    for name in ("", *commands):
        with pytest.raises(SystemExit) as left:
            main([*name.split(), "--help"])
        assert left.value.code == 0
        assert f"usage: {' '.join(['commonboard', *name.split()])} [-h]" in capsys.readouterr().out


def test_serve_prints_three_addresses_that_work_also_after_their_workshop_was_deleted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(tmp_path / "data", starts=False) as server:
        server.start(arguments=("--demo",))
        lines = dict(server.next_line().strip().split(": ", 1) for _ in range(3))
        assert list(lines) == ["Participants", "Facilitator", "Organiser"]
        for address in lines.values():
            assert address.startswith(server.url)
            assert httpx.get(address, follow_redirects=True).status_code == 200
        server.stop()
        # With a workshop, no second sample is created, and the addresses stay the same.
        server.start(arguments=("--demo",))
        again = dict(server.next_line().strip().split(": ", 1) for _ in range(3))
        assert again == lines
        monkeypatch.setenv("DATA_DIR", str(server.folder))
        monkeypatch.setenv("PORT", str(server.port))
        printed, _error = output_of(capsys, "links")
        assert dict(line.split(": ", 1) for line in printed.splitlines()) == lines
        server.stop()

        def delete(session: Session) -> None:
            for workshop in session.exec(select(Workshop).where(col(Workshop.closed_at).is_(None))).all():
                delete_workshop(session, workshop, datetime.now(UTC))

        server.database.write_now(delete)
        server.start(arguments=("--demo",))
        name, address = server.next_line().strip().split(": ", 1)
        assert name == "Participants"
        assert address != lines[name]
        assert httpx.get(address, follow_redirects=True).status_code == 200
