"""Rate limits: thirty actions in ten seconds per person, and failures per address."""

import httpx
import pytest

from app.domain.workshops import device_codes
from app.web.security.rate_limit import CodeFailures, RateLimiter, network_of
from tests.app_client import SCRIPT, AppClient
from tests.workshop import ANA, BEN, SampleWorkshop


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_the_thirty_first_action_in_ten_seconds_is_refused_for_that_seat_only(app_client: AppClient) -> None:
    app_client.inside.actions._clock = Clock()
    ana, ben = app_client.visitor(ANA), app_client.visitor(BEN)

    def note(number: int) -> dict[str, object]:
        return {"id": f"{number:024d}", "column": app_client.workshop.columns[0], "text": "Hello"}

    for number in range(30):
        answer = await ana.post(app_client.path("/notes"), data=note(number), headers=SCRIPT)
        assert answer.status_code == 204
    refused = await ana.post(app_client.path("/notes"), data=note(31), headers=SCRIPT)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == 1
    assert "Wait a moment" in refused.text
    assert (await ben.post(app_client.path("/notes"), data=note(32), headers=SCRIPT)).status_code == 204


async def test_two_devices_of_one_person_share_a_limit_and_other_workshops_do_not(app_client: AppClient) -> None:
    app_client.inside.actions._clock = Clock()
    workshop = app_client.workshop
    code = workshop.act(ANA, device_codes.make)
    workshop.write(lambda s: device_codes.use(s, workshop.key, code, fresh_secret="tablet", now=workshop.now()))
    elsewhere = SampleWorkshop(workshop.database)

    async def post(ref: str, number: int, at: SampleWorkshop = workshop) -> int:
        note = {"id": f"{number:024d}", "column": at.columns[0], "text": "Hello"}
        cookie = f"seat-{at.key}={app_client.inside.keys.seat_cookie(at.key, ref)}"
        browser = app_client.visitor(cookie=cookie)
        return (await browser.post(f"/w/{at.key}/notes", data=note, headers=SCRIPT)).status_code

    assert [await post((ANA, "tablet")[number % 2], number) for number in range(30)] == [204] * 30
    assert [await post(ref, 30) for ref in (ANA, "tablet")] == [429, 429]
    # The same secret at another workshop is another seat.
    assert await post(ANA, 31, elsewhere) == 204


async def test_a_connected_page_and_another_device_share_a_limit_and_the_page_posts_without_a_read_of_its_seat(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app_client.inside.actions._clock = Clock()
    workshop = app_client.workshop
    code = workshop.act(ANA, device_codes.make)
    workshop.write(lambda s: device_codes.use(s, workshop.key, code, fresh_secret="tablet", now=workshop.now()))
    connected, tablet = app_client.visitor(ANA), app_client.visitor("tablet")

    async def post(browser: httpx.AsyncClient, number: int) -> int:
        note = {"id": f"{number:024d}", "column": workshop.columns[0], "text": "Hello"}
        return (await browser.post(app_client.path("/notes"), data=note, headers=SCRIPT)).status_code

    assert [await post(tablet, number) for number in range(29)] == [204] * 29
    assert (await connected.get(app_client.path("/news?wait=0"))).status_code == 204

    def refuse(*_values: object) -> int:
        raise AssertionError("the seat was read again")

    monkeypatch.setattr("app.web.context.seat_devices.seat_id", refuse)
    assert [await post(connected, number) for number in (29, 30)] == [204, 429]


async def test_a_cookie_whose_device_has_lost_access_is_refused_before_the_writer(
    app_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, key = app_client.inside.database, app_client.workshop.key
    monkeypatch.setattr(type(database), "write", None)
    note = {"id": "a" * 24, "column": app_client.workshop.columns[0], "text": "Hello"}
    answer = await app_client.visitor("nobody").post(f"/w/{key}/notes", data=note, headers=SCRIPT)
    assert (answer.status_code, "Enter the code" in answer.text) == (403, True)


def test_a_limiter_allows_a_burst_and_refills_evenly() -> None:
    clock = Clock()
    limiter = RateLimiter(30, 10, clock)
    assert [limiter.take("ana") for _ in range(30)] == [0] * 30
    assert 0 < limiter.take("ana") <= 10 / 29
    assert limiter.take("ben") == 0
    clock.now = 1.0
    assert [limiter.take("ana") for _ in range(3)] == [0, 0, 0]
    assert limiter.take("ana") > 0
    clock.now = 100.0
    assert [limiter.take("ana") for _ in range(30)] == [0] * 30


def test_an_address_with_failures_can_always_try_again_after_a_wait() -> None:
    failures = CodeFailures(60)
    for _ in range(1000):
        failures.failed("192.0.2.1")
    assert 0 < failures.wait("192.0.2.1") <= 1
    assert failures.wait("192.0.2.2") == 0


def test_addresses_of_one_ipv6_network_count_as_one() -> None:
    failures = CodeFailures(60)
    for number in range(60):
        failures.failed(f"2001:db8:0:1::{number:x}")
    assert failures.wait("2001:db8:0:1::ffff") > 0
    assert failures.wait("2001:db8:0:2::1") == 0


def test_an_ipv4_address_inside_ipv6_is_the_same_network() -> None:
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
