"""Limits on wrong typed codes, per network and in total. Links and QR codes carry a token and are never limited."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from app.domain.errors import NotFound
from app.web.security.rate_limit import RateLimiter, TooFast, network_of

# Networks that may fail at their full rate before the total limit is reached.
NETWORKS = 20
# Bits of an IPv6 address that an access provider assigns to one customer at most.
PREFIX = 48


class TypedCodes:
    """Allows `per_minute` wrong codes from one network, and NETWORKS times as many in total, anyone who types.

    `pseudonym` hides addresses. Several workers count `limiters` together.
    """

    def __init__(self, per_minute: int, pseudonym: Callable[[str], str] = str) -> None:
        self._by_address = RateLimiter(per_minute, 60)
        self._in_total = RateLimiter(NETWORKS * per_minute, 60)
        self._pseudonym = pseudonym
        self.limiters = {"by address": self._by_address, "in all": self._in_total}

    @contextmanager
    def attempt(self, address: str | None) -> Generator[None]:
        """Check a typed code inside the block. Raises TooFast over a limit, and counts the block's NotFound."""
        limits = ((self._by_address, self._pseudonym(network_of(address, PREFIX))), (self._in_total, ""))
        if wait := max(limiter.wait(name) for limiter, name in limits):
            raise TooFast(wait)
        # Counted before the check, because many attempts at once would all pass otherwise.
        for limiter, name in limits:
            limiter.count(name, 1)
        wrong = False
        try:
            yield
        except NotFound:
            wrong = True
            raise
        finally:
            for limiter, name in limits:
                if wrong:
                    limiter.on_taken(name)
                else:
                    limiter.count(name, -1)

    def wait(self, address: str | None) -> float:
        """Seconds until a code may be typed from this address; 0 if now."""
        return max(self._by_address.wait(self._pseudonym(network_of(address, PREFIX))), self._in_total.wait(""))
