"""An organiser's own account: details, password and list of sign-ins."""

import re

import httpx
import pytest

from tests.app_client import PASSWORD, AppClient
from tests.web.accounts.acting import OLGA, is_in, let_time_pass, problems, sent, sign_in
from tests.web.board.test_joining import text_of

NEW = "a wholly new one"


async def test_a_wrong_email_address_is_corrected_with_the_password(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    data = {"name": "Olga Nowak", "email": "olga.nowak@council.example"}
    for current, words in (("", "Enter your current password."), ("wrong", "The current password is incorrect.")):
        answer = await olga.post("/account/details", data=data | {"current": current})
        assert answer.status_code == 422
        assert problems(answer) == {"current": words}
        assert sent(answer, "/account/details")["email"] == "olga.nowak@council.example"
    saved = await olga.post("/account/details", data=data | {"current": PASSWORD}, follow_redirects=True)
    assert "Your details have been saved." in text_of(saved)
    assert "Olga Nowak" in text_of(saved)
    assert (await sign_in(app_client.visitor(), OLGA)).status_code == 403
    assert (await sign_in(app_client.visitor(), "olga.nowak@council.example")).status_code == 303


async def test_all_invalid_fields_are_shown_together(olga: httpx.AsyncClient) -> None:
    answer = await olga.post("/account/details", data={"name": " ", "email": "nowhere", "current": "wrong"})
    assert set(problems(answer)) == {"name", "email", "current"}
    assert sent(answer, "/account/details")["email"] == "nowhere"


async def test_changing_the_password_ends_other_sign_ins_and_gives_this_one_a_new_token(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    there, copied = app_client.visitor(), app_client.visitor()
    await sign_in(there)
    copied.cookies.update(olga.cookies)
    answer = await olga.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert answer.headers["location"] == "/account?saved=password"
    assert await is_in(olga)
    assert not await is_in(there)
    assert not await is_in(copied)
    assert (await sign_in(app_client.visitor())).status_code == 403
    assert (await sign_in(app_client.visitor(), password=NEW)).status_code == 303


@pytest.mark.parametrize(
    ("current", "password", "field"),
    [("wrong", NEW, "current"), (PASSWORD, "short", "password"), (PASSWORD, "EastfieldCouncil1", "password")],
)
async def test_a_refused_password_changes_nothing(
    app_client: AppClient, olga: httpx.AsyncClient, current: str, password: str, field: str
) -> None:
    answer = await olga.post("/account/password", data={"current": current, "password": password})
    assert answer.status_code == 422
    assert set(problems(answer)) == {field}
    assert f'value="{password}"' not in answer.text
    assert (await sign_in(app_client.visitor())).status_code == 303


async def test_wrong_current_passwords_in_a_signed_in_browser_are_slowed_down(olga: httpx.AsyncClient) -> None:
    data = {"current": "wrong", "password": NEW}
    statuses = [(await olga.post("/account/password", data=data)).status_code for _ in range(30)]
    assert 429 in statuses
    last = await olga.post("/account/password", data=data)
    if last.status_code == 429:
        assert int(last.headers["retry-after"]) >= 1


async def test_an_organiser_sees_all_their_sign_ins_and_can_end_each(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    phone = app_client.visitor(
        **{"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"}
    )
    tablet = app_client.visitor(**{"user-agent": "something new"})
    for browser in (phone, tablet):
        await sign_in(browser, keep="1")
    page = await olga.get("/account")
    words = text_of(page)
    for expected in ("Firefox, Linux this device", "Safari, iPhone", "Unknown device", "Stays signed in"):
        assert expected in words
    ends = re.findall(r'action="(/account/sign-ins/\d+/end)"', page.text)
    assert len(ends) == 2
    stranger = app_client.visitor()
    assert (await stranger.post(ends[0])).status_code == 403
    await olga.post(ends[0])
    assert sorted([await is_in(phone), await is_in(tablet)]) == [False, True]
    await olga.post("/account/sign-ins/end")
    assert not await is_in(phone)
    assert not await is_in(tablet)
    assert await is_in(olga)


async def test_a_sign_in_ends_after_twelve_hours_without_a_request_or_after_fourteen_days_if_it_is_kept(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    kept = app_client.visitor()
    await sign_in(kept, keep="1")
    let_time_pass(app_client, hours=11)
    assert await is_in(olga)
    # Reading a page counted as activity.
    let_time_pass(app_client, hours=11)
    app_client.inside.last_seen._looked_at.clear()
    assert await is_in(olga)
    let_time_pass(app_client, hours=12)
    assert not await is_in(olga)
    assert await is_in(kept)
    app_client.inside.last_seen._looked_at.clear()
    let_time_pass(app_client, days=14)
    assert not await is_in(kept)


async def test_choosing_a_language_stays_on_the_same_account_page(olga: httpx.AsyncClient) -> None:
    for path, data in (
        ("/account/details", {"name": ""}),
        ("/account/password", {"current": "x"}),
        ("/account/second-factor", {"current": "x"}),
        ("/account/second-factor/codes", {"current": "x"}),
        ("/account/second-factor/off", {"current": "x"}),
    ):
        assert (await olga.post(path, data=data)).status_code == 422
        headers = {"referer": f"http://board.test{path}"}
        chosen = await olga.post("/language", data={"language": "cy"}, headers=headers, follow_redirects=True)
        assert chosen.status_code == 200, path
        assert chosen.url.path.startswith("/account/"), path
