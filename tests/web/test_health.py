"""Health checks and metrics, and who may read them."""

import asyncio
import threading
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.observability import metrics
from app.settings import Settings
from app.storage import migrations
from app.web import health
from app.web.health import allowed
from tests.app_client import SCRIPT, AppClient
from tests.live.connecting import connect
from tests.workshop import ANA, BEN


async def ready(app_client: AppClient) -> tuple[int, dict[str, str]]:
    answer = await app_client.visitor().get("/readyz")
    return answer.status_code, answer.json()


async def test_readyz_needs_a_database_with_this_versions_tables(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await ready(app_client) == (
        200,
        {"database": "ok", "migrations": "ok", "server": "ok", "bus": "not needed"},
    )
    with monkeypatch.context() as patched:
        newest = migrations.revisions()
        patched.setattr(migrations, "revisions", lambda: ["9999", *newest])
        code, found = await ready(app_client)
        assert (code, found["migrations"]) == (503, "an older version's")
        # Machines are updated one by one: those with the old version stay ready.
        patched.setattr(migrations, "revisions", lambda: ["0000"])
        code, found = await ready(app_client)
        assert (code, found["migrations"]) == (200, "a newer version's")

    async def away(*values: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr(app_client.inside.database, "read", away)
        code, found = await ready(app_client)
        assert (code, found["database"]) == (503, "does not answer")
        assert (await app_client.visitor().get("/healthz")).status_code == 200
    await app_client.inside.hub.close()
    assert (await ready(app_client))[0] == 503


async def test_readyz_says_not_ready_where_posts_cannot_be_committed(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WRITTEN_SECONDS", -1.0)
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.3)
    database = app_client.inside.database
    refused = text("CREATE TRIGGER full BEFORE UPDATE ON organisation BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    database.write_now(lambda session: session.execute(refused))
    assert await ready(app_client) == (
        503,
        {"database": "cannot be written to", "migrations": "ok", "server": "ok", "bus": "not needed"},
    )
    released = threading.Event()
    database.write_now(lambda session: session.execute(text("DROP TRIGGER full")))
    database.submit(lambda session: released.wait(20))
    assert (await ready(app_client))[0] == 503, "a writer that hangs"
    released.set()
    monkeypatch.setattr(health, "ANSWER_SECONDS", 20.0)
    assert (await ready(app_client))[0] == 200


async def test_many_requests_to_readyz_cost_one_write(app_client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WRITTEN_SECONDS", 60.0)
    before = counted("commonboard_batch_acts_sum")
    answers = await asyncio.gather(*(ready(app_client) for _ in range(20)))
    assert {code for code, _found in answers} == {200}
    assert counted("commonboard_batch_acts_sum") == before + 1


@pytest.mark.parametrize(
    ("address", "networks", "may"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("::ffff:127.0.0.1", "127.0.0.1", True),
        ("127.0.0.2", "127.0.0.1", False),
        ("10.1.2.3", "127.0.0.1, 10.0.0.0/8", True),
        ("2001:db8::7", "2001:db8::/32", True),
        ("127.0.0.1", "none", False),
        ("", "127.0.0.1", False),
        ("unknown", "0.0.0.0/0", False),
    ],
)
def test_metrics_are_allowed_only_from_the_named_networks(address: str, networks: str, may: bool) -> None:
    assert allowed(address, networks) == may


async def asked(app_client: AppClient, peer: str, forwarded: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(app_client.app, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://board.test") as client:
        return await client.get("/metrics", headers={"x-forwarded-for": forwarded} if forwarded else {})


async def test_metrics_are_not_found_from_other_addresses(app_client: AppClient) -> None:
    assert (await asked(app_client, "127.0.0.1")).headers["content-type"].startswith("text/plain")
    for peer, forwarded in (
        ("203.0.113.9", ""),
        # An address that a stranger writes into the header is not trusted, even behind a proxy.
        ("127.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1, 203.0.113.9"),
        ("203.0.113.9", "127.0.0.1"),
    ):
        assert (await asked(app_client, peer, forwarded)).status_code == 404, (peer, forwarded)


def counted(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0


async def test_notes_refusals_batches_and_failures_are_counted(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[tuple[str, dict[str, Any]]] = [
        ("commonboard_notes_saved_total", {}),
        ("commonboard_batch_acts_count", {}),
        ("commonboard_commit_seconds_count", {}),
        ("commonboard_refused_total", {"kind": "Invalid"}),
        ("commonboard_refused_total", {"kind": "AnotherSite"}),
        ("commonboard_refused_total", {"kind": "TooLarge"}),
    ]
    before = [counted(name, **labels) for name, labels in names]
    ana = app_client.visitor(ANA)
    form = {"id": "a" * 24, "column": app_client.workshop.columns[0], "text": "Hello"}
    assert (await ana.post(app_client.path("/notes"), data=form, headers=SCRIPT)).status_code == 204
    await ana.post(app_client.path("/notes"), data=form | {"id": "b" * 24, "text": ""})
    await ana.post(app_client.path("/notes"), data=form, headers={"sec-fetch-site": "cross-site"})
    await ana.post(app_client.path("/notes"), data=form | {"text": "x" * 70_000})
    after = [counted(name, **labels) for name, labels in names]
    assert [later - earlier for earlier, later in zip(before, after, strict=True)] == [1, 2, 2, 1, 1, 1]


async def test_hub_totals_count_people_connections_and_missed_events(app_client: AppClient) -> None:
    hub = app_client.inside.hub
    for ref in (ANA, ANA, BEN):
        connect(app_client, ref)
    totals = hub.totals()
    assert (totals.people, totals.connections) == (2, 3)
    hub.notify({app_client.workshop.id: app_client.workshop.workshop().seq + 5})
    assert hub.totals().behind == 5


def test_a_malformed_network_in_metrics_from_stops_the_start() -> None:
    with pytest.raises(ValueError, match="addresses or networks"):
        Settings(metrics_from="127.0.0.1,everybody")
