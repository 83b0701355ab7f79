"""Downloads: making files never delays reads and writes."""

import asyncio
import threading
from collections.abc import Generator

import pytest

from app.domain.workshops import links
from app.downloads.maker import FileMaker
from app.downloads.wanted import Made, Wanted
from tests.app_client import AppClient
from tests.workshop import ANA, FAY

SECONDS = 10


class Making:
    """Replaces the making of files: each call waits until the test lets all continue."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.begun, self.gate = threading.Event(), threading.Event()
        self._lock = threading.Lock()

    def __call__(self, wanted: Wanted) -> Made:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.begun.set()
        assert self.gate.wait(SECONDS)
        with self._lock:
            self.now -= 1
        return Made(f"file.{wanted.format}", f"{wanted.format} of {wanted.key}".encode())


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> Generator[Making]:
    made = Making()
    monkeypatch.setattr(FileMaker, "ask", lambda _maker, wanted: made(wanted))
    yield made
    made.gate.set()


async def test_eight_downloads_do_not_delay_reads_and_writes(app_client: AppClient, making: Making) -> None:
    app_client.workshop.post(ANA)
    fay = app_client.visitor(FAY)
    downloads = [asyncio.create_task(fay.get(app_client.path("/records/workbook.xlsx"))) for _ in range(8)]
    async with asyncio.timeout(SECONDS):
        assert await asyncio.to_thread(making.begun.wait, SECONDS)
        assert await app_client.inside.database.read(lambda session: "read") == "read"
        assert await app_client.inside.database.write(lambda session: "written") == "written"
        assert (await app_client.visitor(ANA).get(app_client.path())).status_code == 200
        making.gate.set()
        answers = await asyncio.gather(*downloads)
    assert {(answer.status_code, answer.text) for answer in answers} == {(200, f"xlsx of {app_client.workshop.key}")}
    assert making.most == 1


async def test_a_refused_download_does_not_wait_for_permitted_ones(app_client: AppClient, making: Making) -> None:
    fay = app_client.visitor(FAY)
    downloads = [asyncio.create_task(fay.get(app_client.path("/records/notes.csv"))) for _ in range(2)]
    async with asyncio.timeout(SECONDS):
        assert await asyncio.to_thread(making.begun.wait, SECONDS)
        for visitor in (app_client.visitor(ANA), app_client.visitor()):
            assert (await visitor.get(app_client.path("/records/notes.csv"))).status_code == 403
        making.gate.set()
        await asyncio.gather(*downloads)


async def test_a_person_who_lost_the_right_while_a_file_was_made_gets_none(
    app_client: AppClient, making: Making
) -> None:
    workshop = app_client.workshop
    workshop.join("gwen")
    workshop.raise_up("gwen")
    used = workshop.read(lambda session: links.links(session, workshop.id))[0].id
    gwen = app_client.visitor("gwen")
    download = asyncio.create_task(gwen.get(app_client.path("/records/notes.csv")))
    assert await asyncio.to_thread(making.begun.wait, SECONDS)
    await asyncio.to_thread(workshop.act, FAY, links.revoke, used)
    making.gate.set()
    assert (await download).status_code == 403
