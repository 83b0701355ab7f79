"""At the gate, before any route: where a request comes from, what every answer carries, and how fast is too fast.

The origin rule is that of Go's `http.CrossOriginProtection` and Datasette's `csrf.py`: what a browser says of itself in
`Sec-Fetch-Site`, else in `Origin`; a request with neither was not made by somebody else's page.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from app import logs, measures

log = logging.getLogger("commonboard.guard")

SAFE = {"GET", "HEAD", "OPTIONS"}
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    ),
    "x-content-type-options": "nosniff",
    # Not no-referrer: that would take the Origin away from forms as well.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    # By this a page tells our answers from those of what stands between (`static/js/shared/request.js`).
    "x-answered-by": "commonboard",
}
# As ASGI has them, and what goes with every answer that says nothing else.
_EVERYWHERE = {name.encode(): value.encode() for name, value in (HEADERS | {"cache-control": "no-store"}).items()}


class Guard:
    """ASGI: refuses unsafe methods and sockets from other origins, addresses that are nobody's, bodies of more than
    `limit` bytes, and whoever comes by one connection too many; numbers every request; puts number and security headers
    on every answer.

    `too_large`, `crowded` and `failed` say so: unread, for want of room, and where the app raised.
    """

    def __init__(self, app: ASGIApp, limit: int, too_large: ASGIApp, crowded: ASGIApp, failed: ASGIApp) -> None:
        self._app = app
        self._limit = limit
        self._too_large = too_large
        self._crowded = crowded
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        number = logs.number_request()
        # No address of ours: a text that PostgreSQL does not take, or one that leads a redirect to another site.
        odd = "\0" in scope["path"] or scope["path"].startswith("//")
        crowded = scope.get("state", {}).get("crowded", False)
        if scope["type"] == "websocket":
            if odd or not same_origin(Headers(scope=scope)):
                measures.REFUSED.labels("NotFound" if odd else "AnotherSite").inc()
                await send({"type": "websocket.close", "code": 1008})
            elif crowded:
                measures.SHED.labels("connections").inc()
                await send({"type": "websocket.close", "code": 1013})
            else:
                await self._listen(scope, receive, send)
            return
        answered = False

        async def guarded(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                there = {name for name, _value in message["headers"]}
                more = ((name, value) for name, value in _EVERYWHERE.items() if name not in there)
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode()), *more]
            await send(message)

        if odd:
            measures.REFUSED.labels("NotFound").inc()
            await self._take_in(receive)
            await PlainTextResponse("There is nothing here.", status_code=404)(scope, receive, guarded)
            return
        if scope["method"] not in SAFE and not same_origin(Headers(scope=scope)):
            measures.REFUSED.labels("AnotherSite").inc()
            await self._take_in(receive)
            refusal = PlainTextResponse("This was sent from another site, so nothing was done.", status_code=403)
            await refusal(scope, receive, guarded)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > self._limit:
            measures.REFUSED.labels("TooLarge").inc()
            logs.seldom(log, "refused a body that is too large")
            await self._too_large(scope, receive, guarded)
            return
        # Never a note that somebody is posting.
        if crowded and scope["method"] in SAFE:
            measures.SHED.labels("connections").inc()
            logs.seldom(log, "asked somebody to come back: there are too many connections")
            await self._crowded(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            # Without the address: it may hold a secret.
            logs.failed(log, "a request failed", error)
            measures.REFUSED.labels("Failed").inc()
            if answered:
                raise
            await self._failed(scope, receive, guarded)

    async def _take_in(self, receive: Receive) -> None:
        """Read what little there is to a request that is refused: answered before, its connection could bring no other,
        and behind a proxy that other one is somebody else's."""
        left, more = self._limit, True
        while more and left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            more = message.get("more_body", False)

    async def _listen(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except WebSocketDisconnect:
            log.debug("somebody hung up before they were answered")
        except Exception as error:
            logs.failed(log, "a socket failed", error)
            # Come back.
            with suppress(RuntimeError):
                await send({"type": "websocket.close", "code": 1013})


def same_origin(headers: Headers) -> bool:
    """Whether a browser made this request for one of our own pages, or no browser made it."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    # On plain http in a hall there is no Sec-Fetch-Site.
    try:
        return origin is None or (urlsplit(origin).netloc == headers.get("host") and origin != "null")
    except ValueError:
        return False


class Bucket:
    """So many acts at once, refilled evenly, per name. Kept in memory; a full bucket is forgotten.

    `told` hears of every act taken, so that other workers can count it too (`count`).
    """

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._cost = seconds / burst
        self._room = seconds
        self._clock = clock
        self._full_at: dict[str, float] = {}
        self.told: Callable[[str], None] = lambda name: None

    def wait(self, name: str) -> float:
        """Seconds until this name may act again; 0 for now."""
        wait = self._full_at.get(name, 0.0) - self._clock() + self._cost - self._room
        # Less is the rounding of the clock.
        return wait if wait > 1e-6 else 0.0

    def used(self, name: str) -> bool:
        """Whether this name has acted lately."""
        return self._full_at.get(name, 0.0) > self._clock()

    def take(self, name: str) -> float:
        """Act once if there is room: returns 0; else seconds to wait, and nothing is taken."""
        wait = self.wait(name)
        if wait == 0:
            self.count(name, 1)
            self.told(name)
        return wait

    def count(self, name: str, acts: int) -> None:
        """So many acts have happened, here or at another worker; what is more than the bucket holds is forgiven."""
        now = self._clock()
        self._full_at[name] = min(now + self._room, max(now, self._full_at.get(name, 0.0)) + acts * self._cost)
        if len(self._full_at) > 10_000:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}


class CodeFailures:
    """Wrong codes, by address and in all. Right ones are never counted, so a hall behind one address never waits.

    Addresses go by their blurred names. `buckets` are what several workers count together.
    """

    def __init__(self, per_minute: int, in_all: int = 1200, blur: Callable[[str], str] = str) -> None:
        self._by_address = Bucket(per_minute, 60)
        self._in_all = Bucket(in_all, 60)
        self._blur = blur
        self.buckets = {"by address": self._by_address, "in all": self._in_all}

    def wait(self, address: str | None) -> float:
        """Seconds this address has to wait before its next try."""
        name = self._blur(_network(address))
        wait = self._by_address.wait(name)
        # A guesser with many addresses slows down those who have failed, not a hall that types its code for once.
        if self._by_address.used(name):
            wait = max(wait, self._in_all.wait(""))
        return wait

    def failed(self, address: str | None) -> None:
        """Count one wrong code."""
        self._by_address.take(self._blur(_network(address)))
        self._in_all.take("")


def _network(address: str | None) -> str:
    """An address as one guesser holds it: the whole of an IPv4 address, the first half of an IPv6 one."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
