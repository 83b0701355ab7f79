"""Several workers behind one address: visitors do not notice one that dies, hangs or is replaced."""

import os
import signal
import socket
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from tests.app_client import SECRET
from tests.servers.postgres import Cluster
from tests.servers.redis import Redis
from tests.servers.server import Server

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


class AsOnAHost(Server):
    """A server whose processes are not forked from one that has imported the product."""

    forks = False


@contextmanager
def two_workers(folder: Path, cluster: Cluster, redis: Redis, kind: type[Server] = Server) -> Generator[Server]:
    """Two workers whose secret key is in the file `key` of this folder, and a parent that waits five seconds for a
    silent worker."""
    key = folder / "key"
    key.write_text(SECRET)
    key.chmod(0o600)
    environment = {
        "DATABASE_URL": cluster.fresh("migrated"),
        "REDIS_URL": redis.url,
        "SECRET_KEY_FILE": str(key),
    }
    with kind(folder / "data", starts=False, workers=2, **environment) as made:
        made.start("tests.servers.short_patience")
        # Printed when all workers listen.
        assert made.next_line().startswith("Organiser: ")
        yield made


@pytest.fixture(scope="module")
def lasting_crew(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster, lasting_redis: Redis) -> Generator[Server]:
    """Two workers for several tests."""
    folder = tmp_path_factory.mktemp("crew")
    with two_workers(folder, cluster, lasting_redis) as made:
        yield made


@pytest.fixture
def crew(lasting_crew: Server) -> Server:
    """Two workers that serve, of which an earlier test may have killed some."""
    until_both_serve(lasting_crew)
    return lasting_crew


@pytest.fixture
def own_crew(tmp_path: Path, cluster: Cluster, lasting_redis: Redis) -> Generator[Server]:
    """Two workers that a test may stop."""
    with two_workers(tmp_path, cluster, lasting_redis) as made:
        yield made


def until_both_serve(crew: Server) -> None:
    """Wait until both workers have a connection: one that is still starting accepts none."""
    with ExitStack() as lines:

        def both_serve() -> bool:
            lines.enter_context(socket.create_connection(("127.0.0.1", crew.port)))
            held = crew.connections()
            return len(held) == 2 and all(held.values())

        until(both_serve)


def until(condition: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def always_answers(server: Server, condition: Callable[[], object]) -> None:
    """Check that new visitors are always answered until `condition` is true."""
    end = time.monotonic() + 120
    while not condition():
        # An httpx client would take more of the processor than the worker that starts meanwhile.
        newcomer = HTTPConnection("127.0.0.1", server.port, timeout=30)
        newcomer.request("GET", "/healthz")
        assert newcomer.getresponse().status == 200
        newcomer.close()
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


def test_workers_are_replaced_one_by_one_and_requests_are_always_answered(crew: Server) -> None:
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


def test_if_a_new_worker_does_not_start_the_old_ones_continue(crew: Server) -> None:
    before = set(crew.workers())
    key = crew.folder.parent / "key"
    # Simulates a new version that cannot start.
    key.write_text("short")
    assert crew.process is not None
    crew.process.send_signal(signal.SIGHUP)
    always_answers(crew, lambda: "the new worker did not start" in crew.log.read_text())
    assert set(crew.workers()) == before
    # After the repair they are replaced.
    key.write_text(SECRET)
    key.chmod(0o600)
    crew.process.send_signal(signal.SIGHUP)
    always_answers(crew, lambda: len(crew.workers()) == 2 and not set(crew.workers()) & before)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_workers_stop_when_their_parent_dies(own_crew: Server, how: signal.Signals) -> None:
    workers = own_crew.workers()
    assert own_crew.process is not None
    # Only the parent is killed, and its workers must notice.
    os.kill(own_crew.process.pid, how)
    own_crew.process.wait(30)
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert not listens(own_crew)


def metric_value(server: Server, name: str) -> float:
    """The value of this metric, as any worker reports it."""
    rows = httpx.get(f"{server.url}/metrics").text.splitlines()
    return sum(float(row.split()[-1]) for row in rows if row.split()[0].split("{")[0] == name)


def test_a_worker_that_dies_is_replaced_and_metrics_still_include_it(
    tmp_path: Path, cluster: Cluster, lasting_redis: Redis
) -> None:
    def refused(crew: Server) -> None:
        for _ in range(20):
            answer = httpx.get(f"{crew.url}/w/nowhere/qr.svg")
            assert answer.status_code == 404

    # Forked workers do not share their metrics.
    with two_workers(tmp_path, cluster, lasting_redis, AsOnAHost) as crew:
        before = metric_value(crew, "commonboard_refused_total")
        refused(crew)
        # Every worker reports the sum of both.
        assert {metric_value(crew, "commonboard_refused_total") for _ in range(5)} == {before + 20}
        first = min(crew.workers())
        os.kill(first, signal.SIGKILL)
        until(lambda: first not in crew.workers())
        always_answers(crew, lambda: len(crew.workers()) == 2)
        refused(crew)
        assert {metric_value(crew, "commonboard_refused_total") for _ in range(5)} == {before + 40}
        assert httpx.get(f"{crew.url}/readyz").json()["bus"] == "ok"
