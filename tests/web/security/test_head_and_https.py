"""HEAD is answered as GET without the body, https is required for a year, and unread bodies close their connection."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.app_client import AppClient, inside
from tests.workshop import ANA, FAY


def get_paths(routes: Iterable[Any]) -> set[str]:
    """The paths of all routes that answer GET, of included routers too."""
    found = set()
    for route in routes:
        if (nested := getattr(route, "original_router", None)) is not None:
            found |= get_paths(nested.routes)
        elif "GET" in (getattr(route, "methods", None) or ()):
            found.add(route.path)
    return found


@pytest.mark.parametrize("ref", [None, ANA, FAY], ids=["a stranger", "a participant", "a facilitator"])
async def test_head_is_answered_as_get_on_every_route(app_client: AppClient, ref: str | None) -> None:
    paths = {path.replace("{key}", app_client.workshop.key) for path in get_paths(app_client.app.routes)}
    assert len(paths) > 10
    client = app_client.visitor(ref)
    for path in sorted(paths | {"/nothing", "/static/css/base.css", app_client.path()}):
        get, head = await client.get(path), await client.head(path)
        same = ("content-type", "location", "cache-control", "content-security-policy", "content-encoding")
        assert head.status_code == get.status_code, path
        assert [head.headers.get(name) for name in same] == [get.headers.get(name) for name in same], path
        assert head.content == b"", path


async def test_https_is_required_for_a_year_if_the_address_is_https(tmp_path: Path) -> None:
    async with inside(tmp_path, base_url="https://board.test") as app_client:
        for path in ("/", "/nothing", "/healthz"):
            answer = await app_client.visitor().get(path)
            assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


async def test_https_is_not_required_in_a_local_network_without_tls(app_client: AppClient) -> None:
    assert "strict-transport-security" not in (await app_client.visitor().get("/")).headers


async def test_an_answer_before_the_end_of_the_body_says_that_the_connection_closes(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    large = await ana.post(app_client.path("/notes"), data={"text": "x" * 70_000})
    assert (large.status_code, large.headers["connection"]) == (413, "close")
    # Its body is sent only after 100 Continue, which never comes.
    waits = await ana.post("/nothing", data={"text": "x"}, headers={"expect": "100-continue"})
    assert (waits.status_code, waits.headers["connection"]) == (404, "close")
    assert "connection" not in (await ana.post("/nothing", data={"text": "x"})).headers
