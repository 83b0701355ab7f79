"""Limits on wrong typed codes, per network and in total. Links and QR codes carry a token and are never limited."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from app.domain.errors import NotFound
from app.web.security.rate_limit import RateLimiter, network_of, one_attempt

# Networks that may fail at their full rate before the total limit is reached.
NETWORKS = 20
# Bits of an IPv6 address that an access provider assigns to one customer at most.
PREFIX = 48


class TypedCodes:
    """Allows `per_minute` wrong codes from one network, and NETWORKS times as many from everyone.

    `pseudonym` hides addresses. Several workers count `limiters` together.
    """

    def __init__(self, per_minute: int, pseudonym: Callable[[str], str] = str) -> None:
        self._by_address = RateLimiter(per_minute, 60)
        self._in_total = RateLimiter(NETWORKS * per_minute, 60)
        self._pseudonym = pseudonym
        self.limiters = {"by address": self._by_address, "in all": self._in_total}

    def attempt(self, address: str | None) -> AbstractContextManager[None]:
        """Check a typed code inside the block. Raises TooFast over a limit, and counts the block's NotFound."""
        limits = ((self._by_address, self._pseudonym(network_of(address, PREFIX))), (self._in_total, ""))
        return one_attempt(limits, NotFound)

    def wait(self, address: str | None) -> float:
        """Seconds until a code may be typed from this address; 0 if now."""
        return max(self._by_address.wait(self._pseudonym(network_of(address, PREFIX))), self._in_total.wait(""))
