"""Limits on wrong codes that people type: for each network, and for all together."""

from contextlib import ExitStack

from app.domain.errors import NotFound
from app.web.security.rate_limit import TooFast
from app.web.security.typed_codes import TypedCodes


def fail(typed: TypedCodes, address: str) -> bool:
    """Type a wrong code; returns True if it was checked, and False if it was refused unchecked."""
    try:
        with typed.attempt(address):
            raise NotFound
    except NotFound:
        return True
    except TooFast:
        return False


def stopped(typed: TypedCodes) -> TypedCodes:
    """The same limits, at a moment that does not pass."""
    for limiter in typed.limiters.values():
        limiter._clock = lambda: 0.0
    return typed


def test_the_total_limit_on_wrong_codes_holds_for_any_number_of_addresses() -> None:
    typed = stopped(TypedCodes(60))
    checked = sum(fail(typed, f"198.51.{number // 250}.{number % 250}") for number in range(3000))
    assert checked == 60 * 20
    # An address that has never failed waits too, or a guesser with many addresses would never stop.
    assert not fail(typed, "192.0.2.1")


def test_one_networks_wrong_codes_never_reach_the_total_limit() -> None:
    typed = stopped(TypedCodes(60))
    checked = sum(fail(typed, f"2001:db8:1:{number:x}::1") for number in range(3000))
    assert checked == 60
    assert fail(typed, "192.0.2.1")
    assert fail(typed, "2001:db8:2::1")


def test_wrong_codes_checked_at_the_same_time_are_counted_before_the_check() -> None:
    typed = stopped(TypedCodes(60))
    with ExitStack() as checks:
        for _ in range(60):
            checks.enter_context(typed.attempt("192.0.2.1"))
        assert not fail(typed, "192.0.2.1")
    # They were correct, so they do not count any more.
    assert fail(typed, "192.0.2.1")
