"""When PostgreSQL connections are lost at any moment, every saved note is there once, and the server recovers."""

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
from tests.workshop import ANA, SampleWorkshop

pytestmark = pytest.mark.postgres
CUT = text("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
def workshop(cluster: Cluster) -> SampleWorkshop:
    database = Database(cluster.fresh("migrated"))
    yield SampleWorkshop(database)
    database.close()


def add(workshop: SampleWorkshop, note_id: str) -> object:
    """An action that adds a note."""
    return lambda session: notes.add(
        session,
        seats.load_actor(session, workshop.key, ANA, hold=True),
        note_id=note_id,
        column_id=workshop.columns[0],
        text="x",
        now=workshop.now(),
    )


def end_all_connections(workshop: SampleWorkshop) -> None:
    """Let the database end all connections to it."""
    other = Database(workshop.database.url)
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


def without_gap(workshop: SampleWorkshop) -> bool:
    seqs = [seq for seq, _event in workshop.read(lambda session: journal.since(session, workshop.id, 0, 1000))]
    return seqs == list(range(1, workshop.workshop().seq + 1))


def test_connections_lost_while_idle_cause_no_error(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    end_all_connections(workshop)
    assert workshop.order() == [note]
    end_all_connections(workshop)
    later = workshop.post(ANA)
    assert workshop.order() == [note, later]


def test_a_batch_that_was_rolled_back_half_way_runs_again_as_a_whole(workshop: SampleWorkshop) -> None:
    gate, cuts = threading.Event(), [1]

    def cut_once(session: Session) -> None:
        while cuts:
            cuts.pop()
            session.exec(CUT)

    first = workshop.database.submit(lambda session: gate.wait(10))
    batch = [workshop.database.submit(act) for act in (add(workshop, "a" * 24), cut_once, add(workshop, "b" * 24))]
    gate.set()
    for act in (first, *batch):
        act.result(10)
    assert workshop.order() == ["a" * 24, "b" * 24]
    assert without_gap(workshop)


def test_a_batch_that_keeps_being_rolled_back_fails_for_every_caller(workshop: SampleWorkshop) -> None:
    told: list[object] = []
    workshop.database.on_commit = told.append
    gate = threading.Event()
    first = workshop.database.submit(lambda session: gate.wait(10))
    batch = [workshop.database.submit(act) for act in (add(workshop, "a" * 24), lambda session: session.exec(CUT))]
    gate.set()
    first.exception(10)
    for act in batch:
        with pytest.raises(DBAPIError):
            act.result(10)
    assert not told
    assert workshop.order() == []
    assert workshop.database.write_now(add(workshop, "a" * 24)) == workshop.workshop().seq
    assert without_gap(workshop)


@pytest.mark.parametrize("happened", [True, False])
def test_an_unanswered_commit_is_not_reported_as_saved_and_a_retry_adds_no_second_note(
    workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch, happened: bool
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
        workshop.database.write_now(add(workshop, "a" * 24))
    assert workshop.order() == ["a" * 24] * happened
    workshop.database.write_now(add(workshop, "a" * 24))
    assert workshop.order() == ["a" * 24]
    assert without_gap(workshop)


def test_a_read_whose_connection_is_lost_runs_again(workshop: SampleWorkshop) -> None:
    cuts = [1]

    def read(session: Session) -> int:
        seq = journal.position(session, workshop.id)[0]
        while cuts:
            cuts.pop()
            session.exec(CUT)
        return seq

    assert workshop.read(read) == workshop.workshop().seq


def test_two_workers_in_a_deadlock_both_succeed(workshop: SampleWorkshop) -> None:
    second = Database(workshop.database.url)
    other = SampleWorkshop(second)
    meet, one_is_done = threading.Barrier(2), threading.Event()
    tries: list[int] = []

    def both(first: SampleWorkshop, then: SampleWorkshop) -> object:
        def act(session: Session) -> None:
            tries.append(1)
            again = len(tries) > 2
            if again:
                # The second attempt meets no other lock.
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
            pool.submit(write, workshop.database, both(workshop, other)),
            pool.submit(write, second, both(other, workshop)),
        ]
        for act in acts:
            act.result(30)
    second.close()
    assert len(tries) == 3


def test_a_writer_that_hangs_in_a_batch_loses_its_locks(
    workshop: SampleWorkshop, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.connections.HELD_SECONDS", 1)
    held = Database(workshop.database.url)
    began, gate = threading.Event(), threading.Event()
    times: list[int] = []

    def hold(session: Session) -> int:
        seats.find(session, workshop.key, hold=True)
        times.append(1)
        if len(times) == 1:
            began.set()
            assert gate.wait(20)
        return add(workshop, "a" * 24)(session)

    act = held.submit(hold)
    assert began.wait(10)
    note = workshop.post(ANA)
    gate.set()
    act.result(10)
    held.close()
    assert workshop.order() == [note, "a" * 24]
    assert without_gap(workshop)
