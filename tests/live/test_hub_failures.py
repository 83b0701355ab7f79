"""The hub over a real database when parts of it fail: no update is lost, and the hub recovers."""

import asyncio
import re
import threading
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from app.domain import journal
from app.domain.board import notes
from app.live.channel import Channel
from app.live.connection import RESTART
from app.live.update import Update
from app.web.render.update import render
from tests.app_client import AppClient, inside
from tests.live.connecting import READER, connect, frames, up_to
from tests.waiting import until
from tests.workshop import ANA, BEN, SampleWorkshop


@pytest.fixture
async def app_client(tmp_path: Path) -> AsyncGenerator[AppClient]:
    async with inside(tmp_path, journal_poll_seconds=0.1) as made:
        yield made


async def test_a_lost_notification_is_found_by_polling_the_journals(app_client: AppClient) -> None:
    app_client.inside.database.on_commit = lambda moved: None
    connection = connect(app_client, ANA)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    assert (await frames(connection, up_to(app_client.workshop.workshop().seq)))[-1][
        "seq"
    ] == app_client.workshop.workshop().seq


async def test_one_poll_finds_the_lost_notifications_of_every_board(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app_client.inside.database.on_commit = lambda moved: None
    other = SampleWorkshop(app_client.inside.database)
    position = other.read(lambda session: journal.position(session, other.id))
    here = connect(app_client, ANA)
    with app_client.inside.hub.connection(
        other.id, BEN, READER, since=position[0], epoch=position[1], now_at=position
    ) as there:
        polls: list[list[int]] = []
        positions = journal.positions

        def counted(session: Any, ids: list[int]) -> object:
            polls.append(sorted(ids))
            return positions(session, ids)

        # A new connection reads its board once without a poll, so only what is posted after that needs one.
        for _ in range(2):
            await asyncio.to_thread(app_client.workshop.post, BEN)
            await asyncio.to_thread(other.post, ANA)
            await frames(here, up_to(app_client.workshop.workshop().seq))
            await frames(there, up_to(other.workshop().seq))
            monkeypatch.setattr(journal, "positions", counted)
    assert sorted([app_client.workshop.id, other.id]) in polls


async def test_a_board_that_could_not_be_read_is_read_again_and_the_failure_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = 2

    def failing(*values: Any) -> Update:
        nonlocal failures
        if failures:
            failures -= 1
            raise RuntimeError("the database is away")
        return render(*values)

    monkeypatch.setattr("app.main.render", failing)
    async with inside(tmp_path, journal_poll_seconds=60) as app_client:
        connection = connect(app_client, ANA)
        await asyncio.to_thread(app_client.workshop.post, BEN)
        told = await frames(connection, up_to(app_client.workshop.workshop().seq))
        assert "board" not in told[-1]
        assert failures == 0
    messages = [record.getMessage() for record in caplog.records if record.name == "commonboard.live"]
    assert messages == [f"rendering a workshop failed: {app_client.workshop.id}"] * 2


async def test_journals_are_polled_again_after_a_poll_failed(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app_client.inside.database.on_commit = lambda moved: None
    connection, positions, failures = connect(app_client, ANA), journal.positions, iter([LookupError, LookupError])

    def failing(*values: Any) -> object:
        for failure in failures:
            raise failure
        return positions(*values)

    monkeypatch.setattr(journal, "positions", failing)

    def failed() -> int:
        return sum(record.getMessage() == "reading the journal failed" for record in caplog.records)

    await until(lambda: failed() >= 2)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    await frames(connection, up_to(app_client.workshop.workshop().seq))
    assert failed() == 2


async def test_a_follower_that_dies_is_replaced_and_its_connections_close_with_1012(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connection = connect(app_client, ANA)
    await until(lambda: connection.live)

    def fail(*values: object) -> None:
        raise LookupError("a fault in the channel")

    with monkeypatch.context() as broken:
        broken.setattr(Channel, "next_step", fail)
        await asyncio.to_thread(app_client.workshop.post, BEN)
        await frames(connection)
    assert connection.closing == RESTART
    assert any("a follower died" in record.getMessage() for record in caplog.records)
    back = connect(app_client, ANA)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    await frames(back, up_to(app_client.workshop.workshop().seq))
    assert back.closing is None


async def test_a_failed_catch_up_never_delivers_an_older_update_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, failed, again, go_on, ended = (threading.Event() for _ in range(5))

    def rendered(
        fragments: Any, session: Any, workshop_id: int, since: int, epoch: str, seats: Any, catching_up: bool
    ) -> Update:
        (here,) = seats.values() if len(seats) == 1 else ({},)
        if catching_up and BEN in here and not failed.is_set():
            assert held.wait(10)
            failed.set()
            raise RuntimeError("the database is away")
        update = render(fragments, session, workshop_id, since, epoch, seats, catching_up)
        if catching_up and ANA in here:
            if held.is_set():
                again.set()
            else:
                # This read happens before the next event, and would be delivered after it without the order of steps.
                held.set()
                assert go_on.wait(10)
                ended.set()
        return update

    monkeypatch.setattr("app.main.render", rendered)
    async with inside(tmp_path, journal_poll_seconds=0.1) as app_client:
        workshop = app_client.workshop
        note = await asyncio.to_thread(workshop.post, BEN, "older words")
        seq = workshop.workshop().seq
        connection = connect(app_client, ANA, since=seq - 1)
        # Another position, because those at one position are caught up together.
        connect(app_client, BEN, since=seq - 2)
        assert await asyncio.to_thread(failed.wait, 10)
        await asyncio.to_thread(workshop.act, BEN, notes.edit, note, text="newer words")
        await asyncio.to_thread(again.wait, 0.5)
        go_on.set()
        assert await asyncio.to_thread(ended.wait, 10)
        told = await frames(connection, up_to(seq + 1))
        await asyncio.to_thread(workshop.post, BEN, "the last")
        told += await frames(connection, up_to(seq + 2))
    words = [found for frame in told for found in re.findall("(older|newer) words", frame.get("content", ""))]
    assert words[-1] == "newer"


async def test_a_note_whose_commit_failed_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_line: object) -> None:
        raise OSError("no space left")

    async with inside(tmp_path, journal_poll_seconds=60) as app_client:
        workshop, connection = app_client.workshop, connect(app_client, ANA)
        seq = workshop.workshop().seq
        with monkeypatch.context() as full:
            full.setattr("app.storage.sessions.SessionHolder.commit", fail)
            with pytest.raises(OSError, match="no space"):
                await asyncio.to_thread(workshop.post, ANA, "what was lost", note_id="f" * 24)
        # The same note at the same revision, with other text.
        await asyncio.to_thread(workshop.post, ANA, "what was sent again", note_id="f" * 24)
        told = await frames(connection, up_to(seq + 1))
        page = (await app_client.visitor(BEN).get(app_client.path())).text
        for seen in ("".join(frame.get("content", "") for frame in told), page):
            assert "what was sent again" in seen
            assert "what was lost" not in seen
