"""One writer, readers of one snapshot, and seqs without gaps, on both databases."""

import contextlib
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.domain import journal
from app.domain.board import notes
from app.domain.errors import Invalid
from app.domain.models import Note, Workshop
from app.domain.steering.visibility import Who
from app.domain.workshops import closing, deletion, seats
from app.storage import migrations
from app.storage.checkpoints import CHECKPOINT_ACTIONS
from app.storage.connections import LOCKED_SECONDS
from app.storage.database import Database
from app.storage.sessions import WriteSession
from tests.workshop import ANA, BEN, FAY, ZED, SampleWorkshop


def test_two_writers_leave_no_gap_and_no_reader_sees_a_later_seq_first(workshop: SampleWorkshop) -> None:
    second = Database(workshop.database.url)
    first_seq = workshop.workshop().seq
    each = 150
    seen: list[int] = []
    stop = threading.Event()

    def follow() -> None:
        last = first_seq
        while not stop.is_set() or last < first_seq + 2 * each:
            for seq, _event in workshop.read(
                lambda session, last=last: journal.since(session, workshop.id, last, 1000)
            ):
                seen.append(seq)
                last = seq

    def write(database: Database, ref: str, number: int) -> None:
        def act(session: seats.Session) -> int:
            person = seats.load_actor(session, workshop.key, ref, hold=True)
            note_id = f"{ref}{number:020d}"
            return notes.add(
                session, person, note_id=note_id, column_id=workshop.columns[number % 3], text="x", now=workshop.now()
            )

        database.write_now(act, workshop.key)

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(16) as pool:
        acts = [
            pool.submit(write, database, ref, number)
            for number in range(each)
            for database, ref in ((workshop.database, ANA), (second, BEN))
        ]
        for act in acts:
            act.result()
    stop.set()
    reader.join(30)
    second.close()
    assert seen == list(range(first_seq + 1, first_seq + 2 * each + 1))
    keys = workshop.read(lambda session: list(session.exec(select(Note.column_id, Note.order_key))))
    assert len(set(keys)) == 2 * each, "two notes stand at the same place"


def test_one_read_sees_one_snapshot(workshop: SampleWorkshop) -> None:
    reading, written = threading.Event(), threading.Event()

    def read(session: seats.Session) -> tuple[int, int, int, int]:
        before = journal.position(session, workshop.id)[0], len(notes.on_board(session, workshop.id, Who.EVERYONE))
        reading.set()
        assert written.wait(10)
        session.expire_all()
        return (
            *before,
            journal.position(session, workshop.id)[0],
            len(notes.on_board(session, workshop.id, Who.EVERYONE)),
        )

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(workshop.read, read)
        assert reading.wait(10)
        workshop.post(ANA)
        written.set()
        seq, count, later_seq, later_count = answer.result(10)
    assert (seq, count) == (later_seq, later_count)
    assert len(workshop.order()) == count + 1


def test_a_refused_action_is_undone_and_the_others_of_its_batch_are_saved(workshop: SampleWorkshop) -> None:
    gate = threading.Event()
    # Hold the writer so that the next three are one batch.
    first = workshop.database.submit(lambda session: gate.wait(10))
    before = workshop.workshop().seq

    def post(text: str) -> object:
        note_id = f"{text[:1] or 'z'}{0:020d}"
        return workshop.database.submit(
            lambda session: notes.add(
                session,
                seats.load_actor(session, workshop.key, ANA, hold=True),
                note_id=note_id,
                column_id=workshop.columns[0],
                text=text,
                now=workshop.now(),
            )
        )

    def fail(session: seats.Session) -> int:
        stored = seats.find(session, workshop.key, hold=True)
        stored.title = "Half done"
        session.add(stored)
        session.flush()
        raise Invalid

    def fail_in_statements(session: seats.Session) -> int:
        person = seats.load_poster(session, workshop.key, ANA)
        notes.add(
            session, person, note_id="f" * 24, column_id=workshop.columns[0], text="Half done", now=workshop.now()
        )
        raise Invalid

    good, *bad = post("a note"), workshop.database.submit(fail), workshop.database.submit(fail_in_statements)
    also_good = post("b note")
    gate.set()
    first.result(10)
    assert good.result(10) == before + 1
    for act in bad:
        with pytest.raises(Invalid):
            act.result(10)
    assert also_good.result(10) == before + 2
    assert len(workshop.order()) == 2
    assert workshop.workshop().title == "A workshop"


@pytest.mark.parametrize("times", [1, 2])
def test_a_batch_that_sqlite_rolls_back_is_not_reported_as_saved(sqlite_workshop: SampleWorkshop, times: int) -> None:
    gate, tries = threading.Event(), []

    def give_up(session: Session) -> None:
        tries.append(1)
        if len(tries) <= times:
            # As SQLite does on a full disk.
            line = session.connection().connection.dbapi_connection
            assert line is not None
            line.execute("ROLLBACK")
            session.connection().exec_driver_sql("SELECT 1 FROM nowhere")

    def post(letter: str) -> "Future[int]":
        return sqlite_workshop.database.submit(
            lambda session: notes.add(
                session,
                seats.load_actor(session, sqlite_workshop.key, ANA, hold=True),
                note_id=letter * 24,
                column_id=sqlite_workshop.columns[0],
                text="x",
                now=sqlite_workshop.now(),
            )
        )

    # Hold the writer so that the next three are one batch.
    first = sqlite_workshop.database.submit(lambda session: gate.wait(10))
    batch = [post("a"), sqlite_workshop.database.submit(give_up), post("b")]
    gate.set()
    concerned = [error for error in (act.exception(10) for act in (first, *batch)) if error]
    if times == 1:
        assert concerned == []
        assert sqlite_workshop.order() == ["a" * 24, "b" * 24]
    else:
        assert len(concerned) == 4
        assert sqlite_workshop.order() == []


def test_callers_are_answered_only_after_the_commit(workshop: SampleWorkshop) -> None:
    told: list[tuple[dict[int, int], int]] = []
    workshop.database.on_commit = lambda moved: told.append((moved, workshop.workshop().seq))
    workshop.post(ANA)
    assert told == [({workshop.id: workshop.workshop().seq}, workshop.workshop().seq)]


def test_uncommitted_changes_are_not_visible_to_anyone(workshop: SampleWorkshop) -> None:
    began, gate = threading.Event(), threading.Event()

    def slow(session: seats.Session) -> None:
        stored = seats.find(session, workshop.key, hold=True)
        stored.title = "Renamed"
        session.add(stored)
        session.flush()
        began.set()
        assert gate.wait(10)

    future = workshop.database.submit(slow)
    assert began.wait(10)
    assert workshop.workshop().title == "A workshop"
    gate.set()
    future.result(10)
    assert workshop.workshop().title == "Renamed"


def test_closing_finishes_the_queued_actions(url: str) -> None:
    database = Database(url)
    workshop = SampleWorkshop(database)
    futures = [
        database.submit(lambda session: session.exec(select(Workshop.id)).first() == workshop.id) for _ in range(300)
    ]
    database.close()
    assert all(future.result(1) for future in futures)


def test_an_idle_moment_copies_the_log_into_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board.sqlite3'}"
    migrations.upgrade(url)
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
    url = f"sqlite:///{tmp_path / 'board.sqlite3'}"
    migrations.upgrade(url)
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
    url = f"sqlite:///{tmp_path / 'board.sqlite3'}"
    migrations.upgrade(url)
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


# A page with nothing but the head of the file stands in it.
EMPTY_LOG = 5000


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


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def in_copy(folder: Path, table: str) -> int:
    shutil.copy(folder / "board.sqlite3", folder / "copy.sqlite3")
    with contextlib.closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
        try:
            return copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        except sqlite3.DatabaseError:
            return 0  # copied in the middle of it
