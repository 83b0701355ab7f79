"""Shared fixtures: databases, sample workshops, the app in this process, and the app as a process of its own."""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import certifi
import hypothesis
import pytest

from app.presentation import translations
from app.settings import Settings
from app.storage.database import Database
from app.suggestions import support
from tests.app_client import AppClient, inside
from tests.engines.browsers import firefox_path, webkit_path
from tests.servers import compiled, hurrying
from tests.servers.lasting import LastingDatabase
from tests.servers.migrated import migrated_sqlite, sample_workshop
from tests.servers.postgres import Cluster, binaries
from tests.servers.redis import Redis
from tests.servers.redis import binary as redis_binary
from tests.servers.server import Server, headless_browser_path
from tests.workshop import SampleWorkshop

# No test fails because the machine is busy.
hypothesis.settings.register_profile(
    "commonboard", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("commonboard")


MEMORY = Path("/dev/shm")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' files in memory where the system allows it: a disk would delay each of thousands of commits."""
    Server.forks = True
    compiled.share_statements()
    compiled.share_routes()
    hurrying.hurry()
    hurrying.write_at_once()
    if not hasattr(config, "workerinput"):
        trust_one_authority(config)
    if config.option.basetemp is None and os.access(MEMORY, os.W_OK) and not hasattr(config, "workerinput"):
        config.option.basetemp = tempfile.mkdtemp(prefix="commonboard-tests-", dir=MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


def trust_one_authority(config: pytest.Config) -> None:
    """Let each HTTP client read one certificate instead of all, which takes 35 ms. No test needs any."""
    file = Path(tempfile.mkdtemp(prefix="commonboard-tests-")) / "one.pem"
    end = "-----END CERTIFICATE-----\n"
    file.write_text(certifi.contents().partition(end)[0] + end)
    os.environ["SSL_CERT_FILE"] = str(file)
    config.add_cleanup(lambda: shutil.rmtree(file.parent))


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def languages_stay_here() -> Generator[None]:
    """Take back the translations that a test installs, because the pages of later tests would offer their languages."""
    languages = translations.languages()
    yield
    if translations.languages() != languages:
        for kept in (translations._catalogues, translations._names):
            for added in kept.keys() - set(languages):
                del kept[added]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests whose programs are not installed, with the reason; with CI=true that is an error instead.

    Long attacks run only if `-m` names them (`make attack`).
    """
    if "attack" not in config.getoption("markexpr"):
        long = [item for item in items if item.get_closest_marker("attack")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    missing = {}
    if not binaries():
        missing["postgres"] = "PostgreSQL is not installed: apt-get install postgresql"
    if not (shutil.which("caddy") and shutil.which("nginx")):
        missing["proxies"] = "Caddy and nginx are not installed: apt-get install caddy nginx-light"
    if not redis_binary():
        missing["redis"] = "neither Redis nor Valkey is installed: apt-get install redis-server"
    if not headless_browser_path():
        missing["browser"] = "no browser is installed: apt-get install chromium"
    if not firefox_path():
        missing["firefox"] = "Firefox is not installed: apt-get install firefox-esr"
    if not webkit_path():
        missing["webkit"] = "WebKit is not installed: apt-get install webkit2gtk-driver xvfb"
    if os.environ.get("CI") == "true":
        assert not missing, "; ".join(missing.values())
    # An extra of 91 MB, which hosts choose. Its model is tested where it is installed, and all else without it.
    if lacking := support.missing():
        missing["suggest"] = f"suggestions need {lacking}: make suggest"
    for item in items:
        for mark, reason in missing.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"LEFT OUT: {reason}"))
        # A change is not refused for one failure on a busy machine. The run lists each one as RERUN.
        if os.environ.get("CI") == "true":
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Let the garbage collector leave out what exists before the first test: its rounds took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def cluster() -> Generator[Cluster]:
    with Cluster() as running:
        yield running


@pytest.fixture(scope="session")
def lasting_redis() -> Generator[Redis]:
    with Redis() as running:
        yield running


@pytest.fixture
def redis() -> Generator[Redis]:
    """A Redis that a test may stop."""
    with Redis() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'board.sqlite3'}"
    return request.getfixturevalue("cluster").fresh()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return migrated_sqlite(tmp_path / "board.sqlite3")
    return request.getfixturevalue("cluster").fresh("migrated")


@pytest.fixture
def database(url: str) -> Generator[Database]:
    made = Database(url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def lasting(cluster: Cluster) -> Generator[LastingDatabase]:
    made = LastingDatabase(cluster)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def workshop(request: pytest.FixtureRequest) -> SampleWorkshop:
    """A workshop with Fay, Ana and Ben, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_workshop")
    return request.getfixturevalue("lasting").workshop()


@pytest.fixture
def sqlite_workshop(tmp_path: Path) -> Generator[SampleWorkshop]:
    """A workshop with Fay, Ana and Ben on SQLite only, for behaviour that does not depend on the database."""
    database = Database(migrated_sqlite(tmp_path / "board.sqlite3"))
    yield sample_workshop(database)
    database.close()


@pytest.fixture
async def app_client(tmp_path: Path) -> AsyncGenerator[AppClient]:
    """The whole app in this process, on SQLite, with one workshop."""
    async with inside(tmp_path) as made:
        yield made


@pytest.fixture
def server(tmp_path: Path) -> Generator[Server]:
    """The whole app as a process of its own."""
    with Server(tmp_path / "data") as running:
        yield running
