"""The hub over a real database: notes reach pages in order while connections open and close."""

import asyncio
import gc
import random
import re
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest

from app.domain import journal
from app.domain.board import notes
from app.domain.workshops import links, seats, workshops
from app.live.bus import LocalBus
from app.live.connection import RESTART, STAY_AWAY, Connection
from app.live.hub import Hub
from app.live.update import KEEP_ALIVE, KEEP_ALIVE_SECONDS
from app.rehearsal.page_model import PageModel
from app.web.render.audience import STEER, Audience
from tests.app_client import AppClient, inside
from tests.live.connecting import READER, connect, connected, frames, up_to
from tests.waiting import until
from tests.workshop import ANA, BEN, FAY

SILENCE_SCRIPT = Path(__file__).parent.parent.parent / "app" / "static" / "js" / "live" / "silence.js"


@pytest.fixture
async def app_client(tmp_path: Path) -> AsyncGenerator[AppClient]:
    async with inside(tmp_path, journal_poll_seconds=0.1) as made:
        yield made


async def test_a_note_reaches_every_connection_and_the_private_fragment_only_its_writer(app_client: AppClient) -> None:
    ana, ben = connect(app_client, ANA), connect(app_client, BEN)
    note = await asyncio.to_thread(app_client.workshop.post, ANA, "Hello")
    seq = app_client.workshop.workshop().seq
    told_ana, told_ben = await frames(ana, up_to(seq)), await frames(ben, up_to(seq))
    assert [frame["content"] for frame in told_ana if "seq" in frame] == [told_ben[-1]["content"]]
    assert note in told_ben[-1]["content"]
    # It comes first, so that Ana receives both again if she disconnects after it.
    assert "data-own" in told_ana[-2]["content"]
    assert "seq" not in told_ana[-2]
    await asyncio.to_thread(app_client.workshop.post, BEN, "Hello too")
    assert not any(
        "data-own" in frame.get("content", "") and note in frame["content"]
        for frame in await frames(ben, up_to(seq + 1))
    )


@pytest.mark.parametrize("heard", range(4))
async def test_a_browser_that_disconnects_between_two_frames_receives_both_later(
    app_client: AppClient, heard: int
) -> None:
    page_model = PageModel((await app_client.visitor(ANA).get(app_client.path())).text)

    def told(frame: dict) -> None:
        page_model.apply(frame.get("content", ""))
        page_model.seq = frame.get("seq", page_model.seq)

    with connected(app_client, ANA, since=page_model.seq) as connection:
        await asyncio.to_thread(app_client.workshop.post, ANA)
        for frame in (await frames(connection, up_to(app_client.workshop.workshop().seq)))[:heard]:
            told(frame)
    again = connect(app_client, ANA, since=page_model.seq)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    for frame in await frames(again, up_to(app_client.workshop.workshop().seq)):
        told(frame)
    fresh = PageModel((await app_client.visitor(ANA).get(app_client.path())).text)
    assert page_model.normalised() == fresh.normalised()


async def test_a_person_who_joins_during_many_changes_sees_what_a_fresh_page_shows(app_client: AppClient) -> None:
    workshop, chance = app_client.workshop, random.Random(7)
    seats = [ANA, BEN, FAY]
    pages = [(ref, PageModel((await app_client.visitor(ref).get(app_client.path())).text)) for ref in seats]
    audiences = {ANA: READER, BEN: READER, FAY: Audience(STEER, "en")}
    posted: list[str] = []

    def storm() -> None:
        for number in range(150):
            posted.append(workshop.post(chance.choice(seats), f"note {number}", column=number % 3))
            if number % 3 == 0:
                workshop.act(FAY, notes.hide, chance.choice(posted), on=chance.random() < 0.5)
            if number % 5 == 0:
                workshop.act(
                    FAY, notes.move, chance.choice(posted), column_id=chance.choice(workshop.columns), after=None
                )

    async def come_and_go(ref: str, page_model: PageModel, storming: asyncio.Task[None]) -> None:
        """Read a few frames, disconnect, and reconnect from the page's position."""
        while True:
            done = storming.done()
            last = workshop.workshop().seq
            position = await app_client.inside.database.read(lambda session: journal.position(session, workshop.id))
            heard = 0

            def told(frame: dict, few: int = chance.randint(1, 4)) -> bool:
                nonlocal heard
                heard += 1
                page_model.apply(frame.get("content", ""))
                page_model.seq = frame.get("seq", page_model.seq)
                return heard == few

            with (
                app_client.inside.hub.connection(
                    workshop.id, ref, audiences[ref], since=page_model.seq, epoch=page_model.epoch, now_at=position
                ) as connection,
                suppress(TimeoutError),
            ):
                await asyncio.wait_for(frames(connection, told), 0.5)
            if done and page_model.seq >= last:
                return

    storming = asyncio.create_task(asyncio.to_thread(storm))
    await asyncio.gather(*(come_and_go(ref, page_model, storming) for ref, page_model in pages))
    for ref, page_model in pages:
        fresh = PageModel((await app_client.visitor(ref).get(app_client.path())).text)
        assert page_model.normalised() == fresh.normalised(), ref


async def test_events_of_one_commit_are_one_frame(app_client: AppClient) -> None:
    connection = connect(app_client, ANA)
    hold = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Twenty actions in one batch of the writer.
    blocked = app_client.inside.database.submit(
        lambda session: asyncio.run_coroutine_threadsafe(hold.wait(), loop).result(10)
    )
    acts = [
        app_client.inside.database.submit(
            lambda session, number=number: notes.add(
                session,
                seats.load_actor(session, app_client.workshop.key, BEN, hold=True),
                note_id=f"{number:024d}",
                column_id=app_client.workshop.columns[0],
                text="x",
                now=app_client.workshop.now(),
            )
        )
        for number in range(20)
    ]
    hold.set()
    await asyncio.gather(*map(asyncio.wrap_future, [blocked, *acts]))
    told = [frame for frame in await frames(connection, up_to(app_client.workshop.workshop().seq)) if "seq" in frame]
    assert len(told) == 1
    assert told[0]["content"].count('hx-swap="place"') == 20


async def test_only_the_removed_seat_is_disconnected(app_client: AppClient) -> None:
    ben, ana = connect(app_client, BEN), connect(app_client, ANA)
    seat = app_client.workshop.read(lambda session: seats.load_actor(session, app_client.workshop.key, BEN).seat.id)
    await asyncio.to_thread(app_client.workshop.act, FAY, seats.remove, seat)
    assert all("seq" not in frame for frame in await frames(ben))
    assert ben.closing == STAY_AWAY
    assert (await frames(ana, up_to(app_client.workshop.workshop().seq)))[-1]["seq"]
    assert ana.closing is None
    back = connect(app_client, BEN, since=0)
    await frames(back)
    assert back.closing == STAY_AWAY


async def test_revoking_a_link_closes_the_facilitators_connections(app_client: AppClient) -> None:
    fay = connect(app_client, FAY, audience=Audience(STEER, "en"))
    link = app_client.workshop.read(lambda session: links.links(session, app_client.workshop.id))[0].id
    await asyncio.to_thread(app_client.workshop.act, FAY, links.revoke, link)
    await frames(fay)
    assert fay.closing == STAY_AWAY


async def test_a_restart_closes_every_connection_with_1012(app_client: AppClient) -> None:
    connections = [connect(app_client, ref) for ref in (ANA, BEN)]
    await app_client.inside.hub.close()
    for connection in connections:
        await frames(connection)
        assert connection.closing == RESTART
    assert connect(app_client, ANA).closing == RESTART


async def test_a_channel_ends_when_everyone_has_left_and_the_next_person_gets_a_new_one(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.live.presence.LINGER_SECONDS", 0)
    hub: Hub = app_client.inside.hub
    with connected(app_client, ANA):
        assert hub.presence_counts() == {app_client.workshop.id: 1}
    await until(lambda: not hub.presence_counts())
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("follower")]
    back = connect(app_client, ANA)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    await frames(back, up_to(app_client.workshop.workshop().seq))


async def test_a_connection_that_has_closed_is_not_kept_in_memory(app_client: AppClient) -> None:
    connect(app_client, ANA)
    with connected(app_client, BEN) as connection:
        await asyncio.to_thread(app_client.workshop.post, BEN)
        await frames(connection, up_to(app_client.workshop.workshop().seq))
        pseudonym = connection.pseudonym
    del connection

    def kept() -> bool:
        gc.collect()
        return any(isinstance(one, Connection) and one.pseudonym == pseudonym for one in gc.get_objects())

    await until(lambda: not kept())


def test_publishing_without_a_listener_does_nothing() -> None:
    LocalBus().publish({1: 2})


async def test_the_presence_count_is_sent_to_everyone(app_client: AppClient) -> None:
    ana, ben = connect(app_client, ANA), connect(app_client, BEN)
    for connection in (ana, ben):
        assert (await frames(connection, lambda frame: frame.get("here") == 2))[-1] == {"here": 2}


async def test_every_connection_receives_proof_of_life_encoded_once(app_client: AppClient) -> None:
    app_client.inside.hub.keep_alive_seconds = 0.05
    for connection in (connect(app_client, ANA), connect(app_client, BEN)):
        for _ in range(2):
            changed = asyncio.Event()
            connection.wake = changed.set
            async with asyncio.timeout(10):
                while (frame := connection.take()) is not KEEP_ALIVE:
                    if frame is None:
                        changed.clear()
                        await changed.wait()
    assert KEEP_ALIVE.seq is None
    assert len(KEEP_ALIVE.wire) < 20
    # One frame may be late before a page calls the connection silent.
    longest = re.search(r"LONGEST_SILENCE = (\d+)_000;", SILENCE_SCRIPT.read_text())
    assert longest is not None
    assert int(longest[1]) > 2 * KEEP_ALIVE_SECONDS


async def test_a_page_of_another_epoch_is_asked_to_fetch_the_board(app_client: AppClient) -> None:
    position = app_client.workshop.read(lambda session: journal.position(session, app_client.workshop.id))
    connection = connect(app_client, ANA, since=999, epoch="before the restore")
    told = await frames(connection, lambda frame: "board" in frame)
    assert told[-1] == {"seq": position[0], "epoch": position[1], "board": True}
    await asyncio.to_thread(app_client.workshop.act, FAY, workshops.replace_code)
    assert (await frames(connection, up_to(position[0] + 1)))[-1]["content"]
