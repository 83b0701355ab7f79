"""The second factor in a browser: setting it up, giving codes, resetting it and requiring it."""

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime

import httpx
import pyotp
import pytest
from lxml import html

from app.domain.accounts import second_factor
from tests.app_client import PASSWORD, AppClient
from tests.web.accounts.acting import OLGA, OTTO, by_host, colleague, is_in, number_of, problems, sign_in
from tests.web.board.test_joining import fields, text_of


def key_on(page: httpx.Response) -> str:
    return html.document_fromstring(page.text).get_element_by_id("key").text_content().replace(" ", "")


def code(key: str, steps: int = 0) -> str:
    return pyotp.TOTP(key).at(datetime.now(UTC), counter_offset=steps)


async def set_up(browser: httpx.AsyncClient) -> tuple[str, list[str]]:
    """Turn the second factor on; returns the app's key and the recovery codes."""
    page = await browser.post("/account/second-factor", data={"current": PASSWORD}, follow_redirects=True)
    key = key_on(page)
    # An earlier code, so that tests can still sign in with the present one.
    page = await browser.post("/account/second-factor/set-up", data={"code": code(key, -1)}, follow_redirects=True)
    found = html.document_fromstring(page.text).get_element_by_id("recovery-codes").text_content().split()
    assert len(found) == 10
    return key, found


async def test_after_the_password_nothing_opens_until_the_code_is_given(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    key, _codes = await set_up(olga)
    browser = app_client.visitor()
    answer = await sign_in(browser, to="/account")
    assert answer.headers["location"] == "/sign-in/code?to=%2Faccount"
    assert not await is_in(browser)
    wrong = await browser.post("/sign-in/code", data={"code": code(key, 40)})
    assert wrong.status_code == 422
    assert "The code is incorrect" in problems(wrong)["code"]
    right = await browser.post("/sign-in/code", data={"code": code(key), "to": "/account"})
    assert right.headers["location"] == "/account"
    assert await is_in(browser)
    # The same code again, by another person who knows it and the password.
    thief = app_client.visitor()
    await sign_in(thief)
    assert (await thief.post("/sign-in/code", data={"code": code(key)})).status_code == 422
    assert not await is_in(thief)


async def test_a_code_without_the_password_is_refused(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    key, codes = await set_up(olga)
    browser = app_client.visitor()
    assert (await browser.get("/sign-in/code")).headers["location"] == "/sign-in"
    for typed in (code(key), codes[0]):
        assert (await browser.post("/sign-in/code", data={"code": typed})).status_code == 403
    assert not await is_in(browser)


async def test_a_recovery_code_works_once(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    _key, codes = await set_up(olga)
    for typed, status in ((codes[3].lower(), 303), (codes[3], 422), (codes[4], 303)):
        browser = app_client.visitor()
        await sign_in(browser)
        assert (await browser.post("/sign-in/code", data={"code": typed})).status_code == status
    assert "8 recovery codes left" in text_of(await olga.get("/account"))


async def test_guessed_codes_slow_down_strangers_but_not_a_known_browser(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    key, _codes = await set_up(olga)
    for number in range(20):
        thief = app_client.visitor()
        await sign_in(thief)
        answer = await thief.post("/sign-in/code", data={"code": f"{number:06d}"})
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert number == 10
    assert int(answer.headers["retry-after"]) > 1
    await olga.post("/sign-out")
    await sign_in(olga)
    assert (await olga.post("/sign-in/code", data={"code": code(key)})).status_code == 303


async def test_codes_that_are_sent_at_the_same_moment_are_limited_together(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    """Each would pass the limit if it counted only codes that have been checked."""
    await set_up(olga)
    # No allowance returns, however long the machine takes.
    app_client.inside.sign_in_limits.limiters["codes"]._clock = lambda: 1000.0
    thief = app_client.visitor()
    await sign_in(thief)
    guesses = [thief.post("/sign-in/code", data={"code": f"{number:06d}"}) for number in range(40)]
    answers = Counter(answer.status_code for answer in await asyncio.gather(*guesses))
    assert answers == {422: 10, 429: 30}
    assert not await is_in(thief)


async def test_after_a_reset_between_password_and_code_one_signs_in_again_without_a_code(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    otto = await colleague(app_client, olga)
    key, _codes = await set_up(otto)
    browser = app_client.visitor()
    await sign_in(browser, OTTO)
    await olga.post(f"/organisers/{number_of(app_client, OTTO)}/second-factor-reset")
    late = await browser.post("/sign-in/code", data={"code": code(key)})
    assert late.status_code == 403
    assert "your second factor was reset" in problems(late)["email"]
    assert not await is_in(browser)
    assert (await sign_in(browser, OTTO)).status_code == 303
    assert await is_in(browser)


async def test_a_refused_form_is_kept_through_the_code_step(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    key, _codes = await set_up(olga)
    browser = app_client.visitor()
    away = await browser.post("/w/abcd/plan", data={"name": "Warm <spaces>"})
    kept = fields(away) | {"email": OLGA, "password": PASSWORD}
    asked = await browser.post("/sign-in", data=kept)
    back = await browser.post("/sign-in/code", data=fields(asked) | {"code": code(key)})
    assert fields(back) == {"name": "Warm <spaces>"}
    assert 'action="/w/abcd/plan"' in back.text


async def test_the_key_and_the_recovery_codes_are_shown_again_after_a_reload_or_change_of_language(
    olga: httpx.AsyncClient,
) -> None:
    await olga.post("/account/second-factor", data={"current": PASSWORD})
    address = "/account/second-factor/set-up"
    key = key_on(await olga.get(address))
    assert await again_in_welsh(olga, address, key_on) == key
    await olga.post(address, data={"code": code(key)})
    address = "/account/second-factor/codes"

    def codes_on(page: httpx.Response) -> list[str]:
        return re.findall(r"[A-Z2-7]{5}-[A-Z2-7]{5}", page.text)

    codes = codes_on(await olga.get(address))
    assert len(codes) == 10
    assert await again_in_welsh(olga, address, codes_on) == codes
    await olga.post("/account/second-factor/codes/kept")
    assert codes_on(await olga.get(address, follow_redirects=True)) == []


async def again_in_welsh(browser: httpx.AsyncClient, address: str, read) -> object:
    """What `read` returns for the page after a reload and after a change of language."""
    before = read(await browser.get(address))
    headers = {"referer": f"http://board.test{address}"}
    page = await browser.post("/language", data={"language": "cy"}, headers=headers, follow_redirects=True)
    assert 'lang="cy"' in page.text
    assert read(page) == before
    return before


async def test_changing_the_second_factor_needs_the_password(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    assert (await olga.post("/account/second-factor", data={"current": "wrong"})).status_code == 422
    await set_up(olga)
    for path in ("/account/second-factor/codes", "/account/second-factor/off"):
        assert "current" in problems(await olga.post(path, data={"current": "wrong"}))
    assert (await sign_in(app_client.visitor())).headers["location"] == "/sign-in/code"
    await olga.post("/account/second-factor/off", data={"current": PASSWORD})
    assert (await sign_in(app_client.visitor())).headers["location"] == "/workshops"


async def test_a_required_second_factor_redirects_accounts_without_one_to_its_set_up(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    otto = await colleague(app_client, olga)
    await set_up(olga)
    await olga.post("/organisers/second-factor", data={"required": "1"})
    for path in ("/workshops", "/account", "/organisers", "/workshops/new", app_client.path("/details")):
        assert (await otto.get(path)).headers["location"] == "/account/second-factor", path
    for path in ("/organisers/invitations", "/account/sign-ins/end", app_client.path("/opening")):
        assert (await otto.post(path)).headers["location"] == "/account/second-factor", path
    assert "requires a second factor" in text_of(await otto.get("/account/second-factor"))
    await set_up(otto)
    assert await is_in(otto)
    refused = await otto.post("/account/second-factor/off", data={"current": PASSWORD})
    assert refused.status_code == 409
    assert (await sign_in(app_client.visitor(), OTTO)).headers["location"] == "/sign-in/code"


async def test_another_organiser_can_reset_the_second_factor_and_its_owner_gets_a_notice(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    otto = await colleague(app_client, olga)
    await set_up(otto)
    page = await olga.post(f"/organisers/{number_of(app_client, OTTO)}/second-factor-reset", follow_redirects=True)
    assert "The second factor has been reset" in text_of(page)
    browser = app_client.visitor()
    answer = await sign_in(browser, OTTO)
    told = await browser.get(answer.headers["location"])
    assert "Olga reset your second factor" in text_of(told)


async def test_a_password_link_does_not_bypass_the_second_factor(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    from tests.web.accounts.test_links import password_link

    otto = await colleague(app_client, olga)
    key, _codes = await set_up(otto)
    browser = app_client.visitor()
    form = fields(await browser.get(f"/i/{await password_link(app_client, olga, OTTO)}"))
    answer = await browser.post("/i", data=form | {"password": "a wholly new one"})
    assert answer.headers["location"] == "/sign-in/code"
    assert not await is_in(browser)
    assert (await browser.post("/sign-in/code", data={"code": code(key)})).status_code == 303


async def test_the_host_can_reset_an_organisers_second_factor(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    await set_up(olga)
    by_host(app_client, OLGA, second_factor.reset)
    browser = app_client.visitor()
    told = await browser.get((await sign_in(browser)).headers["location"])
    assert "the person who runs this server reset your second factor" in text_of(told)


@pytest.mark.parametrize("path", ["/account/second-factor", "/account/second-factor/set-up"])
async def test_pages_of_the_second_factor_need_a_sign_in(app_client: AppClient, olga: object, path: str) -> None:
    assert (await app_client.visitor().get(path)).headers["location"].startswith("/sign-in")
