"""What stops a command and is for its host to mend is one line on standard error, whichever command it is."""

import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.maintenance import backup
from app.storage import migrations
from app.storage.connections import engine
from tests.servers.postgres import Cluster
from tests.servers.server import ROOT
from tests.workshop import SampleWorkshop


@pytest.fixture
def kept(sqlite_workshop: SampleWorkshop, tmp_path: Path) -> Path:
    """A backup that could be restored."""
    file = tmp_path / "kept.sqlite3"
    backup.backup(sqlite_workshop.database.url, file)
    return file


@pytest.fixture
def port() -> Generator[int]:
    """Where another server listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def stopped(*commands: str, **environment: str) -> list[str]:
    """The one line that each of these commands ends with, all of them started together."""
    lines = []
    with ExitStack() as running:
        processes = []
        for command in commands:
            process = subprocess.Popen(
                [sys.executable, "-m", "app", *command.split()],
                cwd=ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            running.enter_context(process)
            # One that does not end in time must not outlive the test.
            running.callback(process.kill)
            processes.append(process)
        # All of them, before anything is held against one.
        for process, (out, error) in [(process, process.communicate(timeout=120)) for process in processes]:
            assert (process.returncode, out) == (2, ""), error
            assert error.startswith("commonboard: "), error
            assert error.count("\n") == 1
            assert len(error) < 300
            lines.append(error.strip())
    return lines


def everything(tmp_path: Path, kept: Path) -> tuple[str, ...]:
    """Every kind of command there is."""
    return (
        *("serve", "links", "migrate", "export KEY -o " + str(tmp_path / "record.json")),
        *(f"backup {tmp_path / 'new.sqlite3'}", f"restore {kept} --replace"),
    )


def test_a_database_that_is_away_is_told_in_one_line(tmp_path: Path, kept: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    address = f"postgresql+psycopg://board:SECRET@127.0.0.1:{port}/board"
    for line in stopped(*everything(tmp_path, kept), DATABASE_URL=address, DATA_DIR=str(tmp_path)):
        assert "Connection refused" in line
        assert "SECRET" not in line
    (line,) = stopped("serve --workers 2", DATABASE_URL=address, DATA_DIR=str(tmp_path), PORT="0")
    assert "Connection refused" in line


@pytest.mark.postgres
def test_a_database_that_is_not_there_or_not_ours_to_change_is_told_in_one_line(
    tmp_path: Path, kept: Path, cluster: Cluster
) -> None:
    there = cluster.fresh()
    for line in stopped(*everything(tmp_path, kept), DATABASE_URL=f"{there}_not", DATA_DIR=str(tmp_path), PORT="0"):
        assert "does not exist" in line
    cluster.admin("CREATE ROLE stranger LOGIN")
    address = there.replace("tests@", "stranger@")
    for line in stopped("serve", f"restore {kept}", DATABASE_URL=address, DATA_DIR=str(tmp_path), PORT="0"):
        assert "permission denied" in line


def test_a_folder_or_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, kept: Path) -> None:
    for folder, words in (("/proc/nowhere", "/proc/nowhere: No such file"), (str(kept), "it is not a folder")):
        for line in stopped("serve", "links", f"restore {kept}", DATA_DIR=folder, PORT="0"):
            assert words in line
    other = tmp_path / "other.sqlite3"
    other.write_text("something else")
    for line in stopped("serve", "links", "migrate", DATABASE_URL=f"sqlite:///{other}", PORT="0"):
        assert f"{other}: file is not a database" in line
    assert other.read_text() == "something else"


def test_a_port_that_is_taken_is_told_in_one_line_and_nothing_is_changed(tmp_path: Path, port: int, kept: Path) -> None:
    for line in stopped("serve --demo", DATA_DIR=str(tmp_path / "new"), PORT=str(port)):
        assert f"{port} cannot be listened on: Address already in use" in line
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("pt_BR.po", 'msgid "By %(name)s"\nmsgstr "De %(nome)s"\n', "line 1: %(nome)s is not in the English text"),
        ("brasil.po", 'msgid "Saved"\nmsgstr "Salvo"\n', "'brasil' is not a language"),
    ],
)
def test_a_translation_file_with_a_fault_stops_the_start_in_one_line_and_nothing_is_changed(
    tmp_path: Path, name: str, words: str, told: str
) -> None:
    folder = tmp_path / "locales"
    folder.mkdir()
    (folder / name).write_text(words)
    (line,) = stopped("serve --demo", LOCALES_DIR=str(folder), DATA_DIR=str(tmp_path / "new"), PORT="0")
    assert f"{folder / name}" in line
    assert told in line
    assert not (tmp_path / "new").exists()


def test_what_a_newer_version_has_changed_is_left_alone_and_told_in_one_line(
    tmp_path: Path, kept: Path, empty_url: str
) -> None:
    migrations.upgrade(empty_url)
    made = engine(empty_url, writing=True)
    with made.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    made.dispose()
    *others, restore = everything(tmp_path, kept)
    lines = stopped(*others, DATABASE_URL=empty_url, DATA_DIR=str(tmp_path), PORT="0")
    if not empty_url.startswith("sqlite"):
        # By itself, for it looks first whether anybody else has this database open.
        lines += stopped(restore, DATABASE_URL=empty_url, DATA_DIR=str(tmp_path))
    for line in lines:
        assert "version" in line
    made = engine(empty_url, writing=False)
    with made.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    made.dispose()
