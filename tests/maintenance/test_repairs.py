"""Every command reports a problem that its host must solve in one line on standard error."""

import socket
from collections.abc import Generator
from pathlib import Path

import pytest

from app.maintenance import backup
from app.storage.connections import engine
from tests.servers import forking
from tests.servers.postgres import Cluster
from tests.workshop import SampleWorkshop


@pytest.fixture
def backup_file(sqlite_workshop: SampleWorkshop, tmp_path: Path) -> Path:
    """A valid backup file."""
    file = tmp_path / "backup_file.sqlite3"
    backup.backup(sqlite_workshop.database.url, file)
    return file


@pytest.fixture
def port() -> Generator[int]:
    """A port on which another server listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def error_lines(*commands: str, **environment: str) -> list[str]:
    """Run these commands; returns the one line that each prints on standard error."""
    lines = []
    for command in commands:
        code, output, error = forking.run("app", *command.split(), **environment)
        assert (code, output) == (2, ""), error
        assert error.startswith("commonboard: "), error
        assert error.count("\n") == 1
        assert len(error) < 300
        lines.append(error.strip())
    return lines


def all_commands(tmp_path: Path, backup_file: Path) -> tuple[str, ...]:
    """Every command."""
    return (
        *("serve", "links", "migrate", "export KEY -o " + str(tmp_path / "record.json")),
        *(f"backup {tmp_path / 'new.sqlite3'}", f"restore {backup_file} --replace"),
    )


def test_an_unreachable_database_is_reported_in_one_line(tmp_path: Path, backup_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    address = f"postgresql+psycopg://board:SECRET@127.0.0.1:{port}/board"
    for line in error_lines(*all_commands(tmp_path, backup_file), DATABASE_URL=address, DATA_DIR=str(tmp_path)):
        assert "Connection refused" in line
        assert "SECRET" not in line
    (line,) = error_lines("serve --workers 2", DATABASE_URL=address, DATA_DIR=str(tmp_path), PORT="0")
    assert "Connection refused" in line


@pytest.mark.postgres
def test_a_missing_or_forbidden_database_is_reported_in_one_line(
    tmp_path: Path, backup_file: Path, cluster: Cluster
) -> None:
    there = cluster.fresh()
    for line in error_lines(
        *all_commands(tmp_path, backup_file), DATABASE_URL=f"{there}_not", DATA_DIR=str(tmp_path), PORT="0"
    ):
        assert "does not exist" in line
    cluster.admin("CREATE ROLE stranger LOGIN")
    address = there.replace("tests@", "stranger@")
    for line in error_lines("serve", f"restore {backup_file}", DATABASE_URL=address, DATA_DIR=str(tmp_path), PORT="0"):
        assert "permission denied" in line


def test_an_unwritable_folder_or_file_is_reported_in_one_line(tmp_path: Path, backup_file: Path) -> None:
    for folder, words in (("/proc/nowhere", "/proc/nowhere: No such file"), (str(backup_file), "is not a folder")):
        for line in error_lines("serve", "links", f"restore {backup_file}", DATA_DIR=folder, PORT="0"):
            assert words in line
    other = tmp_path / "other.sqlite3"
    other.write_text("something else")
    for line in error_lines("serve", "links", "migrate", DATABASE_URL=f"sqlite:///{other}", PORT="0"):
        assert f"{other}: file is not a database" in line
    assert other.read_text() == "something else"


def test_a_port_in_use_is_reported_in_one_line_and_changes_nothing(
    tmp_path: Path, port: int, backup_file: Path
) -> None:
    for line in error_lines("serve --demo", DATA_DIR=str(tmp_path / "new"), PORT=str(port)):
        assert f"{port}: cannot listen on this address: Address already in use" in line
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("pt_BR.po", 'msgid "By %(name)s"\nmsgstr "De %(nome)s"\n', "line 1: %(nome)s is not in the English text"),
        ("brasil.po", 'msgid "Saved"\nmsgstr "Salvo"\n', "'brasil' is not a language"),
    ],
)
def test_a_faulty_translation_file_stops_the_start_with_one_line_and_changes_nothing(
    tmp_path: Path, name: str, words: str, told: str
) -> None:
    folder = tmp_path / "locales"
    folder.mkdir()
    (folder / name).write_text(words)
    (line,) = error_lines("serve --demo", LOCALES_DIR=str(folder), DATA_DIR=str(tmp_path / "new"), PORT="0")
    assert f"{folder / name}" in line
    assert told in line
    assert not (tmp_path / "new").exists()


def test_a_database_of_a_newer_version_is_left_unchanged_and_reported_in_one_line(
    tmp_path: Path, backup_file: Path, url: str
) -> None:
    made = engine(url, writing=True)
    with made.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    made.dispose()
    *others, restore = all_commands(tmp_path, backup_file)
    lines = error_lines(*others, DATABASE_URL=url, DATA_DIR=str(tmp_path), PORT="0")
    if not url.startswith("sqlite"):
        # Run alone, because it first checks that no one else has the database open.
        lines += error_lines(restore, DATABASE_URL=url, DATA_DIR=str(tmp_path))
    for line in lines:
        assert "version" in line
    made = engine(url, writing=False)
    with made.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    made.dispose()
