"""Several workers behind one address: one that dies, hangs or is replaced is noticed by nobody who comes."""

import os
import signal
import time
from collections.abc import Callable, Generator
from pathlib import Path

import httpx
import pytest

from tests.servers.postgres import Cluster
from tests.servers.redis import Redis
from tests.servers.server import Server

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


@pytest.fixture
def crew(tmp_path: Path, cluster: Cluster, lasting_redis: Redis) -> Generator[Server]:
    """Two workers and a parent that waits five seconds for them."""
    key = tmp_path / "key"
    key.write_text("k" * 40)
    environment = {
        "DATABASE_URL": cluster.fresh("migrated"),
        "REDIS_URL": lasting_redis.url,
        "SECRET_KEY_FILE": str(key),
    }
    with Server(tmp_path / "data", starts=False, workers=2, **environment) as made:
        made.start("tests.servers.short_patience")
        # Said when all of them listen.
        assert made.said().startswith("Organiser: ")
        yield made


def until(true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def always_answers(server: Server, true: Callable[[], object]) -> None:
    """Somebody new is let in at any moment until something is true."""
    end = time.monotonic() + 120
    while not true():
        with httpx.Client(verify=False, timeout=30) as newcomer:
            assert newcomer.get(f"{server.url}/healthz").status_code == 200
        assert time.monotonic() < end
        time.sleep(0.01)


def listens(server: Server) -> bool:
    try:
        return httpx.get(f"{server.url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_a_worker_that_dies_is_replaced(crew: Server) -> None:
    first = min(crew.workers())
    os.kill(first, signal.SIGKILL)
    until(lambda: first not in crew.workers())
    always_answers(crew, lambda: len(crew.workers()) == 2)


def test_a_worker_that_hangs_is_killed_and_replaced(crew: Server) -> None:
    hanging = min(crew.workers())
    os.kill(hanging, signal.SIGSTOP)
    until(lambda: hanging not in crew.workers())
    always_answers(crew, lambda: len(crew.workers()) == 2)


def test_one_worker_after_the_other_is_replaced_and_somebody_always_answers(crew: Server) -> None:
    before = set(crew.workers())
    assert crew.process is not None
    crew.process.send_signal(signal.SIGHUP)
    most: set[int] = set()

    def done() -> bool:
        now = set(crew.workers())
        most.add(len(now))
        return len(now) == 2 and not now & before

    always_answers(crew, done)
    assert most == {2, 3}


def test_where_a_new_worker_does_not_start_the_old_ones_go_on(crew: Server, tmp_path: Path) -> None:
    before = set(crew.workers())
    # As a new version would be that has something wrong with it.
    (tmp_path / "key").write_text("short")
    assert crew.process is not None
    crew.process.send_signal(signal.SIGHUP)
    always_answers(crew, lambda: "the new worker did not start" in crew.log.read_text())
    assert set(crew.workers()) == before
    # Mended, they are replaced after all.
    (tmp_path / "key").write_text("k" * 40)
    crew.process.send_signal(signal.SIGHUP)
    always_answers(crew, lambda: len(crew.workers()) == 2 and not set(crew.workers()) & before)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_parent(crew: Server, how: signal.Signals) -> None:
    workers = crew.workers()
    assert crew.process is not None
    # Only the parent: its workers have to notice.
    os.kill(crew.process.pid, how)
    crew.process.wait(30)
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert not listens(crew)


def measured(server: Server, name: str) -> float:
    """What any of the workers says of this figure."""
    rows = httpx.get(f"{server.url}/metrics").text.splitlines()
    return sum(float(row.split()[-1]) for row in rows if row.split()[0].split("{")[0] == name)


def test_workers_measure_together_and_what_a_dead_one_counted_stays(crew: Server) -> None:
    def refused() -> None:
        for _ in range(20):
            answer = httpx.get(f"{crew.url}/w/nowhere/qr.svg")
            assert answer.status_code == 404

    refused()
    # Whoever is asked tells the sum of both.
    assert {measured(crew, "commonboard_refused_total") for _ in range(5)} == {20}
    first = min(crew.workers())
    os.kill(first, signal.SIGKILL)
    until(lambda: first not in crew.workers() and len(crew.workers()) == 2)
    refused()
    assert {measured(crew, "commonboard_refused_total") for _ in range(5)} == {40}
    assert httpx.get(f"{crew.url}/readyz").json()["bus"] == "ok"
