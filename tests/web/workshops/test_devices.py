"""Continuing as the same seat on a second device."""

import re
from datetime import timedelta

import pytest

from app.domain.errors import NotFound
from app.domain.workshops import device_codes, seats
from tests.app_client import AppClient
from tests.web.board.test_joining import fields, text_of
from tests.workshop import ANA, FAY, START


async def code_of(app_client: AppClient, ref: str) -> str:
    page = await app_client.visitor(ref).post(app_client.path("/device"))
    found = re.search(r"\b([A-Z0-9]{3}) ([A-Z0-9]{3}) ([A-Z0-9]{3})\b", text_of(page))
    assert found
    return "".join(found.groups())


async def test_a_code_gives_one_second_device_the_same_seat(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA, "written on the first")
    code = await code_of(app_client, ANA)
    phone = app_client.visitor()
    typed = await phone.get("/j", params={"code": f" {code[:3]} {code[3:].lower()}"}, follow_redirects=True)
    assert "Continue on this device" in text_of(typed)
    board = await phone.post("/r", data=fields(typed), follow_redirects=True)
    assert note in board.text[board.text.index('id="private-fragment"') :]
    changed = await phone.post(app_client.path(f"/notes/{note}"), data={"text": "changed on the second"})
    assert changed.status_code == 303
    assert app_client.workshop.note(note).text == "changed on the second"
    again = await app_client.visitor().post("/r", data={"code": code})
    assert again.status_code == 404
    assert "no longer works" in text_of(again)


async def test_opening_the_rejoin_link_does_not_use_it_up(app_client: AppClient) -> None:
    code = await code_of(app_client, ANA)
    for _ in range(3):
        assert (await app_client.visitor().get(f"/r/{code}")).status_code == 200
    assert (await app_client.visitor().post("/r", data={"code": code})).status_code == 303


async def test_a_new_rejoin_code_ends_the_earlier_one(app_client: AppClient) -> None:
    first, second = await code_of(app_client, ANA), await code_of(app_client, ANA)
    assert (await app_client.visitor().post("/r", data={"code": first})).status_code == 404
    assert (await app_client.visitor().post("/r", data={"code": second})).status_code == 303


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
    refused = await app_client.visitor().post("/r", data={"code": code})
    assert refused.status_code == 403
    assert not refused.cookies


async def test_a_person_without_a_seat_gets_no_code_and_guesses_are_slowed_down(app_client: AppClient) -> None:
    zed = app_client.visitor()
    assert (await zed.post(app_client.path("/device"))).status_code == 403
    assert (await zed.get(app_client.path("/device"))).status_code == 403
    answers = [(await zed.post("/r", data={"code": f"AAAAAA{n:03}"})).status_code for n in range(70)]
    assert 429 in answers
    assert not zed.cookies


async def test_only_a_hash_of_a_rejoin_code_is_stored(app_client: AppClient) -> None:
    code = await code_of(app_client, ANA)
    kept = app_client.workshop.read(
        lambda session: [row.model_dump() for row in session.exec(seats.select(device_codes.Rejoin))]
    )
    assert kept
    assert code not in str(kept)
