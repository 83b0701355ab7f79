"""Workers that share a Redis: faster with it, correct without it, and without repeated warnings."""

import asyncio
import logging
import secrets
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis as RedisClient

from app.domain.errors import NotFound
from app.domain.workshops import seat_devices
from app.live import redis_bus
from app.live.connection import Connection
from app.main import create_app
from app.settings import Settings
from tests.app_client import SECRET, AppClient, inside
from tests.live.connecting import connect, connected, frames, up_to
from tests.own_log import said
from tests.servers.migrated import migrated_sqlite
from tests.servers.redis import Redis
from tests.waiting import becomes, until
from tests.web.findings.acting import office
from tests.workshop import ANA, BEN, SampleWorkshop

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_bus, "CANCEL_AGAIN_SECONDS", 0.3)
    monkeypatch.setattr(redis_bus, "LONGEST_PAUSE_SECONDS", 0.4)


@pytest.fixture
async def pair(redis: Redis, tmp_path: Path) -> AsyncGenerator[list[AppClient]]:
    """Two workers in this process, on one SQLite database and one Redis."""
    async with two_workers(redis, migrated_sqlite(tmp_path / "commonboard.sqlite3"), tmp_path) as made:
        yield made


@pytest.fixture
async def pair_on_each(redis: Redis, url: str, tmp_path: Path) -> AsyncGenerator[list[AppClient]]:
    """Two workers in this process, on each kind of database."""
    async with two_workers(redis, url, tmp_path) as made:
        yield made


@asynccontextmanager
async def two_workers(redis: Redis, url: str, folder: Path) -> AsyncGenerator[list[AppClient]]:
    async with AsyncExitStack() as stack:
        app_clients = [
            await stack.enter_async_context(
                inside(
                    folder,
                    database_url=url,
                    redis_url=redis.url,
                    journal_poll_seconds=0.2,
                    actions_per_10_seconds=10,
                )
            )
            for _worker in range(2)
        ]
        app_clients[1].workshop = app_clients[0].workshop
        yield app_clients


async def both_are_heard(*app_clients: AppClient) -> None:
    """Wait until one worker's counts reach the other."""
    for speaking, hearing in (app_clients, app_clients[::-1]):
        attempt = secrets.token_hex(4)

        async def speak(attempt: str = attempt, speaking: AppClient = speaking, hearing: AppClient = hearing) -> bool:
            speaking.inside.actions.on_taken(attempt)
            return attempt in hearing.inside.actions._full_at

        await becomes(speak, True)


def redis_client(bus: redis_bus.RedisBus) -> RedisClient:
    return RedisClient.from_url(bus._url)


async def both_hear(pair: list[AppClient], workshop: SampleWorkshop) -> list[Connection]:
    """A connection at each worker, after each has received the other's presence."""
    connections = [connect(app_client, ref) for app_client, ref in zip(pair, (ANA, BEN), strict=True)]
    await until(lambda: all(app_client.inside.hub.presence_counts().get(workshop.id) == 2 for app_client in pair))
    return connections


async def test_notes_and_presence_reach_the_other_worker(
    pair_on_each: list[AppClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = pair_on_each
    first, second = pair
    workshop = first.workshop
    # So long that polling cannot deliver it.
    second.inside.hub.journal_poll_seconds = 3600
    connect(first, ANA)
    with connected(second, BEN) as ben:
        await until(lambda: all(app_client.inside.hub.presence_counts().get(workshop.id) == 2 for app_client in pair))
        note = await asyncio.to_thread(workshop.post, ANA, "Hello")
        told = await frames(ben, up_to(workshop.workshop().seq))
        assert note in told[-1]["content"]
        monkeypatch.setattr("app.live.presence.LINGER_SECONDS", 0)
    await until(lambda: first.inside.hub.presence_counts().get(workshop.id) == 1)


async def test_members_learn_from_one_worker_who_is_writing_at_another(pair: list[AppClient]) -> None:
    first, second = pair
    team = await office(first)
    ravi = second.visitor()
    ravi.cookies.update(team.ravi.cookies)

    async def seen(browser: httpx.AsyncClient, **asked: str) -> dict[str, list[str]]:
        return (await browser.get(f"{team.path}/moved", params=asked)).json()["writing"]

    # Each page asks again every three seconds, which makes up for lost messages.
    await both_are_heard(*pair)
    await seen(ravi, writing="theme x")
    await becomes(lambda: seen(team.olga, writing="cell y"), {"theme x": ["Ravi"]})
    await becomes(lambda: seen(ravi, writing=""), {"cell y": ["Olga"]})
    await becomes(lambda: seen(team.olga), {})


async def test_redis_stores_nothing_about_seats_for_more_than_an_hour(pair: list[AppClient]) -> None:
    workshop = pair[0].workshop
    await both_are_heard(*pair)
    await both_hear(pair, workshop)
    answer = await pair[0].visitor(ANA).post(pair[0].path(f"/notes/{workshop.post(ANA)}/withdrawal"), data={"on": "1"})
    assert answer.status_code == 303
    async with redis_client(pair[0].app.state.bus) as client:
        lifetimes = [await client.ttl(key) for key in await client.keys("*")]
    # The lifetime of a key that never expires is -1.
    assert all(0 <= seconds <= 3600 for seconds in lifetimes)


async def test_a_persons_rate_limit_counts_over_all_workers(pair: list[AppClient]) -> None:
    workshop = pair[0].workshop
    await both_hear(pair, workshop)
    for app_client in pair:
        # So slow that the limit does not refill during the test.
        app_client.inside.actions._clock = lambda: 0.0
    visitors = [app_client.visitor(ANA) for app_client in pair]
    statuses = []
    seat = workshop.read(lambda session: seat_devices.seat_id(session, workshop.key, ANA))
    name = pair[0].inside.keys.pseudonym(f"seat {seat}")
    for number in range(10):
        fields = {"id": f"{number:024x}", "column": str(workshop.columns[0]), "text": "x"}
        acting, other = pair[number % 2], pair[1 - number % 2]
        statuses.append((await visitors[number % 2].post(f"/w/{workshop.key}/notes", data=fields)).status_code)
        full_at = acting.inside.actions._full_at[name]
        await until(
            lambda other=other, full_at=full_at: other.inside.actions._full_at.get(name, 0) == pytest.approx(full_at)
        )
    assert len([status for status in statuses if status < 400]) == 10
    fields |= {"id": "f" * 24}
    for visitor in visitors:
        assert (await visitor.post(f"/w/{workshop.key}/notes", data=fields)).status_code == 429
    for _ in range(60):
        with suppress(NotFound), pair[0].inside.typed_codes.attempt("10.1.2.3"):
            raise NotFound
    await until(lambda: pair[1].inside.typed_codes.wait("10.1.2.3") > 0)
    assert pair[1].inside.typed_codes.wait("10.1.2.4") == 0


async def test_a_message_of_another_version_is_ignored(pair: list[AppClient]) -> None:
    await both_are_heard(*pair)
    newer, older = pair
    bus = newer.app.state.bus
    bus.count("a limit that only a newer version has", "somebody")
    for unknown in (
        "no JSON",
        '{"from": "another", "moved": {"x": 1}, "counted": {}, "heartbeat": {}}',
        '{"from": "another"}',
    ):
        async with redis_client(bus) as client:
            await client.publish(bus._channel, unknown)
    await both_are_heard(newer, older)
    assert older.app.state.bus.state == "ok"


@pytest.mark.parametrize("how", ["killed", "held still", "flushed"])
async def test_boards_are_correct_without_redis_and_the_bus_reconnects(
    pair: list[AppClient], redis: Redis, how: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redis_bus, "ANSWER_SECONDS", 0.2)
    first, second = pair
    workshop = first.workshop
    connections = await both_hear(pair, workshop)
    with caplog.at_level(logging.WARNING, "commonboard"):
        if how == "killed":
            redis.stop(signal.SIGKILL)
        elif how == "held still":
            redis.pause(on=True)
        else:
            with redis.client() as client:
                client.flushall()
        for number in range(3):
            await asyncio.to_thread(workshop.post, ANA, f"note {number}")
            # By polling.
            assert (await frames(connections[1], up_to(workshop.workshop().seq)))[-1]["seq"] == workshop.workshop().seq
        if how == "killed":
            redis.start()
        elif how == "held still":
            redis.pause(on=False)
        # Everything works again, without polling.
        second.inside.hub.journal_poll_seconds = 3600
        await both_are_heard(first, second)
        await asyncio.to_thread(workshop.post, ANA, "and at once")
        assert "and at once" in (await frames(connections[1], up_to(workshop.workshop().seq)))[-1]["content"]
    messages = said(caplog)
    assert len([words for words in messages if "Redis is not reachable" in words]) <= (0 if how == "flushed" else 2)
    assert all("Redis is" in words for words in messages)


async def test_an_error_while_publishing_is_logged_and_the_next_message_is_sent(
    pair: list[AppClient], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await both_are_heard(*pair)
    with monkeypatch.context() as broken:
        broken.setattr(redis_bus.json, "dumps", lambda value: 1 / 0)
        pair[0].inside.actions.on_taken("somebody")
        await until(lambda: any("publishing failed" in record.getMessage() for record in caplog.records))
    await both_are_heard(*pair)


@pytest.mark.parametrize("turns", range(12))
async def test_the_bus_closes_at_any_moment(lasting_redis: Redis, turns: int) -> None:
    channel = f"closed-after-{turns}"
    bus = redis_bus.RedisBus(lasting_redis.url, channel)
    bus.listen(lambda moved: None)
    with lasting_redis.client() as client:
        await until(lambda: client.pubsub_numsub(channel)[0][1] == 1)
    bus.count("acts", "somebody")
    for _turn in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await bus.close()
    assert all(task.done() for task in bus._tasks)


async def test_two_workers_start_together_on_an_empty_database(empty_url: str, tmp_path: Path) -> None:
    apps = [create_app(Settings(data_dir=tmp_path, database_url=empty_url, secret_key=SECRET)) for _worker in range(2)]
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(app.router.lifespan_context(app)) for app in apps))
