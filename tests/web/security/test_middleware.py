"""Other sites and large bodies are refused, and every answer carries the security headers."""

from collections.abc import AsyncGenerator

import pytest

from tests.app_client import House
from tests.workshop import ANA


def form(house: House, text: str = "Hello", number: int = 0) -> dict[str, object]:
    return {"id": f"{number:024d}", "column": house.hall.columns[0], "text": text}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://board.test"},
    ],
)
async def test_another_site_can_do_nothing(house: House, headers: dict[str, str]) -> None:
    ana = house.visitor(ANA)
    answer = await ana.post(house.path("/notes"), data=form(house), headers=headers)
    assert answer.status_code == 403
    assert house.hall.order() == []


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "null", "http://board.test:81", "http://board.test.evil.test", ""]
)
async def test_without_fetch_metadata_the_origin_decides(house: House, origin: str) -> None:
    ana = house.visitor(ANA)
    del ana.headers["sec-fetch-site"]
    assert (await ana.post(house.path("/notes"), data=form(house), headers={"origin": origin})).status_code == 403
    assert house.hall.order() == []
    await ana.post(house.path("/notes"), data=form(house), headers={"origin": "http://board.test"})
    assert len(house.hall.order()) == 1


async def test_every_answer_carries_the_strict_policy(house: House) -> None:
    for path in ("/", "/nothing", house.path(), "/healthz"):
        answer = await house.visitor(ANA).get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-answered-by"] == "commonboard"


async def test_a_body_over_64_kib_is_refused_in_words(house: House) -> None:
    answer = await house.visitor(ANA).post(house.path("/notes"), data=form(house, "x" * 70_000))
    assert answer.status_code == 413
    assert "shorten" in answer.text
    assert house.hall.order() == []


async def test_a_note_that_is_too_long_is_given_back(house: House) -> None:
    words = "<b>" + "long " * 500
    answer = await house.visitor(ANA).post(house.path("/notes"), data=form(house, words))
    assert answer.status_code == 422
    assert "2,000" in answer.text
    assert words.replace("<", "&lt;").replace(">", "&gt;") in answer.text


async def test_a_form_with_something_missing_is_refused_in_words(house: House) -> None:
    answer = await house.visitor(ANA).post(house.path("/notes"), data={"text": "Hello"})
    assert answer.status_code == 422
    assert "Something is missing" in answer.text


async def test_a_body_that_does_not_say_how_long_it_is_is_cut_off_too(house: House) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 4096
            yield b"text=" + b"x" * 4091

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await house.visitor(ANA).post(house.path("/notes"), content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "shorten" in answer.text
    assert house.hall.order() == []
