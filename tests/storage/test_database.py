"""One writer, readers of one snapshot, and seqs without gaps, on both databases."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlmodel import Session, select

from app.domain import journal
from app.domain.board import note_rows, notes
from app.domain.errors import Invalid
from app.domain.models import Note, Workshop
from app.domain.steering.visibility import Who
from app.domain.workshops import seats
from app.storage.database import Database
from tests.workshop import ANA, BEN, SampleWorkshop


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
    assert len(set(keys)) == 2 * each, "two notes have the same position"


def test_one_read_sees_one_snapshot(workshop: SampleWorkshop) -> None:
    reading, written = threading.Event(), threading.Event()

    def read(session: seats.Session) -> tuple[int, int, int, int]:
        before = journal.position(session, workshop.id)[0], len(note_rows.on_board(session, workshop.id, Who.EVERYONE))
        reading.set()
        assert written.wait(10)
        session.expire_all()
        return (
            *before,
            journal.position(session, workshop.id)[0],
            len(note_rows.on_board(session, workshop.id, Who.EVERYONE)),
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
    began, gate, tries = threading.Event(), threading.Event(), []

    def hold(_session: Session) -> None:
        began.set()
        assert gate.wait(10)

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
    first = sqlite_workshop.database.submit(hold)
    assert began.wait(10)
    batch = [post("a"), sqlite_workshop.database.submit(give_up), post("b")]
    gate.set()
    first.result(10)
    concerned = [error for error in (act.exception(10) for act in batch) if error]
    if times == 1:
        assert concerned == []
        assert sqlite_workshop.order() == ["a" * 24, "b" * 24]
    else:
        assert len(concerned) == 3
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
