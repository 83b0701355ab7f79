"""Everything signed with or derived from SECRET_KEY: cookies, secrets in links, and pseudonyms.

This module checks signatures only. Each action reads permissions in its own transaction (`domain/workshops/seats.py`).
"""

import hashlib
import hmac
import string
from functools import lru_cache
from typing import NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer

# Punctuation that our secrets do not begin or end with.
AROUND_LINKS = string.punctuation.replace("-", "").replace("_", "") + string.whitespace + "…“”‘’«»"
# In characters; our cookies are shorter.
LONGEST_COOKIE, LONGEST_TICKET = 300, 3000
# Checking a signature takes 15 µs, and every request of a browser carries the same cookie.
REMEMBERED_COOKIES = 20_000


class _Seat(NamedTuple):
    """A browser's secret from its cookie, and True if the cookie was signed as this release signs."""

    secret: str
    current: bool


class Keys:
    """Signs and checks with one secret; two processes with the same secret accept each other's signatures."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._pseudonym_key = hashlib.sha256(b"blur:" + self._secret).digest()
        self._seat = _serializer(secret, "seat")
        self._remembered_seat = lru_cache(maxsize=REMEMBERED_COOKIES)(self._read_seat)
        self._ticket = _serializer(secret, "ticket")
        self._device = _serializer(secret, "device")

    def seat_cookie(self, key: str, secret: str) -> str:
        """The cookie value with which a browser acts from a seat of the workshop `key`. `secret` is the browser's."""
        return str(self._seat.dumps([key, secret]))

    def seat(self, key: str, cookie: str | None) -> str | None:
        """The browser's secret in its cookie for this workshop; None without a cookie or for a forged one."""
        found = self._seat_in(key, cookie)
        return found.secret if found else None

    def is_old(self, key: str, cookie: str | None) -> bool:
        """True if the cookie is valid for this workshop, and the next release will no longer accept its signature."""
        found = self._seat_in(key, cookie)
        return found is not None and not found.current

    def ticket_cookie(self, key: str, fields: list[object]) -> str:
        """The cookie value that holds these fields of a newcomer's ticket for the workshop `key`."""
        return str(self._ticket.dumps([key, *fields]))

    def ticket(self, key: str, cookie: str | None) -> list[object] | None:
        """The fields of the ticket in a cookie for this workshop; None without a cookie or for a forged one."""
        found = _loaded(self._ticket, cookie) if cookie and len(cookie) <= LONGEST_TICKET else None
        return found[1:] if isinstance(found, list) and found[:1] == [key] else None

    def device_cookie(self, ref: str, accounts: list[int]) -> str:
        """The cookie value for the browser `ref`, in which these accounts have signed in before."""
        return str(self._device.dumps([ref, accounts]))

    def device(self, cookie: str | None) -> tuple[str, list[int]] | None:
        """The browser's reference and its accounts; None without a cookie or for a forged one."""
        found = _loaded(self._device, cookie)
        return (found[0], found[1]) if isinstance(found, list) and len(found) == 2 else None

    def facilitator_link(self, base: str, key: str, ref: str) -> str:
        """The address that makes its holder a facilitator; the same after every restart."""
        return f"{base}/w/{key}/facilitate/{ref}.{self.derived('facilitator', ref)}"

    def facilitates(self, token: str) -> str | None:
        """The link reference in a facilitator address; None if the address is not ours."""
        ref, _, secret = token.partition(".")
        return ref if hmac.compare_digest(secret.encode(), self.derived("facilitator", ref).encode()) else None

    def setup_link(self, base: str) -> str:
        """The address that creates the first account; the same after every restart until that account exists."""
        return f"{base}/o/{self.derived('organiser', '')}"

    def is_setup_link(self, token: str) -> bool:
        """True if `token` is the secret part of `setup_link`."""
        return hmac.compare_digest(token.encode(), self.derived("organiser", "").encode())

    def derived(self, purpose: str, ref: str) -> str:
        """40 hexadecimal digits (160 bits) that only SECRET_KEY gives for this purpose and reference."""
        return hmac.new(self._secret, f"{purpose}:{ref}".encode(), hashlib.sha256).hexdigest()[:40]

    def pseudonym(self, name: str) -> str:
        """A stable stand-in for a seat or an address, the same in every worker, that reveals neither."""
        return hashlib.blake2b(name.encode(), key=self._pseudonym_key, digest_size=9).hexdigest()

    def _seat_in(self, key: str, cookie: str | None) -> _Seat | None:
        # Forged cookies may be long and must not fill the cache.
        return self._remembered_seat(key, cookie) if cookie and len(cookie) <= LONGEST_COOKIE else None

    def _read_seat(self, key: str, cookie: str) -> _Seat | None:
        found = _loaded(self._seat, cookie)
        if not isinstance(found, list) or len(found) != 2 or found[0] != key:
            return None
        return _Seat(found[1], current=self._seat.make_signer(self._seat.salt).validate(cookie))


def without_punctuation(secret: str) -> str:
    """The secret part of a link, without what a message or a person put around it, such as a full stop."""
    return secret.strip(AROUND_LINKS)


def _serializer(secret: str, salt: str) -> URLSafeSerializer:
    """Signs with HMAC-SHA-256, and checks older signatures with HMAC-SHA-1 too (the default of itsdangerous)."""
    return URLSafeSerializer(
        secret,
        salt=salt,
        signer_kwargs={"digest_method": hashlib.sha256},
        fallback_signers=[{"digest_method": hashlib.sha1}],
    )


def _loaded(serializer: URLSafeSerializer, value: str | None) -> object:
    try:
        return serializer.loads(value) if value else None
    except BadSignature:
        return None
