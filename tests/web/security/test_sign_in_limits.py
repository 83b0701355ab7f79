"""Limits on wrong passwords and codes: they slow a guesser, and lock no account."""

import pytest

from app.web.security.rate_limit import RateLimiter
from app.web.security.sign_in_limits import Attempt, SignInLimits


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test moves."""
    clock = [1000.0]
    monkeypatch.setattr(RateLimiter.__init__, "__defaults__", (lambda: clock[0],))
    return clock


def from_address(number: int, account: str = "olga", device: str | None = None) -> Attempt:
    return Attempt(f"10.0.{number // 250}.{number % 250 + 1}", account, device)


def test_an_address_that_fails_ten_times_a_minute_waits(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        attempt = from_address(1, f"account {number}")
        assert limits.wait(attempt) == 0
        limits.failed(attempt)
    assert 0 < limits.wait(from_address(1, "another account")) <= 6
    assert limits.wait(from_address(2, "another account")) == 0


def test_a_guesser_with_many_addresses_is_slowed_at_the_account(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        limits.failed(from_address(number))
    # Each of them has failed once: on this account it waits a minute, elsewhere it does not.
    assert limits.wait(from_address(3)) == pytest.approx(60)
    assert limits.wait(from_address(3, "otto")) == 0
    now[0] += 60
    assert limits.wait(from_address(3)) == 0


def test_no_account_is_locked_however_many_fail_on_it(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(500):
        limits.failed(from_address(number))
    # From a place that has not failed there, and in a browser that the account knows.
    assert limits.wait(from_address(900)) == 0
    assert limits.wait(from_address(3, device="her laptop")) == 0


def test_a_known_browser_has_a_limit_of_its_own(now: list[float]) -> None:
    limits = SignInLimits(str)
    for _ in range(10):
        limits.failed(from_address(1, device="her laptop"))
    assert limits.wait(from_address(1, device="her laptop")) > 0
    assert limits.wait(from_address(1, device="his phone")) == 0
    assert limits.wait(from_address(1)) == 0


def test_wrong_codes_are_few_from_wherever_they_come(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        assert limits.wait_for_code(from_address(number)) == 0
        limits.code_failed(from_address(number))
    assert limits.wait_for_code(from_address(900)) == pytest.approx(60)
    assert limits.wait_for_code(from_address(900, device="her laptop")) == 0


def test_a_guesser_with_half_an_ipv6_network_is_one_address(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        limits.failed(Attempt(f"2001:db8::{number}", "olga"))
    assert limits.wait(Attempt("2001:db8::ffff", "olga")) > 6


def test_neither_addresses_nor_accounts_nor_devices_are_in_memory_or_told_to_other_workers(now: list[float]) -> None:
    limits = SignInLimits(lambda name: str(hash(("secret", name))))
    told: list[str] = []
    for limiter in limits.limiters.values():
        limiter.on_taken = told.append
    for device in (None, "her laptop"):
        limits.failed(from_address(1, device=device))
        limits.code_failed(from_address(1, device=device))
    kept = [name for limiter in limits.limiters.values() for name in limiter._full_at]
    assert len(told) == 7
    for word in ("olga", "10.0", "laptop"):
        assert not [name for name in (*kept, *told) if word in name]
