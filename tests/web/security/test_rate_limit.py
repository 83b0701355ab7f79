"""Rate limits: thirty actions in ten seconds per seat, and wrong codes per address."""

from app.web.security.rate_limit import CodeFailures, RateLimiter
from tests.app_client import SCRIPT, AppClient
from tests.workshop import ANA, BEN


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
