"""Rooms, tails and doors: in order, bounded, never waiting for anybody."""

import asyncio
import json
import random
import re
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from app.live.door import RESTART, STAY_AWAY, TOO_SLOW, Door, Frame
from app.live.room import Room
from app.page_model import Mirror

from app.domain.board import notes
from app.domain.workshops import seats, workshops
from app.live import hub as hub_module
from app.live.bus import LocalBus
from app.live.hub import Hub
from app.live.presence import LINGER_SECONDS, Presence
from app.web.render.update import BOARD, MOST_EVENTS, STEER, Audience, render
from tests.app_client import AppClient, inside
from tests.workshop import ANA, BEN, FAY

READER = Audience(BOARD, "en")


@pytest.fixture
async def app_client(tmp_path: Path) -> AsyncGenerator[AppClient]:
    async with inside(tmp_path, journal_poll_seconds=0.1) as made:
        yield made


def enter(app_client: AppClient, ref: str, *, since: int | None = None, audience: Audience = READER) -> Door:
    position = app_client.workshop.read(lambda session: seats.journal.position(session, app_client.workshop.id))
    seq = position[0] if since is None else since
    return app_client.inside.hub.enter(
        app_client.workshop.id, ref, audience, since=seq, epoch=position[1], now_at=position
    )


async def frames(door: Door, enough: Callable[[dict], bool]) -> list[dict]:
    """What a door sends until a frame is enough, or it closes."""
    found = []
    async with asyncio.timeout(20):
        while (text := await door.next()) is not None:
            found.append(json.loads(text))
            if enough(found[-1]):
                break
    return found


def up_to(seq: int) -> Callable[[dict], bool]:
    return lambda frame: frame.get("seq", -1) >= seq


async def test_a_note_reaches_every_door_and_its_slip_only_its_writer(app_client: AppClient) -> None:
    ana, ben = enter(app_client, ANA), enter(app_client, BEN)
    note = await asyncio.to_thread(app_client.workshop.post, ANA, "Hello")
    seq = app_client.workshop.workshop().seq
    told_ana, told_ben = await frames(ana, up_to(seq)), await frames(ben, up_to(seq))
    assert [frame["content"] for frame in told_ana if "seq" in frame] == [told_ben[-1]["content"]]
    assert note in told_ben[-1]["content"]
    # It comes first: cut off after it, Ana is told of both again.
    assert "data-own" in told_ana[-2]["content"]
    assert "seq" not in told_ana[-2]
    await asyncio.to_thread(app_client.workshop.post, BEN, "Hello too")
    assert not any(
        "data-own" in frame.get("content", "") and note in frame["content"]
        for frame in await frames(ben, up_to(seq + 1))
    )


@pytest.mark.parametrize("heard", range(4))
async def test_whoever_is_cut_off_between_two_frames_is_told_of_both(app_client: AppClient, heard: int) -> None:
    page_model = Mirror((await app_client.visitor(ANA).get(app_client.path())).text)

    def told(frame: dict) -> None:
        page_model.apply(frame.get("content", ""))
        page_model.seq = frame.get("seq", page_model.seq)

    door = enter(app_client, ANA, since=page_model.seq)
    await asyncio.to_thread(app_client.workshop.post, ANA)
    for frame in (await frames(door, up_to(app_client.workshop.workshop().seq)))[:heard]:
        told(frame)
    app_client.inside.hub.leave(app_client.workshop.id, door)
    door = enter(app_client, ANA, since=page_model.seq)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    for frame in await frames(door, up_to(app_client.workshop.workshop().seq)):
        told(frame)
    fresh = Mirror((await app_client.visitor(ANA).get(app_client.path())).text)
    assert page_model.normalised() == fresh.normalised()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_however_long_a_look_takes_less_happens_until_the_next_than_a_page_can_be_told_of(
    app_client: AppClient,
) -> None:
    hub, room = app_client.inside.hub, Room(app_client.workshop.id, 0, "")
    # One worker takes more than several that wait for each other.
    for workers, notes_a_second in ((1, 2000), (2, 1000), (20, 1000)):
        room.presence.workers = workers
        for painting in (0.0, 0.001, 0.01, 1.0, 60.0):
            for telling in (0.0, 0.001, 0.01, 1.0, 60.0):
                due = hub._due_after(room, painting=painting, telling=telling)
                assert hub_module.TICK_SECONDS <= due <= MOST_EVENTS / notes_a_second / 2
    assert hub._due_after(room, painting=0.002, telling=0.003) == pytest.approx(0.014)


async def test_a_lost_nudge_is_healed_by_a_look(app_client: AppClient) -> None:
    app_client.inside.database.on_commit = lambda moved: None
    door = enter(app_client, ANA)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    assert (await frames(door, up_to(app_client.workshop.workshop().seq)))[-1][
        "seq"
    ] == app_client.workshop.workshop().seq


async def test_a_board_that_cannot_be_read_now_is_read_a_little_later(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = enter(app_client, ANA)
    failures = 3

    def failing(*values: object) -> object:
        nonlocal failures
        if failures:
            failures -= 1
            raise RuntimeError("the database is away")
        return render(*values)

    monkeypatch.setattr(app_client.inside.hub, "_paint", failing)
    monkeypatch.setattr(hub_module.log, "exception", lambda *_: None)
    await asyncio.to_thread(app_client.workshop.post, BEN)
    told = await frames(door, up_to(app_client.workshop.workshop().seq))
    assert told[-1]["seq"] == app_client.workshop.workshop().seq
    assert failures == 0


async def test_whoever_enters_in_the_middle_of_a_storm_has_what_a_fresh_page_shows(app_client: AppClient) -> None:
    workshop, chance = app_client.workshop, random.Random(7)
    seats = [ANA, BEN, FAY]
    pages = [(ref, Mirror((await app_client.visitor(ref).get(app_client.path())).text)) for ref in seats]
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

    async def come_and_go(ref: str, page_model: Mirror, storming: asyncio.Task[None]) -> None:
        """Read a few frames, be cut off, come back from where the page is."""
        while True:
            done = storming.done()
            last = workshop.workshop().seq
            position = await app_client.inside.database.read(
                lambda session: seats.journal.position(session, workshop.id)
            )
            door = app_client.inside.hub.enter(
                workshop.id,
                ref,
                audiences[ref],
                since=page_model.seq,
                epoch=page_model.epoch,
                now_at=position,
            )
            with suppress(TimeoutError):
                for _ in range(chance.randint(1, 4)):
                    frame = json.loads(await asyncio.wait_for(door.next(), 0.5) or "{}")
                    page_model.apply(frame.get("content", ""))
                    page_model.seq = frame.get("seq", page_model.seq)
            app_client.inside.hub.leave(workshop.id, door)
            if done and page_model.seq >= last:
                return

    storming = asyncio.create_task(asyncio.to_thread(storm))
    await asyncio.gather(*(come_and_go(ref, page_model, storming) for ref, page_model in pages))
    for ref, page_model in pages:
        fresh = Mirror((await app_client.visitor(ref).get(app_client.path())).text)
        assert page_model.normalised() == fresh.normalised(), ref


async def test_where_one_newcomer_cannot_be_caught_up_another_is_not_told_older_news_last(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop, hub = app_client.workshop, app_client.inside.hub
    note = await asyncio.to_thread(workshop.post, BEN, "older words")
    seq = workshop.workshop().seq
    held, failed, again, go_on, ended = (threading.Event() for _ in range(5))

    def rendered(session: Any, workshop_id: int, since: int, epoch: str, seats: Any, catching_up: bool) -> object:
        (here,) = seats.values() if len(seats) == 1 else ({},)
        if catching_up and BEN in here and not failed.is_set():
            assert held.wait(10)
            failed.set()
            raise RuntimeError("the database is away")
        painting = render(session, workshop_id, since, epoch, seats, catching_up)
        if catching_up and ANA in here:
            if held.is_set():
                again.set()
            else:
                # Read before what comes next, and told after it if nobody waits.
                held.set()
                assert go_on.wait(10)
                ended.set()
        return painting

    monkeypatch.setattr(hub, "_paint", rendered)
    monkeypatch.setattr(hub_module.log, "error", lambda *_values, **_named: None)
    door = enter(app_client, ANA, since=seq - 1)
    enter(app_client, BEN, since=seq - 1)
    assert await asyncio.to_thread(failed.wait, 10)
    await asyncio.to_thread(workshop.act, BEN, notes.edit, note, text="newer words")
    await asyncio.to_thread(again.wait, 0.5)
    go_on.set()
    assert await asyncio.to_thread(ended.wait, 10)
    told = await frames(door, up_to(seq + 1))
    await asyncio.to_thread(workshop.post, BEN, "the last")
    told += await frames(door, up_to(seq + 2))
    said = [words for frame in told for words in re.findall("(older|newer) words", frame.get("content", ""))]
    assert said[-1] == "newer"


async def test_whoever_enters_while_the_tail_is_reading_misses_nothing(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, gate = threading.Event(), threading.Event()

    def slow(*values: object) -> object:
        reading.set()
        assert gate.wait(10)
        return render(*values)

    enter(app_client, ANA)
    monkeypatch.setattr(app_client.inside.hub, "_paint", slow)
    await asyncio.to_thread(app_client.workshop.post, BEN, "one")
    assert await asyncio.to_thread(reading.wait, 10)
    position = app_client.workshop.read(lambda session: seats.journal.position(session, app_client.workshop.id))
    await asyncio.to_thread(app_client.workshop.post, BEN, "two")
    late = app_client.inside.hub.enter(
        app_client.workshop.id, BEN, READER, since=position[0], epoch=position[1], now_at=position
    )
    gate.set()
    assert "two" in (await frames(late, up_to(position[0] + 1)))[-1]["content"]


async def test_what_happened_at_once_is_one_frame(app_client: AppClient) -> None:
    door = enter(app_client, ANA)
    hold = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Twenty acts in one batch of the writer.
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
    told = [frame for frame in await frames(door, up_to(app_client.workshop.workshop().seq)) if "seq" in frame]
    assert len(told) == 1
    assert told[0]["content"].count('hx-swap="place"') == 20


async def test_a_removed_seat_is_cut_and_the_others_are_not(app_client: AppClient) -> None:
    ben, ana = enter(app_client, BEN), enter(app_client, ANA)
    seat = app_client.workshop.read(lambda session: seats.load_actor(session, app_client.workshop.key, BEN).seat.id)
    await asyncio.to_thread(app_client.workshop.act, FAY, seats.remove, seat)
    assert all("seq" not in frame for frame in await frames(ben, lambda frame: False))
    assert ben.closing == STAY_AWAY
    assert (await frames(ana, up_to(app_client.workshop.workshop().seq)))[-1]["seq"]
    assert ana.closing is None
    back = enter(app_client, BEN, since=0)
    await frames(back, lambda frame: False)
    assert back.closing == STAY_AWAY


async def test_a_revoked_link_takes_the_facilitators_audience_away(app_client: AppClient) -> None:
    fay = enter(app_client, FAY, audience=Audience(STEER, "en"))
    link = app_client.workshop.read(lambda session: seats.links(session, app_client.workshop.id))[0].id
    await asyncio.to_thread(app_client.workshop.act, FAY, seats.revoke, link)
    await frames(fay, lambda frame: False)
    assert fay.closing == STAY_AWAY


async def test_everybody_is_told_to_come_back_at_a_restart(app_client: AppClient) -> None:
    doors = [enter(app_client, ref) for ref in (ANA, BEN)]
    await app_client.inside.hub.close()
    for door in doors:
        await frames(door, lambda frame: False)
        assert door.closing == RESTART
    late = enter(app_client, ANA)
    assert late.closing == RESTART


async def test_a_door_skips_what_is_not_newer_than_it_has_sent() -> None:
    door = Door(ANA, READER, 5, "epoch", 1000)
    for seq in (4, 5, 7, 6, 7, 8):
        door.push(Frame(str(seq)), seq)
    door.push(Frame("private_fragment"), None)
    assert [await door.next() for _ in range(3)] == ["7", "8", "private_fragment"]


async def test_a_door_that_does_not_read_is_closed_and_holds_no_more_than_its_limit() -> None:
    door = Door(ANA, READER, 0, "epoch", 1000)
    door.push(Frame("x" * 5000), 1)
    assert door.closing is None, "one frame larger than the limit still goes"
    door.push(Frame("y"), 2)
    assert door.closing == TOO_SLOW
    assert await door.next() is None
    assert not door._waiting


class Line(asyncio.WriteTransport):
    """A connection that has taken so much and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.unsent = 0
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def is_closing(self) -> bool:
        return self.closed


async def test_a_frame_is_encoded_once_and_written_straight_to_every_line() -> None:
    doors, lines = [Door(ref, READER, 0, "epoch", 1000) for ref in (ANA, BEN)], [Line(), Line()]
    doors[0].push(Frame("before"), 1)
    for door, line in zip(doors, lines, strict=True):
        door.straight(line)
    frame = Frame("Tŷ")
    for door in doors:
        door.push(frame, 2)
        door.push(frame, 2)
    assert lines[0].written == [b"\x81\x06before", frame.wire]
    assert lines[1].written == [b"\x81\x03T\xc5\xb7"]
    assert lines[0].written[1] is frame.wire


async def test_a_line_that_takes_nothing_more_is_cut_and_one_that_is_gone_is_left_alone() -> None:
    door, line = Door(ANA, READER, 0, "epoch", 1000), Line()
    door.straight(line)
    door.push(Frame("x" * 5000), 1)
    assert door.closing is None, "one frame larger than the limit still goes"
    line.unsent = 999
    door.push(Frame("y"), 2)
    assert door.closing == TOO_SLOW
    gone, line = Door(BEN, READER, 0, "epoch", 1000), Line()
    gone.straight(line)
    line.closed = True
    gone.push(Frame("z"), 1)
    assert gone.unsent == 0


async def test_without_a_line_frames_are_sent_one_after_the_other_until_one_is_not_taken() -> None:
    door = Door(ANA, READER, 0, "epoch", 20)
    sent: list[str] = []
    stuck = asyncio.Event()

    async def send(text: str) -> None:
        sent.append(text)
        if text == "3":
            await stuck.wait()

    running = asyncio.create_task(door.run(send))
    for seq in (1, 2, 3, 4):
        door.push(Frame(str(seq)), seq)
    async with asyncio.timeout(10):
        while len(sent) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0)
        door.push(Frame("x" * 40), 5)
        await running
    assert sent == ["1", "2", "3"]
    assert door.closing == TOO_SLOW


async def test_the_twin_waits_for_news_and_ends_with_the_slip(app_client: AppClient) -> None:
    seq, epoch = app_client.workshop.read(lambda session: seats.journal.position(session, app_client.workshop.id))
    hub: Hub = app_client.inside.hub
    asking = asyncio.create_task(
        hub.news(app_client.workshop.id, ANA, READER, since=seq, epoch=epoch, now_at=(seq, epoch), wait=10)
    )
    note = await asyncio.to_thread(app_client.workshop.post, ANA, "Hello")
    painting, content, here = await asking
    assert painting.seq == seq + 1
    assert note in content
    assert "data-own" in content
    assert here >= 1
    painting, _content, _here = await hub.news(
        app_client.workshop.id, ANA, READER, since=seq + 1, epoch=epoch, now_at=(seq + 1, epoch), wait=0
    )
    assert painting.seq == seq + 1


async def test_a_room_is_given_up_when_everybody_has_left(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.live.presence.LINGER_SECONDS", 0)
    door = enter(app_client, ANA)
    hub = app_client.inside.hub
    tail = hub._rooms[app_client.workshop.id].tail
    assert tail is not None
    hub.leave(app_client.workshop.id, door)
    async with asyncio.timeout(10):
        await tail
    assert not hub._rooms


def test_the_bus_is_silent_without_a_listener() -> None:
    LocalBus().publish({1: 2})


def test_two_tabs_are_one_person_and_a_short_absence_is_none() -> None:
    now = 0.0
    presence = Presence(lambda: now)
    for seat in (ANA, ANA, BEN):
        presence.came(seat)
    assert presence.here() == 2
    presence.went(ANA)
    presence.went(BEN)
    assert presence.here() == 2
    now = LINGER_SECONDS + 1
    assert presence.here() == 1
    presence.removed(ANA)
    assert presence.here() == 0


async def test_how_many_are_here_is_told_to_everybody(app_client: AppClient) -> None:
    ana = enter(app_client, ANA)
    enter(app_client, BEN)
    assert (await frames(ana, lambda frame: frame.get("here") == 2))[-1] == {"here": 2}


async def test_another_epoch_starts_the_page_anew(app_client: AppClient) -> None:
    position = app_client.workshop.read(lambda session: seats.journal.position(session, app_client.workshop.id))
    door = app_client.inside.hub.enter(
        app_client.workshop.id, ANA, READER, since=999, epoch="before the restore", now_at=position
    )
    told = await frames(door, lambda frame: "board" in frame)
    assert told[-1] == {"seq": position[0], "epoch": position[1], "board": True}
    await asyncio.to_thread(app_client.workshop.act, FAY, workshops.replace_code)
    assert (await frames(door, up_to(position[0] + 1)))[-1]["content"]
