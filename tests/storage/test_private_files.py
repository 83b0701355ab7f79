"""Only the server's user may open the database's files."""

import logging
import os
import stat
from pathlib import Path

import pytest
from sqlmodel import text

from app.storage import migrations
from app.storage.database import Database


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def careless_host() -> object:
    """A umask with which everyone may read and write new files."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_new_database_has_mode_0600_in_a_folder_with_mode_0700(tmp_path: Path) -> None:
    file = tmp_path / "new" / "board.sqlite3"
    migrations.upgrade(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    database.write_now(lambda session: session.execute(text("UPDATE installation SET epoch=epoch")))
    assert mode(file.parent) == 0o700
    files = sorted(file.parent.iterdir())
    assert [one.name for one in files] == ["board.sqlite3", "board.sqlite3-shm", "board.sqlite3-wal"]
    assert {mode(one) for one in files} == {0o600}
    database.close()


def test_an_existing_database_and_its_own_folder_are_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "data" / "board.sqlite3"
    migrations.upgrade(f"sqlite:///{file}")
    (file.parent / "secret_key").write_text("x")
    file.chmod(0o644)
    file.parent.chmod(0o755)
    migrations.upgrade(f"sqlite:///{file}")
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)


def test_a_folder_with_other_things_in_it_is_left_as_it_is_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "homework").write_text("x")
    with caplog.at_level(logging.WARNING):
        migrations.upgrade(f"sqlite:///{tmp_path / 'board.sqlite3'}")
    assert (mode(tmp_path), mode(tmp_path / "board.sqlite3")) == (0o755, 0o600)
    assert "chmod 700" in caplog.text
