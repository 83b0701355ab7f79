"""Signing in and out in a browser."""

import httpx
import pytest
from sqlmodel import select

from app.domain.models import SecurityEntry
from app.live.connection import STAY_AWAY
from app.web.render.audience import STEER, Audience
from tests.app_client import PASSWORD, AppClient
from tests.live.connecting import connect, frames
from tests.web.accounts.acting import OLGA, is_in, problems, sent, sign_in
from tests.web.board.test_joining import fields, text_of
from tests.workshop import FAY


async def test_an_organiser_signs_in_and_out(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    browser = app_client.visitor()
    asked = await browser.get("/workshops")
    assert asked.headers["location"] == "/sign-in?to=/workshops"
    answer = await sign_in(browser, " OLGA@council.example ", to="/account")
    assert answer.headers["location"] == "/account"
    assert OLGA in text_of(await browser.get("/account"))
    await browser.post("/sign-out")
    assert not await is_in(browser)
    assert await is_in(olga)


async def test_a_copied_token_does_not_work_after_signing_out(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    thief = app_client.visitor()
    thief.cookies.update(olga.cookies)
    assert await is_in(thief)
    await olga.post("/sign-out")
    assert not await is_in(thief)


async def test_a_sign_in_outlasts_the_browser_only_if_asked_for(app_client: AppClient, olga: object) -> None:
    for keep, seconds in (("", None), ("1", 30 * 24 * 3600)):
        answer = await sign_in(app_client.visitor(), keep=keep)
        (cookie,) = (value for value in answer.headers.get_list("set-cookie") if value.startswith("organiser="))
        assert ("Max-Age" in cookie) == (seconds is not None)
        assert seconds is None or f"Max-Age={seconds}" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert OLGA not in cookie
        assert PASSWORD not in cookie


async def test_a_wrong_password_gives_the_same_answer_with_and_without_an_account(
    app_client: AppClient, olga: object
) -> None:
    browser = app_client.visitor()
    found = []
    for email in (OLGA, "nobody@council.example"):
        answer = await sign_in(browser, email, "wrong password", keep="1")
        assert answer.status_code == 403
        found.append(problems(answer))
        kept = fields(answer)
        assert kept["email"] == email
        assert 'name="keep" value="1" checked' in answer.text
        assert "wrong password" not in answer.text
    assert found == [{"email": "The email address or password is incorrect."}] * 2


async def test_an_empty_sign_in_field_is_shown_and_not_counted_as_a_failure(
    app_client: AppClient, olga: object
) -> None:
    browser = app_client.visitor()
    for _ in range(20):
        answer = await sign_in(browser, "", "")
    assert answer.status_code == 422
    assert problems(answer) == {"email": "Enter your email address.", "password": "Enter your password."}
    assert (await sign_in(browser)).status_code == 303


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/\\evil.test", "evil"])
async def test_signing_in_never_redirects_to_another_site(app_client: AppClient, olga: object, to: str) -> None:
    assert (await sign_in(app_client.visitor(), to=to)).headers["location"] == "/workshops"


async def test_signing_in_again_ends_the_sign_in_that_this_browser_had(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    before = app_client.visitor()
    before.cookies.update(olga.cookies)
    await sign_in(olga)
    assert await is_in(olga)
    assert not await is_in(before)


async def test_after_too_many_wrong_passwords_the_answer_names_the_wait(app_client: AppClient, olga: object) -> None:
    guesser = app_client.visitor()
    app_client.inside.sign_in_limits._addresses._by_address._clock = lambda: 1000.0
    statuses = [(await sign_in(guesser, password="wrong password")).status_code for _ in range(11)]
    assert statuses == [403] * 10 + [429]
    refused = await sign_in(guesser)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert "Too many attempts" in text_of(refused)
    assert fields(refused)["email"] == OLGA
    # The account is not locked: its owner can sign in from another address.
    assert (await sign_in(app_client.visitor())).status_code == 303


async def test_typed_text_is_not_in_the_security_log(app_client: AppClient, olga: object) -> None:
    browser = app_client.visitor()
    await sign_in(browser, OLGA, "wrong password")
    await sign_in(browser, "my own secret password", "wrong password")
    rows = app_client.workshop.read(
        lambda session: list(session.exec(select(SecurityEntry).where(SecurityEntry.kind == "sign_in_failed")))
    )
    assert [(row.name, row.details) for row in rows] == [
        ("", {"step": "password", "account": 1}),
        ("", {"step": "password"}),
    ]
    assert "secret" not in str(rows)


async def test_signing_out_closes_the_boards_that_it_opened(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    await olga.post(app_client.path("/opening"))
    assert (await olga.get(app_client.path("/participants"))).status_code == 200
    (cookie,) = (cookie.value for cookie in olga.cookies.jar if cookie.name.startswith("seat-"))
    seat = app_client.inside.keys.seat(app_client.workshop.key, cookie)
    assert seat is not None
    connections = [connect(app_client, ref, audience=Audience(STEER, "en")) for ref in (seat, FAY)]
    await olga.post("/sign-out")
    await frames(connections[0])
    assert [connection.closing for connection in connections] == [STAY_AWAY, None]
    for path in ("/participants", "/map", "/records"):
        assert (await olga.get(app_client.path(path))).status_code == 403
    assert (await olga.get(app_client.path())).headers["location"] == app_client.path("/join")
    assert (await app_client.visitor(FAY).get(app_client.path("/participants"))).status_code == 200


@pytest.mark.parametrize("step", ["sign-in", "go-on"])
async def test_a_refused_form_survives_a_change_of_language(app_client: AppClient, olga: object, step: str) -> None:
    browser = app_client.visitor()
    page = await browser.post("/w/abcd/plan", data={"name": "Warm <spaces>"})
    if step == "go-on":
        page = await browser.post("/sign-in", data=sent(page, "/sign-in") | {"email": OLGA, "password": PASSWORD})
    welsh = await browser.post("/sign-in/language", data=sent(page, "/sign-in/language") | {"chosen": "cy"})
    assert 'lang="cy"' in welsh.text
    if step == "sign-in":
        data = sent(welsh, "/sign-in") | {"email": OLGA, "password": PASSWORD}
        welsh = await browser.post("/sign-in", data=data)
    assert sent(welsh, "/w/abcd/plan") == {"name": "Warm <spaces>"}
    assert 'lang="cy"' in (await browser.get("/")).text
