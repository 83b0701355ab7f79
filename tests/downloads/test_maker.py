"""Files made in a separate process."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from sqlmodel import Session

from app.domain.errors import NotFound
from app.domain.workshops import seats
from app.downloads.maker import FileMaker, NotMade
from app.downloads.wanted import Wanted
from app.exports import FORMATS
from app.exports.bundle import Bundle, bundle
from tests.own_log import said
from tests.waiting import until
from tests.workshop import ANA, START, SampleWorkshop


def wanted(workshop: SampleWorkshop, format: str, language: str = "en") -> Wanted:
    return Wanted("workshop", workshop.key, format, language)


def taken(workshop: SampleWorkshop) -> Bundle:
    return workshop.read(lambda session: bundle(session, seats.find(session, workshop.key), START))


async def test_one_separate_process_makes_the_same_files_until_it_is_idle(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.post(ANA, "“Ydym ni'n barod?”\n=1+1")
    maker = FileMaker(sqlite_workshop.database.url, idle_seconds=0.2)
    try:
        name, workbook = await maker.make(wanted(sqlite_workshop, "xlsx"))
        assert workbook.startswith(b"PK")
        assert sqlite_workshop.key in name
        assert name.endswith(".xlsx")
        process = maker._process
        assert process is not None
        for language in ("en", "cy"):
            made = await maker.make(wanted(sqlite_workshop, "csv", language))
            same = FORMATS["csv"].write(taken(sqlite_workshop), language)
            assert untimed(made.content) == untimed(same)
            assert b"Ydym ni" in made.content
        record = json.loads((await maker.make(wanted(sqlite_workshop, "json"))).content)
        expected = json.loads(FORMATS["json"].write(taken(sqlite_workshop), "en"))
        assert record | {"exported_at": expected["exported_at"]} == expected
        with pytest.raises(NotFound):
            await maker.make(Wanted("workshop", "deleted", "csv", "en"))
        assert maker._process is process
        await asyncio.to_thread(process.wait, 60)
        # It sees what has been posted since, and a new one is started.
        sqlite_workshop.post(ANA, "later")
        assert b"later" in (await maker.make(wanted(sqlite_workshop, "csv"))).content
    finally:
        await maker.close()
    assert maker._process is None


async def test_a_download_that_is_cancelled_leaves_nothing_to_the_next_person(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "a key that signs cookies")
    other = SampleWorkshop(sqlite_workshop.database)
    for number in range(200):
        sqlite_workshop.post(ANA, f"Words of the first workshop {number}")
    other.post(ANA, "Words of the second workshop")
    maker = FileMaker(sqlite_workshop.database.url)
    try:
        assert (await maker.make(wanted(other, "json"))).content
        process = maker._process
        assert process is not None
        environment = await asyncio.to_thread(Path(f"/proc/{process.pid}/environ").read_bytes)
        assert b"a key that signs" not in environment
        first = asyncio.create_task(maker.make(wanted(sqlite_workshop, "xlsx")))
        await until(maker._turn.locked)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert process.poll() is not None, "it could still answer, to the next request"
        second = await maker.make(wanted(other, "json"))
        assert b"Words of the second" in second.content
        assert b"Words of the first" not in second.content
    finally:
        await maker.close()


def test_a_failure_is_logged_without_text_of_notes_and_the_next_file_is_made_with_the_hosts_translations(
    sqlite_workshop: SampleWorkshop, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: fr\\n"\n\n'
    (tmp_path / "fr.po").write_text(f'{head}msgid "colour"\nmsgstr "couleur"\n')
    sqlite_workshop.post(ANA)
    maker = FileMaker(sqlite_workshop.database.url, tmp_path)
    zone = sqlite_workshop.workshop().time_zone
    in_zone(sqlite_workshop, "barod: Ydym")
    with pytest.raises(NotMade) as raised:
        maker.ask(wanted(sqlite_workshop, "csv"))
    assert said(caplog) == [f"making a file failed: {raised.value}"]
    assert "Error" in str(raised.value)
    assert "Ydym" not in f"{raised.value!r} {raised.value.__cause__} {caplog.text} {capfd.readouterr()}"
    in_zone(sqlite_workshop, zone)
    assert b"couleur" in maker.ask(wanted(sqlite_workshop, "csv", "fr")).content
    asyncio.run(maker.close())


def test_a_process_that_takes_too_long_is_killed_and_replaced(sqlite_workshop: SampleWorkshop) -> None:
    maker = FileMaker(sqlite_workshop.database.url, seconds=0.01)
    with pytest.raises(NotMade):
        maker.ask(wanted(sqlite_workshop, "xlsx"))
    assert maker._process is None
    maker._seconds = 120
    assert maker.ask(wanted(sqlite_workshop, "json")).content
    asyncio.run(maker.close())


def untimed(content: bytes) -> bytes:
    """A table without digits, because it says when it was taken."""
    return re.sub(rb"\d", b"", content)


def in_zone(workshop: SampleWorkshop, zone: str) -> None:
    """Give the workshop a time zone, which no page would accept."""

    def change(session: Session) -> None:
        seats.find(session, workshop.key).time_zone = zone

    workshop.write(change)
