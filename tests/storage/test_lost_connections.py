"""PostgreSQL goes away in the middle of anything: what was said saved is there once, and nobody has to mend a thing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from app.domain import journal
from app.domain.board import notes
from app.domain.workshops import seats
from app.storage.database import Database
from app.storage.sessions import SessionHolder, WriteSession
from tests.servers.postgres import Cluster
from tests.workshop import ANA, Hall

pytestmark = pytest.mark.postgres
CUT = text("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
def hall(cluster: Cluster) -> Hall:
    database = Database(cluster.fresh("migrated"))
    yield Hall(database)
    database.close()


def add(hall: Hall, note_id: str) -> object:
    """An act that adds a note."""
    return lambda session: notes.add(
        session,
        seats.who(session, hall.key, ANA, hold=True),
        note_id=note_id,
        column_id=hall.columns[0],
        text="x",
        now=hall.now(),
    )


def cut_all(hall: Hall) -> None:
    """Every line to the database is cut by the database."""
    other = Database(hall.database.url)
    other.write_now(
        lambda session: (
            session.exec(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid()"
                )
            )
            and None
        )
    )
    other.close()


def without_gap(hall: Hall) -> bool:
    seqs = [seq for seq, _event in hall.read(lambda session: journal.since(session, hall.id, 0, 1000))]
    return seqs == list(range(1, hall.workshop().seq + 1))


def test_lines_cut_while_nobody_used_them_are_noticed_by_nobody(hall: Hall) -> None:
    note = hall.post(ANA)
    cut_all(hall)
    assert hall.order() == [note]
    cut_all(hall)
    later = hall.post(ANA)
    assert hall.order() == [note, later]


def test_a_batch_undone_half_way_is_done_again_as_a_whole(hall: Hall) -> None:
    gate, cuts = threading.Event(), [1]

    def cut_once(session: Session) -> None:
        while cuts:
            cuts.pop()
            session.exec(CUT)

    first = hall.database.submit(lambda session: gate.wait(10))
    batch = [hall.database.submit(act) for act in (add(hall, "a" * 24), cut_once, add(hall, "b" * 24))]
    gate.set()
    for act in (first, *batch):
        act.result(10)
    assert hall.order() == ["a" * 24, "b" * 24]
    assert without_gap(hall)


def test_a_batch_that_is_undone_again_and_again_is_told_to_nobody_as_saved(hall: Hall) -> None:
    told: list[object] = []
    hall.database.on_commit = told.append
    gate = threading.Event()
    first = hall.database.submit(lambda session: gate.wait(10))
    batch = [hall.database.submit(act) for act in (add(hall, "a" * 24), lambda session: session.exec(CUT))]
    gate.set()
    first.exception(10)
    for act in batch:
        with pytest.raises(DBAPIError):
            act.result(10)
    assert not told
    assert hall.order() == []
    assert hall.database.write_now(add(hall, "a" * 24)) == hall.workshop().seq
    assert without_gap(hall)


@pytest.mark.parametrize("happened", [True, False])
def test_a_commit_without_an_answer_is_not_called_saved_and_sent_again_makes_one_note(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, happened: bool
) -> None:
    commit = SessionHolder.commit

    def unanswered(holder: SessionHolder[WriteSession]) -> None:
        monkeypatch.setattr(SessionHolder, "commit", commit)
        if happened:
            commit(holder)
        else:
            with suppress(DBAPIError):
                holder.begin().exec(CUT)
        raise OperationalError("COMMIT", {}, Exception("the line is dead"), connection_invalidated=True)

    monkeypatch.setattr(SessionHolder, "commit", unanswered)
    with pytest.raises(DBAPIError):
        hall.database.write_now(add(hall, "a" * 24))
    assert hall.order() == ["a" * 24] * happened
    hall.database.write_now(add(hall, "a" * 24))
    assert hall.order() == ["a" * 24]
    assert without_gap(hall)


def test_a_page_whose_line_is_cut_is_read_again(hall: Hall) -> None:
    cuts = [1]

    def read(session: Session) -> int:
        seq = journal.position(session, hall.id)[0]
        while cuts:
            cuts.pop()
            session.exec(CUT)
        return seq

    assert hall.read(read) == hall.workshop().seq


def test_two_workers_whose_locks_cross_both_succeed(hall: Hall) -> None:
    second = Database(hall.database.url)
    other = Hall(second)
    meet, one_is_done = threading.Barrier(2), threading.Event()
    tries: list[int] = []

    def both(first: Hall, then: Hall) -> object:
        def act(session: Session) -> None:
            tries.append(1)
            again = len(tries) > 2
            if again:
                # Nobody is in the way a second time.
                assert one_is_done.wait(10)
            seats.find(session, first.key, hold=True)
            if not again:
                meet.wait(10)
            seats.find(session, then.key, hold=True)

        return act

    def write(database: Database, act: object) -> None:
        database.write_now(act)
        one_is_done.set()

    with ThreadPoolExecutor(2) as pool:
        acts = [
            pool.submit(write, hall.database, both(hall, other)),
            pool.submit(write, second, both(other, hall)),
        ]
        for act in acts:
            act.result(30)
    second.close()
    assert len(tries) == 3


def test_a_writer_held_up_in_the_middle_lets_go_of_its_locks(
    hall: Hall, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.connections.HELD_SECONDS", 1)
    held = Database(hall.database.url)
    began, gate = threading.Event(), threading.Event()
    times: list[int] = []

    def hold(session: Session) -> int:
        seats.find(session, hall.key, hold=True)
        times.append(1)
        if len(times) == 1:
            began.set()
            assert gate.wait(20)
        return add(hall, "a" * 24)(session)

    act = held.submit(hold)
    assert began.wait(10)
    note = hall.post(ANA)
    gate.set()
    act.result(10)
    held.close()
    assert hall.order() == [note, "a" * 24]
    assert without_gap(hall)
