"""Rate limits: per seat for actions, and on failed codes and passwords."""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address

from app.domain.errors import Refused, gettext_noop

# Above this many names, those with a full allowance are dropped.
REMEMBERED_NAMES = 10_000
# Seconds. A shorter wait is a rounding error of the clock.
SHORTEST_WAIT = 1e-6


class TooFast(Refused):
    """More actions than a person makes; retry after `seconds`."""

    default = gettext_noop("You did that too many times. Wait a moment, then try again.")

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class RateLimiter:
    """Allows `burst` actions at once per name, and refills evenly over `seconds`.

    Source: GCRA, the generic cell rate algorithm (ITU-T I.371): one number per name, the time at which its allowance
    is full again. `on_taken` is called with the name of every action taken, so that other workers `count` it too.
    """

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._cost = seconds / burst
        self._allowance = seconds
        self._clock = clock
        self._full_at: dict[str, float] = {}
        self.on_taken: Callable[[str], None] = lambda name: None

    def wait(self, name: str) -> float:
        """Seconds until this name may act again; 0 if it may act now."""
        wait = self._full_at.get(name, 0.0) - self._clock() + self._cost - self._allowance
        return wait if wait > SHORTEST_WAIT else 0.0

    def used(self, name: str) -> bool:
        """True if this name's allowance is not full."""
        return self._full_at.get(name, 0.0) > self._clock()

    def take(self, name: str) -> float:
        """Take one action and return 0; or return the seconds to wait, and take nothing."""
        wait = self.wait(name)
        if wait == 0:
            self.count(name, 1)
            self.on_taken(name)
        return wait

    def count(self, name: str, actions: int) -> None:
        """Record actions taken in this or another worker, or given back if negative.

        Actions over the allowance are ignored.
        """
        now = self._clock()
        full_at = max(now, self._full_at.get(name, 0.0)) + actions * self._cost
        self._full_at[name] = min(now + self._allowance, full_at)
        if len(self._full_at) > REMEMBERED_NAMES:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}


@contextmanager
def one_attempt(limits: Sequence[tuple[RateLimiter, str]], wrong: type[Refused]) -> Generator[None]:
    """Try a code inside the block. Raises TooFast over a limit; only an attempt that raises `wrong` uses an allowance.

    `limits` pairs each limiter with the name that it counts.
    """
    if wait := max(limiter.wait(name) for limiter, name in limits):
        raise TooFast(wait)
    # Counted before the check, because many attempts at once would all pass otherwise.
    for limiter, name in limits:
        limiter.count(name, 1)
    failed = False
    try:
        yield
    except wrong:
        failed = True
        raise
    finally:
        for limiter, name in limits:
            if failed:
                limiter.on_taken(name)
            else:
                limiter.count(name, -1)


class CodeFailures:
    """Limits wrong codes or passwords, per address and in total. Correct ones are never counted.

    An office behind one address therefore does not wait for its correct codes. `pseudonym` hides addresses. Several
    workers count `limiters` together.
    """

    def __init__(self, per_minute: int, in_total: int = 1200, pseudonym: Callable[[str], str] = str) -> None:
        self._by_address = RateLimiter(per_minute, 60)
        self._in_total = RateLimiter(in_total, 60)
        self._pseudonym = pseudonym
        self.limiters = {"by address": self._by_address, "in all": self._in_total}

    def wait(self, address: str | None) -> float:
        """Seconds until this address may make its next attempt; 0 if now."""
        name = self._pseudonym(network_of(address))
        wait = self._by_address.wait(name)
        # A guesser with many addresses slows down addresses that have failed, but no one who types a code correctly.
        if self._by_address.used(name):
            wait = max(wait, self._in_total.wait(""))
        return wait

    def has_failed(self, address: str | None) -> bool:
        """True if this address has failed lately."""
        return self._by_address.used(self._pseudonym(network_of(address)))

    def failed(self, address: str | None) -> None:
        """Count one wrong code."""
        self._by_address.take(self._pseudonym(network_of(address)))
        self._in_total.take("")


def network_of(address: str | None, prefix: int = 64) -> str:
    """The network that one guesser controls: an IPv4 address, or the first `prefix` bits of an IPv6 address."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> (128 - prefix) << (128 - prefix)))
    return str(parsed)
