"""SQLite's log: it is copied into the file when nothing else happens, and erased text leaves both."""

import contextlib
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from sqlmodel import Session

from app.domain.board import notes
from app.domain.workshops import closing, deletion, seats
from app.storage.checkpoints import CHECKPOINT_ACTIONS
from app.storage.connections import LOCKED_SECONDS
from app.storage.database import Database
from app.storage.sessions import WriteSession
from tests.servers.migrated import migrated_sqlite
from tests.waiting import wait_for
from tests.workshop import ANA, BEN, FAY, ZED, SampleWorkshop

# In bytes. An emptied log has only its head and one page.
EMPTY_LOG = 5000


def test_an_idle_moment_copies_the_log_into_the_file(tmp_path: Path) -> None:
    url = migrated_sqlite(tmp_path / "board.sqlite3")
    database = Database(url)
    workshop = SampleWorkshop(database)
    for _ in range(CHECKPOINT_ACTIONS):
        workshop.post(ANA)
    end = time.monotonic() + 20
    # A copy without its log contains only what was copied into the file.
    while in_copy(tmp_path, "note") < CHECKPOINT_ACTIONS:
        assert time.monotonic() < end, "the log is not brought in"
    database.close()


def test_text_erased_by_closing_is_in_no_file_once_readers_have_finished(tmp_path: Path) -> None:
    url = migrated_sqlite(tmp_path / "board.sqlite3")
    database = Database(url)
    workshop = SampleWorkshop(database)
    words = "taken back by whoever wrote them"
    wait_for(lambda: (tmp_path / "board.sqlite3-wal").stat().st_size < EMPTY_LOG)
    workshop.act(ANA, notes.withdraw, workshop.post(ANA, " ".join([words] * 40)), on=True)
    workshop.join(ZED)
    assert words in everything_in(tmp_path), "the test looks in the wrong place"
    with contextlib.closing(sqlite3.connect(tmp_path / "board.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM note").fetchone()
        before = time.monotonic()
        workshop.act(FAY, closing.close, on=True)
        # An attempt was made, because the pages from before the reader's snapshot are in the file.
        wait_for(lambda: in_copy(tmp_path, "seat") == 4)
        workshop.act(FAY, closing.close, on=False)
        workshop.post(BEN)
        assert time.monotonic() - before < LOCKED_SECONDS / 2, "a note waited for whoever reads from the log"
        assert words in everything_in(tmp_path), "nothing was held up: the test cannot fail"
    wait_for(lambda: words not in everything_in(tmp_path))
    assert workshop.order() != []
    database.close()


def test_deleted_text_is_in_no_file(sqlite_workshop: SampleWorkshop, tmp_path: Path) -> None:
    words = "of a workshop whose time is over"
    wait_for(lambda: (tmp_path / "board.sqlite3-wal").stat().st_size < EMPTY_LOG)
    for _ in range(CHECKPOINT_ACTIONS):
        sqlite_workshop.post(ANA, words)
    wait_for(lambda: in_copy(tmp_path, "note") == CHECKPOINT_ACTIONS)
    assert words in everything_in(tmp_path)
    sqlite_workshop.write(
        lambda session: deletion.delete_workshop(
            session, seats.find(session, sqlite_workshop.key), sqlite_workshop.now()
        )
    )
    wait_for(lambda: words not in everything_in(tmp_path))


def test_erased_text_in_the_log_of_a_killed_server_is_gone_after_the_next_start(tmp_path: Path) -> None:
    url = migrated_sqlite(tmp_path / "board.sqlite3")
    database = Database(url)
    workshop = SampleWorkshop(database)
    words = "taken back by whoever wrote them"
    workshop.act(ANA, notes.withdraw, workshop.post(ANA, " ".join([words] * 40)), on=True)
    with contextlib.closing(sqlite3.connect(tmp_path / "board.sqlite3", isolation_level=None)) as other:
        # This erases text as closing does, and no write follows.
        wait_for(lambda: (tmp_path / "board.sqlite3-wal").stat().st_size < EMPTY_LOG)
        other.execute("UPDATE note SET text = ''")
        assert words in everything_in(tmp_path)
        again = Database(url)
        again.write_now(lambda session: None)
        wait_for(lambda: words not in everything_in(tmp_path))
        again.close()
    database.close()


def test_emptying_a_busy_log_is_retried_and_the_writer_still_waits_for_locks(
    sqlite_workshop: SampleWorkshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, tried = sqlite_workshop.database._writer._holder, []

    class Troubled:
        def __init__(self, driver: sqlite3.Connection) -> None:
            self._driver = driver

        def __getattr__(self, name: str) -> object:
            return getattr(self._driver, name)

        def execute(self, sql: str) -> sqlite3.Cursor:
            if "TRUNCATE" in sql:
                tried.append(sql)
                if len(tried) == 1:
                    raise sqlite3.OperationalError("disk I/O error")
            return self._driver.execute(sql)

    wait_for(lambda: (tmp_path / "board.sqlite3-wal").stat().st_size < EMPTY_LOG)
    sqlite_workshop.act(ANA, notes.withdraw, sqlite_workshop.post(ANA, "a word that goes"), on=True)
    really = holder.driver
    monkeypatch.setattr(holder, "driver", lambda: Troubled(really()))
    sqlite_workshop.act(FAY, closing.close, on=True)
    wait_for(lambda: len(tried) == 1)
    assert sqlite_workshop.write(busy_timeout) == 1000 * LOCKED_SECONDS
    wait_for(lambda: "a word that goes" not in everything_in(tmp_path))


def busy_timeout(session: Session) -> int:
    assert isinstance(session, WriteSession)
    return session.driver.execute("PRAGMA busy_timeout").fetchone()[0]


def everything_in(folder: Path) -> str:
    return "".join(file.read_bytes().decode("latin-1") for file in folder.glob("board.sqlite3*"))


def in_copy(folder: Path, table: str) -> int:
    shutil.copy(folder / "board.sqlite3", folder / "copy.sqlite3")
    with contextlib.closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
        try:
            return copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        except sqlite3.DatabaseError:
            return 0  # copied in the middle of it
