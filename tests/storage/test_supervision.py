"""When a database thread dies, its callers get an error and the thread is replaced; if it keeps dying, the process
stops."""

import asyncio
import logging
import threading
from concurrent.futures import Future
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session

from app.observability import metrics
from tests.servers.server import Server
from tests.workshop import ANA, SampleWorkshop

SECONDS = 5


def break_writer(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Let the writer thread fail outside any action, this many times."""
    failed: list[int] = []
    observe = metrics.BATCH.observe

    def fail(amount: float) -> None:
        if len(failed) < times:
            failed.append(1)
            raise LookupError("something of ours in the writer")
        observe(amount)

    monkeypatch.setattr(metrics.BATCH, "observe", fail)
    return failed


def test_a_dead_writer_fails_its_callers_and_the_queued_ones_and_is_replaced(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database = sqlite_workshop.database
    held, gate = threading.Event(), threading.Event()

    def wait(session: Session) -> None:
        held.set()
        assert gate.wait(SECONDS)

    first = database.submit(wait)
    assert held.wait(SECONDS)
    waiting: list[Future[None]] = [database.submit(lambda session: None) for _ in range(600)]
    break_writer(monkeypatch, 1)
    gate.set()
    first.result(SECONDS)
    for future in waiting:
        with pytest.raises(RuntimeError, match="writer"):
            future.result(SECONDS)
    note = sqlite_workshop.post(ANA)
    assert sqlite_workshop.order() == [note]
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == ["commonboard.database"]


async def test_awaiting_a_write_raises_when_the_writer_dies(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_writer(monkeypatch, 1)
    async with asyncio.timeout(SECONDS):
        with pytest.raises(RuntimeError, match="writer"):
            await sqlite_workshop.database.write(lambda session: None)
        assert await sqlite_workshop.database.write(lambda session: "again") == "again"


def test_a_writer_that_dies_twice_in_a_row_stops_the_process_and_fails_its_callers(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []
    sqlite_workshop.database.on_give_up = stopped.append
    break_writer(monkeypatch, 10)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            sqlite_workshop.database.submit(lambda session: None).result(SECONDS)
    assert len(stopped) == 1
    assert "\n" not in stopped[0]
    sqlite_workshop.database.close()


def test_a_writer_that_dies_again_after_a_success_is_replaced(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_workshop.database.on_give_up = pytest.fail
    for _ in range(3):
        with monkeypatch.context() as broken:
            break_writer(broken, 1)
            with pytest.raises(RuntimeError, match="writer"):
                sqlite_workshop.database.submit(lambda session: None).result(SECONDS)
        sqlite_workshop.database.submit(lambda session: None).result(SECONDS)


async def test_a_dead_reader_fails_its_caller_and_is_replaced(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite_workshop.database
    await database.read(lambda session: None)
    resolve, deaths = "app.storage.readers.resolve", []

    def die(jobs: object) -> None:
        deaths.append(jobs)
        raise MemoryError

    async with asyncio.timeout(SECONDS):
        for _ in range(12):
            with monkeypatch.context() as broken:
                broken.setattr(resolve, die)
                with pytest.raises(RuntimeError, match="reader"):
                    await database.read(lambda session: None)
            # Each of the four readers succeeds in between, so none of them dies twice in a row.
            together = threading.Barrier(4)
            await asyncio.gather(*(database.read(lambda session, all_four=together: all_four.wait()) for _ in range(4)))
    assert len(deaths) == 12


async def test_readers_that_die_twice_in_a_row_stop_the_process_and_fail_their_callers(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []
    sqlite_workshop.database.on_give_up = stopped.append

    def die(jobs: object) -> None:
        raise MemoryError

    monkeypatch.setattr("app.storage.readers.resolve", die)
    async with asyncio.timeout(SECONDS):
        for _ in range(20):
            with pytest.raises(RuntimeError):
                await sqlite_workshop.database.read(lambda session: None)
    assert len(stopped) == 1


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, StopIteration, StopAsyncIteration])
@pytest.mark.parametrize("how", ["read", "write"])
async def test_any_exception_of_a_function_reaches_its_caller_and_others_are_served(
    sqlite_workshop: SampleWorkshop, error: type[BaseException], how: str
) -> None:
    run = getattr(sqlite_workshop.database, how)

    def fail(session: Session) -> None:
        raise error

    async with asyncio.timeout(SECONDS):
        answers = await asyncio.gather(
            *(run(fn) for fn in (lambda s: 1, fail, lambda s: 2, *[fail] * 8, lambda s: 3)), return_exceptions=True
        )
    assert [answer for answer in answers if isinstance(answer, int)] == [1, 2, 3]
    assert sum(isinstance(answer, Exception) for answer in answers) == 9


def test_a_note_is_saved_and_the_writer_continues_if_notifying_fails(sqlite_workshop: SampleWorkshop) -> None:
    def fail(moved: dict[int, int]) -> None:
        raise LookupError("the bus is broken")

    sqlite_workshop.database.on_commit = fail
    notes = [sqlite_workshop.post(ANA), sqlite_workshop.post(ANA)]
    assert sqlite_workshop.order() == notes


def test_a_cancelled_caller_does_not_affect_the_others(sqlite_workshop: SampleWorkshop) -> None:
    held, gate = threading.Event(), threading.Event()

    def wait(session: Session) -> None:
        held.set()
        assert gate.wait(SECONDS)

    first = sqlite_workshop.database.submit(wait)
    assert held.wait(SECONDS)
    other = sqlite_workshop.database.submit(lambda session: "other")
    first.cancel()
    gate.set()
    assert other.result(SECONDS) == "other"


def test_a_server_whose_writer_keeps_dying_stops_with_one_line_and_can_start_again(tmp_path: Path) -> None:
    with Server(tmp_path / "data", starts=False) as server:
        server.start("tests.storage.without_writer")
        workshop = server.workshop()
        form = {"column": str(workshop.columns[0]), "text": "Hello"}
        headers = {"Cookie": server.cookie(workshop, ANA), "Accept": "text/plain"}
        address = f"{server.url}/w/{workshop.key}/notes"
        (server.folder / "broken").touch()
        for number in range(2):
            answer = httpx.post(address, data=form | {"id": f"{number:024d}"}, headers=headers, timeout=SECONDS)
            assert answer.status_code == 500
        assert server.process is not None
        server.process.wait(30)
        told = [line for line in server.log.read_text().splitlines() if "stopping this process" in line]
        assert len(told) == 1
        assert "level=critical" in told[0]
        server.stop()
        (server.folder / "broken").unlink()
        server.start()
        assert httpx.post(address, data=form | {"id": "a" * 24}, headers=headers).status_code == 204
        assert workshop.order() == ["a" * 24]
