"""Compresses pages with gzip, but not the answers to posts."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send


class CompressedPages(GZipMiddleware):
    """ASGI: compresses answers for browsers that accept gzip.

    A post is answered by a redirect, a number, or a form with its errors. Deciding that these stay as they are costs
    the event loop a tenth of a posted note.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
