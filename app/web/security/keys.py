"""Everything signed with or derived from SECRET_KEY: cookies, secrets in links, and pseudonyms.

This module checks signatures only. Each action reads permissions in its own transaction (`domain/workshops/seats.py`).
"""

import hashlib
import hmac
import secrets
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer

# In characters; our seat cookies are shorter.
LONGEST_COOKIE = 300
# Checking a signature takes 15 µs, and every request of a browser carries the same cookie.
REMEMBERED_COOKIES = 20_000


class Keys:
    """Signs and checks with one secret; two processes with the same secret accept each other's signatures."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._pseudonym_key = hashlib.sha256(b"blur:" + self._secret).digest()
        self._seat = URLSafeSerializer(secret, salt="seat")
        self._remembered_seat = lru_cache(maxsize=REMEMBERED_COOKIES)(self._read_seat)
        self._fresh = URLSafeSerializer(secret, salt="fresh seat")
        self._device = URLSafeSerializer(secret, salt="device")

    def seat_cookie(self, key: str, ref: str) -> str:
        """The cookie value for the seat `ref` at the workshop `key`."""
        return str(self._seat.dumps([key, ref]))

    def seat(self, key: str, cookie: str | None) -> str | None:
        """The reference of the seat that a cookie names at this workshop; None without a cookie or for a forged one."""
        # Forged cookies may be long and must not fill the cache.
        return self._remembered_seat(key, cookie) if cookie and len(cookie) <= LONGEST_COOKIE else None

    def fresh_seat(self) -> str:
        """A signed, unused seat reference for a form, so that the same form sent twice makes one seat."""
        return str(self._fresh.dumps(secrets.token_hex(16)))

    def fresh(self, offered: str) -> str:
        """The reference that `fresh_seat` signed; a new random one if the signature is not ours."""
        found = _loaded(self._fresh, offered)
        return found if isinstance(found, str) else secrets.token_hex(16)

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

    def _read_seat(self, key: str, cookie: str) -> str | None:
        found = _loaded(self._seat, cookie)
        return found[1] if isinstance(found, list) and len(found) == 2 and found[0] == key else None


def _loaded(serializer: URLSafeSerializer, value: str | None) -> object:
    try:
        return serializer.loads(value) if value else None
    except BadSignature:
        return None
