"""Continuing as the same seat on a second device."""

import re
from datetime import timedelta

import httpx
import pytest

from app.domain.errors import NotFound
from app.domain.workshops import device_codes, seats, workshops
from app.live.connection import STAY_AWAY
from tests.app_client import SCRIPT, AppClient
from tests.live.connecting import connect
from tests.web.board.test_joining import fields, text_of
from tests.web.security.test_admission import until
from tests.workshop import ANA, BEN, FAY, START


async def code_of(app_client: AppClient, ref: str) -> str:
    page = await app_client.visitor(ref).post(app_client.path("/device"))
    # To choose a language would open the page again, without the code.
    assert 'action="/language"' not in page.text
    found = re.search(r"\b([A-Z0-9]{3}) ([A-Z0-9]{3}) ([A-Z0-9]{3})\b", text_of(page))
    assert found
    return "".join(found.groups())


async def use(app_client: AppClient, code: str, browser: httpx.AsyncClient | None = None) -> httpx.Response:
    """Send the form for a code from a browser that keeps cookies and has opened a form of ours before."""
    browser = browser or app_client.newcomer()
    return await browser.post(app_client.path("/rejoin"), data={"code": code})


async def test_a_code_gives_one_second_device_the_same_seat(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, "written on the first")
    code = await code_of(app_client, ANA)
    phone = app_client.visitor()
    typed = await phone.get("/j", params={"code": f" {code[:3]} {code[3:].lower()}"}, follow_redirects=True)
    assert "Continue on this device" in text_of(typed)
    board = await phone.post(app_client.path("/rejoin"), data=fields(typed), follow_redirects=True)
    assert note in board.text[board.text.index('id="private-fragment"') :]
    changed = await phone.post(app_client.path(f"/notes/{note}"), data={"text": "changed on the second"})
    assert changed.status_code == 303
    assert app_client.workshop.note(note).text == "changed on the second"
    again = await use(app_client, code)
    assert again.status_code == 404
    assert "no longer works" in text_of(again)


async def test_a_browser_without_cookies_uses_up_no_code_and_takes_no_seat(app_client: AppClient) -> None:
    code = await code_of(app_client, ANA)
    for _ in range(2):
        refused = await use(app_client, code, app_client.visitor())
        assert refused.status_code == 422
        assert "Your browser did not keep our cookie" in text_of(refused)
        assert not refused.cookies
    assert (await use(app_client, code)).status_code == 303


async def test_opening_the_rejoin_link_does_not_use_it_up(app_client: AppClient) -> None:
    code = await code_of(app_client, ANA)
    for after in ("", ".", "),"):
        assert (await app_client.visitor().get(f"/r/{code}{after}")).status_code == 200
    assert (await use(app_client, code)).status_code == 303


async def test_a_new_rejoin_code_ends_the_earlier_one(app_client: AppClient) -> None:
    first, second = await code_of(app_client, ANA), await code_of(app_client, ANA)
    assert (await use(app_client, first)).status_code == 404
    assert (await use(app_client, second)).status_code == 303


async def test_a_rejoin_code_expires_and_ends_with_its_seat(app_client: AppClient) -> None:
    workshop = app_client.workshop

    def make(session: seats.Session) -> str:
        return device_codes.make(session, seats.load_actor(session, workshop.key, ANA), START)

    code = workshop.write(make)
    workshop.read(lambda session: device_codes.find(session, code, START + timedelta(minutes=10)))
    with pytest.raises(NotFound):
        workshop.read(lambda session: device_codes.find(session, code, START + timedelta(minutes=10, seconds=1)))
    code = await code_of(app_client, ANA)
    seat = workshop.read(lambda session: seats.load_actor(session, workshop.key, ANA)).seat.id
    workshop.act(FAY, seats.remove, seat)
    refused = await use(app_client, code)
    assert refused.status_code == 403
    assert not refused.cookies


async def test_a_person_without_a_seat_gets_no_code_and_guesses_are_slowed_down(app_client: AppClient) -> None:
    zed = app_client.newcomer()
    assert (await zed.post(app_client.path("/device"))).status_code == 403
    assert (await zed.get(app_client.path("/device"))).status_code == 403
    answers = [(await use(app_client, f"AAAAAA{n:03}", zed)).status_code for n in range(70)]
    assert 429 in answers
    assert [cookie.name for cookie in zed.cookies.jar] == [f"join-{app_client.workshop.key}"]


async def test_only_a_hash_of_a_rejoin_code_is_stored(app_client: AppClient) -> None:
    code = await code_of(app_client, ANA)
    kept = app_client.workshop.read(
        lambda session: [row.model_dump() for row in session.exec(seats.select(device_codes.DeviceCode))]
    )
    assert kept
    assert code not in str(kept)


async def test_a_person_sees_their_devices_and_ends_the_access_of_one(app_client: AppClient) -> None:
    firefox = {"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"}
    ana, tablet, code = app_client.visitor(ANA), app_client.visitor(**firefox), await code_of(app_client, ANA)
    await tablet.get(f"/r/{code}")
    assert (await use(app_client, code, tablet)).status_code == 303
    page = await ana.get(app_client.path("/device"))
    assert "All your devices post as one person" in text_of(page)
    assert "Firefox, Windows" in text_of(page)
    assert page.text.count(">this device</span>") == 1
    (address,) = re.findall(r'action="([^"]+/removal)"', page.text)
    assert (await app_client.visitor(FAY).post(address)).status_code == 404
    assert (await tablet.get(app_client.path())).status_code == 200
    assert (await ana.post(address)).headers["location"] == app_client.path("/device")
    assert (await tablet.get(app_client.path())).headers["location"] == app_client.path("/join")
    assert (await ana.get(app_client.path())).status_code == 200


async def test_an_ended_device_loses_its_connection_and_the_other_may_connect_again(app_client: AppClient) -> None:
    tablet = app_client.newcomer()
    await use(app_client, await code_of(app_client, ANA), tablet)
    seat = app_client.workshop.read(lambda session: seats.load_actor(session, app_client.workshop.key, ANA).seat.ref)
    connection = connect(app_client, seat)
    other = connect(app_client, BEN)
    ana = app_client.visitor(ANA)
    page = await ana.get(app_client.path("/device"))
    (address,) = re.findall(r'action="([^"]+/removal)"', page.text)
    await ana.post(address)
    await until(lambda: connection.closing is not None)
    assert connection.closing == STAY_AWAY
    assert other.closing is None
    # Their pages ask why, and connect again only if the answer is 204.
    assert (await ana.get(app_client.path("/place"))).status_code == 204
    assert (await tablet.get(app_client.path("/place"), headers=SCRIPT)).status_code == 403


async def test_a_page_that_was_disconnected_learns_why(app_client: AppClient) -> None:
    ana, fay = app_client.visitor(ANA), app_client.visitor(FAY)
    assert (await ana.get(app_client.path("/place"))).status_code == 204
    assert (await ana.get(app_client.path("/place?view=steer"), headers=SCRIPT)).status_code == 403
    assert (await fay.get(app_client.path("/place?view=steer"))).status_code == 204
    app_client.workshop.act(FAY, workshops.replace_code_and_require_it)
    answer = await ana.get(app_client.path("/place"))
    assert (answer.status_code, answer.headers["x-place"]) == (403, "code")


async def test_leaving_a_device_deletes_only_this_workshops_cookies(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA)
    phone = app_client.visitor(ANA)
    phone.cookies.set("organiser", "token", domain="board.test", path="/")
    phone.cookies.set("seat-other", "x", domain="board.test", path="/w/other")
    page = await phone.get(app_client.path("/departure"))
    assert "will be deleted permanently" in text_of(page)
    answer = await phone.post(app_client.path("/departure"))
    assert "You have left this device" in text_of(answer)
    assert f'data-forget="{app_client.path()}"' in answer.text
    deleted = {line.partition("=")[0] for line in answer.headers.get_list("set-cookie")}
    assert deleted == {f"{name}-{app_client.workshop.key}" for name in ("seat", "join")}
    assert {cookie.name for cookie in phone.cookies.jar} == {"organiser", "seat-other"}
    assert (await app_client.visitor(ANA).get(app_client.path())).status_code == 303
    assert app_client.workshop.order() == [note]


async def test_the_new_code_is_asked_for_in_place_and_the_group_is_kept(app_client: AppClient) -> None:
    app_client.workshop.post(ANA)
    app_client.workshop.act(FAY, workshops.replace_code_and_require_it)
    ana = app_client.visitor(ANA)
    page = await ana.get(app_client.path(), follow_redirects=True)
    assert "The code has changed. Enter the new code" in text_of(page)
    assert "Your 1 note is still on the board." in text_of(page)
    assert "Your group is still Resident" in text_of(page)
    wrong = await ana.post(app_client.path("/join"), data={"code": app_client.workshop.code})
    assert wrong.status_code == 404
    assert "The code has changed" in text_of(wrong)
    assert fields(wrong)["code"] == app_client.workshop.code
    code = app_client.workshop.workshop().code
    assert (await ana.post(app_client.path("/join"), data={"code": code})).headers["location"] == app_client.path()
