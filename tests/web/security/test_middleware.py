"""The security middleware: refusing other sites and large bodies, and adding security headers."""

from collections.abc import AsyncGenerator

import pytest

from tests.app_client import AppClient
from tests.workshop import ANA


def form(app_client: AppClient, text: str = "Hello", number: int = 0) -> dict[str, object]:
    return {"id": f"{number:024d}", "column": app_client.workshop.columns[0], "text": text}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://board.test"},
    ],
)
async def test_requests_from_another_site_are_refused(app_client: AppClient, headers: dict[str, str]) -> None:
    ana = app_client.visitor(ANA)
    answer = await ana.post(app_client.path("/notes"), data=form(app_client), headers=headers)
    assert answer.status_code == 403
    assert app_client.workshop.order() == []


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "null", "http://board.test:81", "http://board.test.evil.test", ""]
)
async def test_without_fetch_metadata_the_origin_decides(app_client: AppClient, origin: str) -> None:
    ana = app_client.visitor(ANA)
    del ana.headers["sec-fetch-site"]
    assert (
        await ana.post(app_client.path("/notes"), data=form(app_client), headers={"origin": origin})
    ).status_code == 403
    assert app_client.workshop.order() == []
    await ana.post(app_client.path("/notes"), data=form(app_client), headers={"origin": "http://board.test"})
    assert len(app_client.workshop.order()) == 1


async def test_every_response_has_the_security_headers(app_client: AppClient) -> None:
    for path in ("/", "/nothing", app_client.path(), "/healthz"):
        answer = await app_client.visitor(ANA).get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "object-src 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-answered-by"] == "commonboard"


async def test_a_body_over_64_kib_gets_413_with_a_reason(app_client: AppClient) -> None:
    answer = await app_client.visitor(ANA).post(app_client.path("/notes"), data=form(app_client, "x" * 70_000))
    assert answer.status_code == 413
    assert "Shorten" in answer.text
    assert app_client.workshop.order() == []


async def test_a_note_that_is_too_long_is_returned_with_its_text(app_client: AppClient) -> None:
    words = "<b>" + "long " * 500
    answer = await app_client.visitor(ANA).post(app_client.path("/notes"), data=form(app_client, words))
    assert answer.status_code == 422
    assert "2,000" in answer.text
    assert words.replace("<", "&lt;").replace(">", "&gt;") in answer.text


async def test_a_form_with_a_missing_field_gets_422_with_a_reason(app_client: AppClient) -> None:
    answer = await app_client.visitor(ANA).post(app_client.path("/notes"), data={"text": "Hello"})
    assert answer.status_code == 422
    assert "Part of the form is missing" in answer.text


async def test_a_body_without_content_length_is_limited_too(app_client: AppClient) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 4096
            yield b"text=" + b"x" * 4091

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await app_client.visitor(ANA).post(app_client.path("/notes"), content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "Shorten" in answer.text
    assert app_client.workshop.order() == []


async def test_head_is_answered_as_get_without_the_body(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    for path in ("/", "/healthz", "/nothing", app_client.path(), app_client.path("/share"), "/static/icons/board.svg"):
        get, head = await ana.get(path), await ana.head(path)
        assert head.status_code == get.status_code, path
        assert head.headers.get("content-type") == get.headers.get("content-type"), path
        assert head.headers.get("location") == get.headers.get("location"), path
        assert head.content == b"", path


async def test_an_address_with_a_slash_too_many_leads_to_the_page_on_this_host_only(app_client: AppClient) -> None:
    visitor = app_client.visitor(host="evil.example")
    for path, right in (("/help/?key=a", "/help?key=a"), (app_client.path("//"), app_client.path())):
        answer = await visitor.get(path)
        assert (answer.status_code, answer.headers["location"]) == (307, right)
    answer = await visitor.get("/%5Cevil.example/")
    assert answer.headers["location"] == "/%5Cevil.example"
    assert (await visitor.post("/help/")).status_code == 404
