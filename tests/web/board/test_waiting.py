"""Newcomers who wait: beyond the rate of one network, while joining is paused, and until a facilitator lets them in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers

from app.domain.workshops import joining_controls, seats, workshops
from app.web.security.join_turns import JoinTurns, is_direct_loopback
from tests.app_client import AppClient, inside
from tests.web.board.newcomers import Clock, ask, at, joined, look, numbered, people, slowly
from tests.web.board.test_joining import text_of
from tests.workshop import ANA, BEN, FAY


async def test_newcomers_beyond_the_rate_are_admitted_in_order_without_help(app_client: AppClient) -> None:
    clock = slowly(app_client)
    before = people(app_client)
    first, second, third, fourth = at(app_client, *["192.0.2.1"] * 4)
    assert [await ask(app_client, one) for one in (first, second)] == [app_client.path()] * 2
    assert [await ask(app_client, one, speaks_for="nhs") for one in (third, fourth)] == [
        app_client.path("/waiting")
    ] * 2
    for one, seconds in ((third, 30), (fourth, 60)):
        page = await look(app_client, one)
        assert "You are waiting to join" in text_of(page)
        assert abs(int(text_of(page).split("about ")[1].split()[0]) - seconds) <= 1
        assert 2 <= int(page.headers["refresh"]) <= 10
    assert people(app_client) == before + 2
    clock.now += 30
    assert (await look(app_client, fourth)).status_code == 200
    assert (await look(app_client, third)).headers["location"] == app_client.path()
    assert (await third.get(app_client.path())).status_code == 200
    clock.now += 30
    assert (await look(app_client, fourth)).headers["location"] == app_client.path()
    assert people(app_client) == before + 4
    assert [seat.speaks_for for seat in joined(app_client)[-2:]] == ["nhs", "nhs"]


async def test_another_network_does_not_wait(app_client: AppClient) -> None:
    slowly(app_client)
    for browser in at(app_client, *["192.0.2.1"] * 5):
        await ask(app_client, browser)
    other, same_prefix, ipv6 = at(app_client, "192.0.2.2", "2001:db8::1", "2001:db8:1::1")
    for browser in (other, same_prefix, ipv6):
        assert await ask(app_client, browser) == app_client.path()


async def test_a_refused_form_takes_no_turn(app_client: AppClient) -> None:
    slowly(app_client)
    guesser, first, second = at(app_client, *["192.0.2.1"] * 3)
    for _ in range(10):
        await guesser.post(app_client.path("/join"), data={"code": "WRONG7"})
        await guesser.post(app_client.path("/join"), data={"code": app_client.workshop.code, "speaks_for": "monarchy"})
    assert [await ask(app_client, one) for one in (first, second)] == [app_client.path()] * 2


async def test_people_with_a_seat_never_wait_for_a_turn(app_client: AppClient) -> None:
    slowly(app_client)
    for browser in at(app_client, *["10.0.0.1"] * 5):
        await ask(app_client, browser)
    app_client.workshop.act(FAY, workshops.replace_code_and_require_it)
    ana = app_client.visitor(ANA)
    ana._transport = httpx.ASGITransport(app_client.app, client=("10.0.0.1", 1))
    assert await ask(app_client, ana, code=app_client.workshop.workshop().code or "") == app_client.path()


async def test_a_facilitator_sees_who_waits_and_lets_everyone_in(app_client: AppClient) -> None:
    slowly(app_client)
    browsers = at(app_client, *["192.0.2.1"] * 5)
    for browser in browsers:
        await ask(app_client, browser)
    fay = app_client.visitor(FAY)
    assert "3 people are waiting to join" in text_of(await fay.get(app_client.path("/share")))
    answer = await fay.post(app_client.path("/joining/admission"), data={"to": "participants"})
    assert answer.headers["location"] == app_client.path("/participants")
    assert "waiting to join" not in text_of(await fay.get(app_client.path("/share")))
    for browser in browsers[2:]:
        assert (await look(app_client, browser)).headers["location"] == app_client.path()


@pytest.mark.parametrize("let_in", ["by their turn", "by a facilitator"])
async def test_who_leaves_cannot_use_the_turn_that_they_waited_for_again(app_client: AppClient, let_in: str) -> None:
    """Otherwise one browser could take every seat of a workshop after it had waited once."""
    clock, phone = slowly(app_client), at(app_client, *["192.0.2.1"] * 3)[-1]
    for browser in at(app_client, *["192.0.2.1"] * 2):
        await ask(app_client, browser)
    assert await ask(app_client, phone) == app_client.path("/waiting")
    ticket = {cookie.name: cookie.value for cookie in phone.cookies.jar}
    if let_in == "by a facilitator":
        await app_client.visitor(FAY).post(app_client.path("/joining/admission"))
    else:
        clock.now += 30
    before = people(app_client)
    assert (await look(app_client, phone)).headers["location"] == app_client.path()
    # Admitting everyone begins a new queue, with two turns at once.
    more = 2 if let_in == "by a facilitator" else 0
    for _time in range(4):
        await phone.post(app_client.path("/departure"), data={"sure": "1"})
        for name, value in ticket.items():
            phone.cookies.set(name, value, path=app_client.path())
        again = await look(app_client, phone)
    assert people(app_client) == before + 1 + more
    assert "location" not in again.headers


async def test_while_joining_is_paused_newcomers_see_it_and_come_in_afterwards(app_client: AppClient) -> None:
    before = people(app_client)
    fay, phone = app_client.visitor(FAY), app_client.newcomer()
    await fay.post(app_client.path("/joining/pause"), data={"on": "1"})
    assert "Resume joining" in text_of(await fay.get(app_client.path("/share")))
    assert await ask(app_client, phone, speaks_for="nhs") == app_client.path("/waiting")
    page = await look(app_client, phone)
    assert "paused joining" in text_of(page)
    assert int(page.headers["refresh"]) <= 10
    assert people(app_client) == before
    await fay.post(app_client.path("/joining/pause"), data={"on": "0"})
    assert (await look(app_client, phone)).headers["location"] == app_client.path()
    assert joined(app_client)[-1].speaks_for == "nhs"


async def test_a_code_replaced_while_a_newcomer_waits_is_asked_for(app_client: AppClient) -> None:
    phone = app_client.newcomer()
    app_client.workshop.act(FAY, joining_controls.pause_joining, on=True)
    await ask(app_client, phone)
    app_client.workshop.act(FAY, workshops.replace_code)
    app_client.workshop.act(FAY, joining_controls.pause_joining, on=False)
    answer = await look(app_client, phone)
    assert answer.status_code == 404
    assert "code is incorrect" in text_of(answer)
    assert "location" not in answer.headers


async def test_emergency_controls_are_never_rate_limited(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    app_client.inside.actions._clock = lambda: 1000.0
    for number in range(50):
        for path, form in (("/code", {}), ("/joining/pause", {"on": str(number % 2)}), ("/joining/admission", {})):
            assert (await fay.post(app_client.path(path), data=form)).status_code == 303, (number, path)
    assert (await fay.post(app_client.path("/code/strangers"))).status_code == 303
    for _ in range(31):
        limited = await fay.post(app_client.path("/links"))
    assert limited.status_code == 429


def test_only_direct_connections_from_this_machine_are_exempt() -> None:
    assert is_direct_loopback("127.0.0.1", Headers())
    assert is_direct_loopback("::1", Headers())
    assert not is_direct_loopback("192.0.2.1", Headers())
    assert not is_direct_loopback(None, Headers())
    for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"):
        assert not is_direct_loopback("127.0.0.1", Headers({name: "127.0.0.1"}))


async def test_a_rehearsal_on_this_machine_does_not_wait_and_a_forwarded_crowd_does(app_client: AppClient) -> None:
    slowly(app_client)
    for browser in at(app_client, *["127.0.0.1"] * 5):
        assert await ask(app_client, browser) == app_client.path()
    led_to = []
    for browser in at(app_client, *["127.0.0.1"] * 5):
        browser.headers["x-forwarded-for"] = "127.0.0.1"
        led_to.append(await ask(app_client, browser))
    assert led_to == [app_client.path()] * 2 + [app_client.path("/waiting")] * 3


def test_turns_come_evenly_and_outlast_the_process() -> None:
    clock = Clock()
    turns, other = JoinTurns(120, str, clock), JoinTurns(120, str, clock)
    turns.on_taken = lambda name: other.count(name, 1)
    name = turns.name(1, None, "192.0.2.1")
    taken = []
    for _ in range(240):
        taken.append(turns.take(name) - clock.now)
        turns.on_taken(name)
    assert all(turn <= 1e-6 for turn in taken[:120])
    assert [round(turn, 3) for turn in taken[120:123]] == [0.5, 1.0, 1.5]
    assert other.waiting(1, None) == turns.waiting(1, None) == 120
    assert turns.waiting(2, None) == 0
    assert turns.waiting(1, datetime.now(UTC)) == 0
    turns.give_back(name)
    assert turns.waiting(1, None) == 119
    clock.now += timedelta(minutes=3).total_seconds()
    assert turns.waiting(1, None) == 0
    assert turns.is_now(turns.take(name))


async def test_a_full_workshop_takes_no_turn(tmp_path: Path) -> None:
    async with inside(tmp_path, seats_per_workshop=3) as app_client:
        slowly(app_client)
        browsers = at(app_client, *["192.0.2.1"] * 5)
        for browser in browsers:
            answer = await browser.post(app_client.path("/join"), data={"code": app_client.workshop.code})
            assert answer.status_code == 409
        ben = next(one.seat.id for one in numbered(app_client) if one.seat.ref == BEN)
        app_client.workshop.act(FAY, seats.remove, ben)
        assert await ask(app_client, browsers[0]) == app_client.path()


async def test_emergency_controls_of_participants_never_reach_the_writer(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[object] = []
    monkeypatch.setattr(type(app_client.inside.database), "write", lambda *values: queued.append(values))
    ana = app_client.visitor(ANA)
    for path in ("/code", "/code/strangers", "/joining/pause", "/joining/admission"):
        assert (await ana.post(app_client.path(path), data={"on": "1"})).status_code == 403
    assert not queued
