"""Limits on wrong passwords and codes, which slow a guesser down and lock no account."""

from contextlib import ExitStack, suppress

import pytest

from app.domain.errors import Invalid
from app.web.security.rate_limit import RateLimiter, TooFast
from app.web.security.sign_in_limits import Attempt, SignInLimits


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that the test controls."""
    clock = [1000.0]
    monkeypatch.setattr(RateLimiter.__init__, "__defaults__", (lambda: clock[0],))
    return clock


def from_address(number: int, account: str = "olga", device: str | None = None) -> Attempt:
    return Attempt(f"10.0.{number // 250}.{number % 250 + 1}", account, device)


def test_an_address_with_ten_failures_a_minute_waits(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        attempt = from_address(1, f"account {number}")
        assert limits.wait(attempt) == 0
        limits.failed(attempt)
    assert 0 < limits.wait(from_address(1, "another account")) <= 6
    assert limits.wait(from_address(2, "another account")) == 0


def test_a_guesser_with_many_addresses_is_slowed_down_per_account(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        limits.failed(from_address(number))
    # Each address has failed once: it waits a minute for this account, but not for others.
    assert limits.wait(from_address(3)) == pytest.approx(60)
    assert limits.wait(from_address(3, "otto")) == 0
    now[0] += 60
    assert limits.wait(from_address(3)) == 0


def test_no_number_of_failures_locks_an_account(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(500):
        limits.failed(from_address(number))
    # From an address that has not failed on it, and from a known browser.
    assert limits.wait(from_address(900)) == 0
    assert limits.wait(from_address(3, device="her laptop")) == 0


def test_a_known_browser_has_a_limit_of_its_own(now: list[float]) -> None:
    limits = SignInLimits(str)
    for _ in range(10):
        limits.failed(from_address(1, device="her laptop"))
    assert limits.wait(from_address(1, device="her laptop")) > 0
    assert limits.wait(from_address(1, device="his phone")) == 0
    assert limits.wait(from_address(1)) == 0


def test_wrong_codes_are_limited_for_every_address_and_browser(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        wrong_code(limits, from_address(number))
    with pytest.raises(TooFast) as refused:
        wrong_code(limits, from_address(900))
    assert refused.value.seconds == pytest.approx(60)
    wrong_code(limits, from_address(900, device="her laptop"))


def test_codes_that_are_being_checked_count_and_right_ones_are_given_back(now: list[float]) -> None:
    limits = SignInLimits(str)
    with ExitStack() as together:
        for number in range(10):
            together.enter_context(limits.code(from_address(number)))
        with pytest.raises(TooFast):
            wrong_code(limits, from_address(900))
    for number in range(10):
        wrong_code(limits, from_address(number))


def wrong_code(limits: SignInLimits, attempt: Attempt) -> None:
    """Try one wrong code. Raises TooFast over the limit."""
    with suppress(Invalid), limits.code(attempt):
        raise Invalid


def test_addresses_of_one_ipv6_network_count_as_one(now: list[float]) -> None:
    limits = SignInLimits(str)
    for number in range(10):
        limits.failed(Attempt(f"2001:db8::{number}", "olga"))
    assert limits.wait(Attempt("2001:db8::ffff", "olga")) > 6


def test_limits_store_and_send_only_pseudonyms(now: list[float]) -> None:
    limits = SignInLimits(lambda name: str(hash(("secret", name))))
    told: list[str] = []
    for limiter in limits.limiters.values():
        limiter.on_taken = told.append
    for device in (None, "her laptop"):
        limits.failed(from_address(1, device=device))
        wrong_code(limits, from_address(1, device=device))
    kept = [name for limiter in limits.limiters.values() for name in limiter._full_at]
    assert len(told) == 7
    for word in ("olga", "10.0", "laptop"):
        assert not [name for name in (*kept, *told) if word in name]
