"""Links for an account or a password reset: creating, showing, using and turning them off in a browser."""

import re

import httpx
import pytest

from tests.app_client import PASSWORD, AppClient, set_up
from tests.web.accounts.acting import (
    OLGA,
    OTTO,
    colleague,
    is_in,
    let_time_pass,
    link_on,
    number_of,
    problems,
    sign_in,
)
from tests.web.board.test_joining import fields, text_of

NEW = "a wholly new one"


async def password_link(app_client: AppClient, browser: httpx.AsyncClient, email: str) -> str:
    """Create a password link for this account and return its secret."""
    page = await browser.post(f"/organisers/{number_of(app_client, email)}/password-link", follow_redirects=True)
    assert page.status_code == 200
    return link_on(page.text)


async def test_the_set_up_link_creates_only_the_first_account(app_client: AppClient) -> None:
    olga, late = app_client.visitor(), app_client.visitor()
    link = app_client.inside.keys.setup_link("")
    # A program that makes a link of an address may take the punctuation after it along.
    page = await olga.get(f"{link}).")
    assert "Create the first account" in text_of(page)
    await set_up(app_client, olga)
    assert "A workshop" in text_of(await olga.get("/workshops"))
    assert (await late.get(link)).headers["location"] == "/sign-in"
    data = {"token": link.rsplit("/", 1)[1], "organisation": "O", "name": "Late", "email": "late@x.example"}
    refused = await late.post("/o", data=data | {"password": PASSWORD})
    assert "has been created" in text_of(refused)
    assert not late.cookies
    assert (await late.post("/o", data={"token": "0" * 40})).status_code == 403


async def test_an_invalid_account_form_keeps_its_input(app_client: AppClient) -> None:
    browser = app_client.visitor()
    token = app_client.inside.keys.setup_link("").rsplit("/", 1)[1]
    data = {"token": token, "organisation": "O", "name": "Olga", "email": "olga@x.example", "password": "short"}
    answer = await browser.post("/o", data=data)
    assert answer.status_code == 422
    assert problems(answer) == {"password": "Enter a password of at least 8 characters."}
    again = fields(answer)
    assert (again["organisation"], again["name"], again["email"]) == ("O", "Olga", "olga@x.example")
    assert "short" not in answer.text
    everything = await browser.post("/o", data={"token": token, "email": "nowhere"})
    assert set(problems(everything)) == {"organisation", "name", "email", "password"}


async def test_an_invitation_creates_one_account(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    secret = link_on((await olga.post("/organisers/invitations", follow_redirects=True)).text)
    otto = app_client.visitor()
    taken = fields(await otto.get(f"/i/{secret}")) | {"name": "Otto", "email": OLGA, "password": PASSWORD}
    assert problems(await otto.post("/i", data=taken)) == {
        "email": "Another account has this email address. Enter a different one."
    }
    assert (await otto.post("/i", data=taken | {"email": OTTO})).headers["location"] == "/workshops"
    assert (await app_client.visitor().get(f"/i/{secret}")).status_code == 403
    assert (await app_client.visitor().post("/i", data=taken | {"email": "x@x.example"})).status_code == 403


@pytest.mark.parametrize("around", ["{}.", "({})", "“{}”,", "{}…"])
async def test_punctuation_around_an_invitation_link_is_ignored(
    app_client: AppClient, olga: httpx.AsyncClient, around: str
) -> None:
    secret = link_on((await olga.post("/organisers/invitations", follow_redirects=True)).text)
    form = fields(await app_client.visitor().get("/i/" + around.format(secret)))
    details = {"name": "Otto", "email": OTTO, "password": PASSWORD}
    answer = await app_client.visitor().post("/i", data=form | details)
    assert answer.headers["location"] == "/workshops"


async def test_a_password_link_works_once_and_ends_every_sign_in(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    otto = await colleague(app_client, olga)
    secret = await password_link(app_client, olga, OTTO)
    browser = app_client.visitor()
    form = fields(await browser.get(f"/i/{secret}"))
    assert (await browser.post("/i", data=form | {"password": "otto1234"})).status_code == 422
    answer = await browser.post("/i", data=form | {"password": NEW})
    # Otto first sees a notice that names the creator of the link.
    told = await browser.get(answer.headers["location"])
    assert "Olga made a link that can change your password" in text_of(told)
    assert not await is_in(otto)
    assert await is_in(browser)
    assert (await app_client.visitor().post("/i", data=form | {"password": NEW})).status_code == 403
    assert (await sign_in(otto, OTTO)).status_code == 403
    assert (await sign_in(otto, OTTO, NEW)).status_code == 303


async def test_only_the_creator_of_a_link_can_show_it_again(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    otto = await colleague(app_client, olga)
    made = await olga.post("/organisers/invitations")
    address = made.headers["location"]
    secret = link_on((await olga.get(address)).text)
    assert link_on((await olga.get(address)).text) == secret
    headers = {"referer": f"http://board.test{address}"}
    chosen = await olga.post("/language", data={"language": "cy"}, headers=headers, follow_redirects=True)
    assert 'lang="cy"' in chosen.text
    assert link_on(chosen.text) == secret
    other_browser = app_client.visitor()
    await sign_in(other_browser)
    for browser in (otto, other_browser, app_client.visitor()):
        assert secret not in (await browser.get(address, follow_redirects=True)).text
    for path in ("/organisers", "/account"):
        assert secret not in (await olga.get(path)).text


async def test_any_organiser_can_turn_off_a_link(app_client: AppClient, olga: httpx.AsyncClient) -> None:
    otto = await colleague(app_client, olga)
    secret = await password_link(app_client, olga, OTTO)
    page = await otto.get("/organisers")
    assert "New password for Otto" in text_of(page)
    assert "Made by Olga" in text_of(page)
    (end,) = re.findall(r'action="(/organisers/links/\d+/end)"', page.text)
    assert (await app_client.visitor().post(end)).status_code == 403
    await otto.post(end)
    assert (await app_client.visitor().get(f"/i/{secret}")).status_code == 403


async def test_notices_are_shown_at_each_sign_in_until_dismissed(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    await colleague(app_client, olga)
    await password_link(app_client, olga, OTTO)
    for _ in range(2):
        browser = app_client.visitor()
        answer = await sign_in(browser, OTTO, to="/account")
        assert answer.headers["location"] == "/account/notices?to=%2Faccount"
        page = await browser.get(answer.headers["location"])
        assert "Olga made a link" in text_of(page)
    assert "Olga made a link" in text_of(await browser.get("/account"))
    assert (await browser.post("/account/notices", data=fields_of(page))).headers["location"] == "/account"
    assert "Olga made a link" not in text_of(await browser.get("/account"))
    assert (await sign_in(app_client.visitor(), OTTO)).headers["location"] == "/workshops"
    assert (await sign_in(olga)).headers["location"] == "/workshops"


def fields_of(page: httpx.Response) -> dict[str, str]:
    return {key: value for key, value in fields(page).items() if key in ("to", "last")}


async def test_a_link_to_another_site_is_not_followed_after_the_notices(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    for to in ("//evil.test", "https://evil.test", "/\t/evil.test"):
        assert (await olga.get("/account/notices", params={"to": to})).headers["location"] == "/workshops"
        answer = await olga.post("/account/notices", data={"to": to, "last": "1"})
        assert answer.headers["location"] == "/workshops"


@pytest.mark.parametrize("path", ["/organisers/invitations", "/organisers/1/password-link", "/organisers/links/1/end"])
async def test_links_cannot_be_created_or_ended_while_signed_out(
    app_client: AppClient, olga: httpx.AsyncClient, path: str
) -> None:
    browser = app_client.visitor()
    assert (await browser.post(path)).status_code == 403
    let_time_pass(app_client, hours=12)
    assert (await olga.post(path)).status_code == 403
