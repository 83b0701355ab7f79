"""The outermost middleware: refuses bad requests, numbers the others, and adds security headers to every response."""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from app.observability import logs, metrics
from app.web.security.origin import same_origin

log = logging.getLogger("commonboard.security")

SAFE = {"GET", "HEAD", "OPTIONS"}
# WebSocket close codes: 1008, do not reconnect; 1013, reconnect later.
POLICY_VIOLATION, TRY_AGAIN_LATER = 1008, 1013
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'; manifest-src 'self'"
    ),
    "x-content-type-options": "nosniff",
    # Not no-referrer: that would remove the Origin header from form posts too.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    # This header tells a page that the response is missing and not a proxy's (`static/js/shared/request.js`).
    "x-answered-by": "commonboard",
    "cache-control": "no-store",
}
# A year, for this name and names below it. Only for https: a local network without TLS must stay reachable.
TRANSPORT_SECURITY = {"strict-transport-security": "max-age=31536000; includeSubDomains"}


class LargeForms(NamedTuple):
    """Addresses that take bodies of up to `limit` bytes from those who `may_send` them."""

    paths: re.Pattern[str]
    limit: int
    may_send: Callable[[Scope], Awaitable[bool]]


class _Refusal(NamedTuple):
    answer: ASGIApp
    reads_body: bool = False


class SecurityMiddleware:
    """ASGI: refuses foreign origins, malformed addresses, bodies over `limit` bytes and connections over the limit.

    `larger` are the exceptions. They are decided before the body is read, because a body is held in memory.
    Numbers every request and adds the number and the security headers to every answer that does not set them itself.
    `too_large`, `crowded` and `failed` are ASGI apps that answer a large body, a connection over the limit (marked by
    `internals/uvicorn_http.py`) and an exception in the app. HEAD is answered as GET, without the body. With `https`,
    browsers are told to use nothing else for a year.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        too_large: ASGIApp,
        crowded: ASGIApp,
        failed: ASGIApp,
        *,
        https: bool,
        larger: Sequence[LargeForms] = (),
    ) -> None:
        self._app = app
        headers = HEADERS | (TRANSPORT_SECURITY if https else {})
        self._headers = {name.encode(): value.encode() for name, value in headers.items()}
        self._limit = limit
        self._larger = larger
        self._too_large = too_large
        self._crowded = crowded
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        number = logs.number_request().encode()
        answered = False
        head = scope["method"] == "HEAD"

        async def secured(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                set_already = {name for name, _value in message["headers"]}
                missing = [(name, value) for name, value in self._headers.items() if name not in set_already]
                if _leaves_body_unread(message["status"], scope):
                    missing.append((b"connection", b"close"))
                message["headers"] = [*message["headers"], (b"x-request-id", number), *missing]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if head:
            # Routes know GET only, and HEAD is GET without the body (RFC 9110, section 9.3.2).
            scope = {**scope, "method": "GET"}
        try:
            if (refusal := await self._refusal(scope)) is not None:
                if refusal.reads_body:
                    await self._read_rest(receive)
                await refusal.answer(scope, receive, secured)
                return
            await self._app(scope, receive, secured)
        except Exception as error:
            # The address is left out of the log, because it may contain a secret.
            logs.failed(log, "a request failed", error)
            metrics.REFUSED.labels("Failed").inc()
            if answered:
                raise
            await self._failed(scope, receive, secured)

    async def _refusal(self, scope: Scope) -> _Refusal | None:
        """How to answer this request in place of the app; None if the app may see it."""
        headers = Headers(scope=scope)
        if _malformed(scope):
            metrics.REFUSED.labels("NotFound").inc()
            return _Refusal(PlainTextResponse("Page not found. Check the address.", 404), reads_body=True)
        if scope["method"] not in SAFE and not same_origin(headers):
            metrics.REFUSED.labels("AnotherSite").inc()
            refusal = PlainTextResponse("This request came from another site, so we did not accept it.", 403)
            return _Refusal(refusal, reads_body=True)
        if await self._is_too_large(scope, headers.get("content-length", "")):
            metrics.REFUSED.labels("TooLarge").inc()
            logs.seldom(log, "refused a request body that is too large")
            return _Refusal(self._too_large)
        # A POST is never refused for this, because it may be a note.
        if _crowded(scope) and scope["method"] in SAFE:
            metrics.SHED.labels("connections").inc()
            logs.seldom(log, "asked a client to come back later: there are too many connections")
            return _Refusal(self._crowded)
        return None

    async def _is_too_large(self, scope: Scope, length: str) -> bool:
        """True if this client may not send a body of this length. One without a length is limited while it is read."""
        size = int(length) if length.isdecimal() else None
        if size is not None and size <= self._limit:
            return False
        larger = next((one for one in self._larger if one.paths.fullmatch(scope["path"])), None)
        if larger is None or scope["method"] in SAFE:
            # A body without a length is limited while it is read.
            return size is not None
        return (size or 0) > larger.limit or not await larger.may_send(scope)

    async def _read_rest(self, receive: Receive) -> None:
        """Read the body of a refused request, up to the limit, so that its connection can carry the next request.

        Behind a proxy, that next request may be another person's.
        """
        left, more = self._limit, True
        while more and left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            more = message.get("more_body", False)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        logs.number_request()
        if _malformed(scope) or not same_origin(Headers(scope=scope)):
            metrics.REFUSED.labels("NotFound" if _malformed(scope) else "AnotherSite").inc()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        if _crowded(scope):
            metrics.SHED.labels("connections").inc()
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return
        try:
            await self._app(scope, receive, send)
        except WebSocketDisconnect:
            log.debug("a client disconnected before it was answered")
        except Exception as error:
            logs.failed(log, "a socket failed", error)
            with suppress(RuntimeError):
                await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})


def _malformed(scope: Scope) -> bool:
    """True for a path that PostgreSQL cannot store, or that a redirect would take to another site."""
    return "\0" in scope["path"] or scope["path"].startswith("//")


def _leaves_body_unread(status: int, scope: Scope) -> bool:
    """True if the rest of the body may be endless, or may never be sent because the client waits for 100 Continue."""
    return status == 413 or (status >= 400 and any(name == b"expect" for name, _value in scope["headers"]))


def _crowded(scope: Scope) -> bool:
    return bool(scope.get("state", {}).get("crowded", False))
