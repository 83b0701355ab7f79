"""Reads that the writer makes between two batches."""

import asyncio
import threading

import pytest
from sqlmodel import Session

from app.domain import journal
from app.storage import writer
from tests.storage.test_supervision import SECONDS
from tests.workshop import ANA, SampleWorkshop


async def test_a_read_of_what_was_written_sees_it_and_its_error_harms_nobody(workshop: SampleWorkshop) -> None:
    database = workshop.database
    await asyncio.to_thread(workshop.post, ANA, "first")

    def seq(session: Session) -> int:
        return journal.position(session, workshop.id)[0]

    def fail(session: Session) -> None:
        raise LookupError("something of ours")

    before = await database.read_written(seq)
    with pytest.raises(LookupError):
        await database.read_written(fail)
    cancelled = asyncio.create_task(database.read_written(seq))
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.to_thread(workshop.post, ANA, "second")
    assert await database.read_written(seq) == before + 1 == await database.read(seq)


async def test_the_writer_takes_turns_between_batches_and_reads(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite_workshop.database
    monkeypatch.setattr(writer, "TICK_SECONDS", 0)
    held, gate = threading.Event(), threading.Event()
    done: list[str] = []

    def wait(session: Session) -> None:
        held.set()
        assert gate.wait(SECONDS)

    async def read(name: str, *, then_write: bool = False) -> None:
        def note(session: Session) -> None:
            done.append(name)
            if then_write:
                database.submit(lambda session: done.append("late write"))

        await database.read_written(note)

    database.submit(wait)
    assert await asyncio.to_thread(held.wait, SECONDS)
    reads = [asyncio.create_task(read(f"read {number}", then_write=number == 1)) for number in range(3)]
    await asyncio.sleep(0)
    for number in range(2):
        database.submit(lambda session, number=number: done.append(f"write {number}"))
    gate.set()
    await asyncio.gather(*reads)
    assert done == ["write 0", "write 1", "read 0", "read 1", "late write", "read 2"]


async def test_when_the_writer_dies_in_a_read_all_waiting_callers_get_an_error_and_it_is_replaced(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, run = sqlite_workshop.database, writer.run

    def die(*_values: object) -> None:
        monkeypatch.setattr(writer, "run", run)
        raise LookupError("something of ours in the writer")

    monkeypatch.setattr(writer, "run", die)
    async with asyncio.timeout(SECONDS):
        first, *others = await asyncio.gather(*(database.read_written(id) for _ in range(3)), return_exceptions=True)
        assert isinstance(first, RuntimeError)
        # These may have come after it was replaced.
        assert all(isinstance(other, RuntimeError | int) for other in others)
        assert await database.read_written(lambda session: "again") == "again"
