"""Accidents under load, with real processes. Every note reported as saved is present exactly once, every page equals a
fresh one, and the journal has no gap.

`make test` runs one short round. `make chaos` runs many seeds and stops workers for longer than their parent waits.
"""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.domain import journal
from app.rehearsal.client import Client
from tests.servers.postgres import Cluster
from tests.servers.proxy_that_breaks import Line
from tests.servers.redis import Redis
from tests.servers.server import Server
from tests.workshop import SampleWorkshop

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "1"))
PEOPLE, NOTES, SECONDS = 8, 60, 2.0 if ROUNDS == 1 else 3.0
HELD_STILL_SECONDS = 3.0 if ROUNDS == 1 else 30.0

seeded = pytest.mark.parametrize("seed", range(ROUNDS))
Accident = Callable[[], Awaitable[object]]
Record = Callable[[str, object], None]


@dataclass
class Deployment:
    """A server with two workers, its PostgreSQL cluster and its Redis."""

    server: Server
    cluster: Cluster
    redis: Redis

    async def a_worker_is_killed(self) -> None:
        os.kill(self.server.workers()[0], signal.SIGKILL)

    async def a_worker_is_held_still(self) -> None:
        worker = self.server.workers()[0]
        os.kill(worker, signal.SIGSTOP)
        await asyncio.sleep(HELD_STILL_SECONDS)
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGCONT)

    async def the_workers_are_replaced(self) -> None:
        assert self.server.process is not None
        before = set(self.server.workers())
        self.server.process.send_signal(signal.SIGHUP)
        while before & set(self.server.workers()):  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def postgresql_is_killed(self) -> None:
        logged = len(self.server.log.read_text())
        await asyncio.to_thread(self.cluster.kill)
        # Away long enough to be noticed.
        while "OperationalError" not in self.server.log.read_text()[logged:]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.to_thread(self.cluster.start)

    async def redis_is_killed(self) -> None:
        await asyncio.to_thread(self.redis.stop, signal.SIGKILL)
        # The last notes are posted while it is away.
        await asyncio.sleep(SECONDS)
        await asyncio.to_thread(self.redis.start)


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Generator[Deployment]:
    with Cluster() as cluster, Redis() as redis:
        environment = {"DATABASE_URL": cluster.fresh("migrated"), "REDIS_URL": redis.url}
        with Server(tmp_path_factory.mktemp("deployment") / "data", workers=2, **environment) as server:
            yield Deployment(server, cluster, redis)


async def crowd_posts_through(
    accident: Accident, workshop: SampleWorkshop, url: str, seed: int, record: Record
) -> None:
    """Let a crowd post while an accident happens. Raises AssertionError if notes are lost or pages differ.

    Records the figures that `make chaos` prints (`benchmarks/chaos.py`).
    """
    chance = random.Random(seed)
    transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None))
    crowd = [Client(f"{url}/j/{workshop.code}", transport, "resident", long_poll=n < 2) for n in range(PEOPLE)]
    saved: list[str] = []

    async def post(number: int) -> None:
        await asyncio.sleep(chance.uniform(0, SECONDS))
        note_id = f"{number:024x}"
        await crowd[number % PEOPLE].post(note_id, str(workshop.columns[number % 3]), f"note {number}")
        saved.append(note_id)

    try:
        await asyncio.gather(*(person.join(force=True) for person in crowd))
        for person in crowd:
            person.follow()
        async with asyncio.timeout(150):
            async with asyncio.TaskGroup() as posting:
                for number in range(NOTES):
                    posting.create_task(post(number))
                await asyncio.sleep(chance.uniform(0.2, 0.8) * SECONDS)
                await accident()
            posted = time.monotonic()
            for person in crowd:
                while not set(saved) <= set(person.page.notes()):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        record("notes saved", len(saved))
        record("seconds until every page was complete", round(time.monotonic() - posted, 2))
        present = [note_id for column in range(3) for note_id in workshop.order(column)]
        assert sorted(present) == sorted(saved)
        assert all(same for same, _page in await asyncio.gather(*(person.compare_with_fresh() for person in crowd)))
        seqs = [seq for seq, _event in workshop.read(lambda session: journal.since(session, workshop.id, 0, 10_000))]
        assert seqs == list(range(1, workshop.workshop().seq + 1))
    finally:
        await asyncio.gather(*(person.leave() for person in crowd))
        await transport.aclose()


@seeded
@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.parametrize(
    "accident",
    [
        Deployment.a_worker_is_killed,
        Deployment.a_worker_is_held_still,
        Deployment.redis_is_killed,
        Deployment.postgresql_is_killed,
        Deployment.the_workers_are_replaced,
    ],
    ids=lambda accident: accident.__name__,
)
async def test_no_accident_loses_notes_or_leaves_pages_out_of_date(
    deployment: Deployment, accident: Callable[[Deployment], Awaitable[None]], seed: int, record_property: Record
) -> None:
    while len(deployment.server.workers()) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    workshop = await asyncio.to_thread(deployment.server.workshop)
    await crowd_posts_through(lambda: accident(deployment), workshop, deployment.server.url, seed, record_property)


@seeded
async def test_a_bad_network_loses_no_notes(tmp_path: Path, seed: int, record_property: Record) -> None:
    with Server(tmp_path / "data") as server:
        async with Line(server.port, seed) as line:

            async def storm() -> None:
                line.bad = True
                await asyncio.sleep(SECONDS)
                line.bad = False

            await crowd_posts_through(storm, server.workshop(), line.url, seed, record_property)
            assert all(line.done.values()), line.done


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A folder on a disk of four megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounting.returncode:
        pytest.skip(f"no small disk can be made here: {mounting.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@seeded
async def test_a_full_disk_loses_no_notes(small_disk: Path, seed: int, record_property: Record) -> None:
    with Server(small_disk / "data") as server:
        workshop = server.workshop()
        full: list[bool] = []

        async def fill() -> None:
            ballast = small_disk / "ballast"
            with ballast.open("wb", buffering=0) as file:
                end = asyncio.get_running_loop().time() + 1.5
                while asyncio.get_running_loop().time() < end:
                    try:
                        file.write(b"x" * 4096)
                    except OSError:
                        full.append(True)
                        await asyncio.sleep(0.05)
            ballast.unlink()

        await crowd_posts_through(fill, workshop, server.url, seed, record_property)
        assert full
