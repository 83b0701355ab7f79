"""Limits on wrong passwords and codes, per address, per account and in total. No account is ever locked.

A limit per address alone does not slow a guesser who has many addresses. A limit per account alone lets a stranger keep
an organiser out. Therefore:

- An address may fail ten times a minute.
- After ten failures on one account within five minutes, from anywhere, each address that has failed on it waits a
  minute before its next attempt on it. An address that has not failed there does not wait.
- A browser from which the account has signed in before, known by a signed cookie, has a limit of its own. Strangers'
  failures do not delay it. Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from app.domain.errors import Invalid
from app.web.security.rate_limit import CodeFailures, RateLimiter, network_of, one_attempt


@dataclass(frozen=True)
class Attempt:
    """One attempt: its address, its account, and the browser's reference if the account has signed in from it."""

    address: str | None
    account: str
    device: str | None = None


class SignInLimits:
    """Counts wrong passwords and wrong codes; several workers count `limiters` together.

    `pseudonym` hides addresses, accounts and devices, here and in Redis.
    """

    def __init__(self, pseudonym: Callable[[str], str]) -> None:
        self._pseudonym = pseudonym
        self._addresses = CodeFailures(10, pseudonym=pseudonym)
        self._account = RateLimiter(10, 300)
        self._address_at_account = RateLimiter(1, 60)
        self._device = RateLimiter(10, 60)
        # A person who guesses codes knows the password already, so the limit is low and no address is exempt.
        self._codes = RateLimiter(10, 600)
        self.limiters = {
            **self._addresses.limiters,
            "account": self._account,
            "address at account": self._address_at_account,
            "device": self._device,
            "codes": self._codes,
        }

    def wait(self, attempt: Attempt) -> float:
        """Seconds until this attempt may try a password; 0 if now."""
        if attempt.device is not None:
            return self._device.wait(self._pseudonym(attempt.device))
        wait = self._addresses.wait(attempt.address)
        if self._account.wait(self._pseudonym(attempt.account)):
            wait = max(wait, self._address_at_account.wait(self._pair(attempt)))
        return wait

    def failed(self, attempt: Attempt) -> None:
        """Count one wrong password."""
        if attempt.device is not None:
            self._device.take(self._pseudonym(attempt.device))
            return
        self._addresses.failed(attempt.address)
        self._account.take(self._pseudonym(attempt.account))
        self._address_at_account.take(self._pair(attempt))

    def urgency(self, attempt: Attempt) -> tuple[bool, bool]:
        """The order of checking, lower is sooner: known browsers, addresses that have not failed, then the others."""
        return attempt.device is None, self._addresses.has_failed(attempt.address) or self.wait(attempt) > 0

    def code(self, attempt: Attempt) -> AbstractContextManager[None]:
        """Try a code of the second factor inside the block. Raises TooFast, and counts the block's Invalid."""
        return one_attempt([(self._codes, self._pseudonym(attempt.device or attempt.account))], Invalid)

    def _pair(self, attempt: Attempt) -> str:
        return self._pseudonym(f"{network_of(attempt.address)} {attempt.account}")
