"""A failing machine: notes reported as saved are saved, others are refused and accepted after the failure."""

import os
import sqlite3
import subprocess
from collections.abc import Generator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.web.board import posting
from tests.app_client import SCRIPT, AppClient
from tests.live.connecting import connect, frames, up_to
from tests.servers.server import Server
from tests.workshop import ANA, SampleWorkshop


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A folder on a disk of six megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "small", place], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def post(server: Server, workshop: SampleWorkshop, number: int) -> int:
    """Post a note as Ana and return the response's status."""
    answer = httpx.post(
        f"{server.url}/w/{workshop.key}/notes",
        data={"id": f"{number:024d}", "column": str(workshop.columns[0]), "text": f"note {number} " + "x" * 1500},
        headers={"Cookie": server.cookie(workshop, ANA), "Accept": "text/plain"},
        timeout=30,
    )
    return answer.status_code


def fill(file: Path) -> None:
    """Write to the disk until it is full."""
    with file.open("wb", buffering=0) as filling:
        for size in (65536, 512):
            try:
                while True:
                    filling.write(os.urandom(size))
            except OSError:
                continue


def test_a_full_disk_refuses_notes_until_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    with Server(small_disk / "data", starts=False, ACTIONS_PER_10_SECONDS="1000") as server:
        server.log = tmp_path / "log"
        server.start()
        workshop = server.workshop()
        assert [post(server, workshop, number) for number in range(3)] == [204] * 3
        fill(small_disk / "balloon")
        answers = {number: post(server, workshop, number) for number in range(3, 100)}
        refused = [number for number, status in answers.items() if status != 204]
        assert len(refused) > 10
        assert {answers[number] for number in refused} == {500}
        # Reading still works.
        page = httpx.get(f"{server.url}/w/{workshop.key}", headers={"Cookie": server.cookie(workshop, ANA)})
        assert page.status_code == 200
        assert httpx.get(f"{server.url}/readyz").status_code == 200
        (small_disk / "balloon").unlink()
        assert {post(server, workshop, number) for number in refused} == {204}
        server.stop()
        server.start()
        assert sorted(workshop.order()) == [f"{number:024d}" for number in range(100)]
        assert "database or disk is full" in server.log.read_text() or "disk I/O error" in server.log.read_text()


def test_a_locked_database_refuses_notes_and_serves_pages(tmp_path: Path) -> None:
    with Server(tmp_path / "data", starts=False) as server:
        workshop = server.workshop()
        server.start("tests.servers.short_deadlines")
        with closing(sqlite3.connect(server.folder / "commonboard.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert post(server, workshop, 1) == 500
            page = httpx.get(f"{server.url}/w/{workshop.key}", headers={"Cookie": server.cookie(workshop, ANA)})
            assert page.status_code == 200
            other.execute("ROLLBACK")
        assert post(server, workshop, 1) == 204
        assert workshop.order() == [f"{1:024d}"]
        assert "database is locked" in server.log.read_text()


async def test_setting_the_clock_back_keeps_order_and_notes(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Back(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) - timedelta(days=400)

    ana, connection = app_client.visitor(ANA), connect(app_client, ANA)
    for number in range(4):
        if number == 2:
            monkeypatch.setattr(posting, "datetime", Back)
        form = {"id": f"{number:024d}", "column": app_client.workshop.columns[0], "text": f"note {number}"}
        answer = await ana.post(app_client.path("/notes"), data=form, headers=SCRIPT)
        assert answer.status_code == 204
        sent = await frames(connection, up_to(int(answer.headers["x-seq"])))
        assert form["id"] in sent[-1]["content"]
    assert app_client.workshop.order() == [f"{number:024d}" for number in range(4)]
    assert (await ana.get(app_client.path())).status_code == 200


def test_actions_over_the_writers_capacity_are_refused(
    sqlite_workshop: SampleWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_workshop.database._writer._jobs, "longest", 0)
    with pytest.raises(RuntimeError, match="too many actions"):
        sqlite_workshop.database.write_now(lambda session: None)
    monkeypatch.setattr(sqlite_workshop.database._writer._jobs, "longest", 10)
    sqlite_workshop.database.write_now(lambda session: None)
