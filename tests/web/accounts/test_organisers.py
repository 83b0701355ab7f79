"""The list of organisers: deactivating and removing them, but never the last one."""

import httpx

from tests.app_client import AppClient
from tests.web.accounts.acting import OLGA, OTTO, colleague, is_in, number_of, sign_in
from tests.web.board.test_joining import text_of


async def test_a_deactivated_organiser_loses_access_until_reactivated(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    otto = await colleague(app_client, olga)
    number = number_of(app_client, OTTO)
    await otto.post(app_client.path("/opening"))
    assert (await otto.get(app_client.path("/participants"))).status_code == 200
    page = await olga.post(f"/organisers/{number}/deactivation", follow_redirects=True)
    assert "The account has been deactivated." in text_of(page)
    assert "deactivated" in text_of(page)
    assert not await is_in(otto)
    assert (await otto.get(app_client.path("/participants"))).status_code == 403
    answer = await sign_in(otto, OTTO)
    assert answer.status_code == 403
    assert "The email address or password is incorrect." in text_of(answer)
    await olga.post(f"/organisers/{number}/activation")
    assert (await sign_in(otto, OTTO)).status_code == 303


async def test_removing_an_account_asks_for_confirmation_with_its_name(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    otto = await colleague(app_client, olga)
    number = number_of(app_client, OTTO)
    asked = await olga.get(f"/organisers/{number}/removal")
    assert "Remove the account of Otto?" in text_of(asked)
    assert await is_in(otto)
    gone = await olga.post(f"/organisers/{number}/removal", follow_redirects=True)
    assert "The account has been removed." in text_of(gone)
    assert "Otto" not in text_of(gone)
    assert not await is_in(otto)
    assert "A workshop" in text_of(await olga.get("/workshops"))
    for path in ("removal", "deactivation", "activation", "password-link", "second-factor-reset"):
        assert (await olga.post(f"/organisers/{number}/{path}")).status_code == 404


async def test_organisers_cannot_remove_their_own_account_or_change_its_access_without_the_password(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    number = number_of(app_client, OLGA)
    for path in ("deactivation", "removal", "password-link", "second-factor-reset"):
        answer = await olga.post(f"/organisers/{number}/{path}")
        assert answer.status_code == 409
        assert "Ask another organiser" in text_of(answer)
        # Choosing a language on this page leads to a page that exists.
        headers = {"referer": f"http://board.test/organisers/{number}/{path}"}
        chosen = await olga.post("/language", data={"language": "en"}, headers=headers, follow_redirects=True)
        assert chosen.status_code == 200
    assert f'action="/organisers/{number}/' not in (await olga.get("/organisers")).text
    assert await is_in(olga)


async def test_strangers_and_participants_cannot_remove_organisers(
    app_client: AppClient, olga: httpx.AsyncClient
) -> None:
    await colleague(app_client, olga)
    number = number_of(app_client, OTTO)
    for stranger in (app_client.visitor(), app_client.visitor("ana"), app_client.visitor("fay")):
        assert (await stranger.get("/organisers")).status_code == 303
        for path in ("deactivation", "activation", "removal", "password-link", "second-factor-reset"):
            assert (await stranger.post(f"/organisers/{number}/{path}")).status_code == 403
        assert (await stranger.post("/organisers/second-factor", data={"required": "1"})).status_code == 403
    assert (await sign_in(app_client.visitor(), OTTO)).status_code == 303
