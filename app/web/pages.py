"""Whole pages, and static files under an address that changes when any of them does."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app import render
from app.web import bundles
from app.web.bundles import STATIC, bundle


def page(template: str, language: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as an answer."""
    return HTMLResponse(html(template, language, **values), status)


def html(template: str, language: str, **values: Any) -> str:
    """A template that draws a whole page, as text."""
    return render.html(template, language, asset=asset, **values)


def takes_packed(request: Request) -> bool:
    """Whether this browser takes gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


def filled_page(body: bytes, *, packed: bool, headers: dict[str, str] | None = None) -> HTMLResponse:
    """A page that `blocks.filled` has made: packed already, if at all."""
    # Of what is not packed the layer that packs everything else says it.
    how = {"content-encoding": "gzip", "vary": "Accept-Encoding"} if packed else {}
    return HTMLResponse(body, headers={**(headers or {}), **how})


def asset(path: str) -> str:
    """The address of a static file. One hash stands for all of them, so that modules may import each other."""
    return f"/static/{tree()}/{path}"


@lru_cache(maxsize=1)
def tree() -> str:
    """A hash of every static file's name and content, and of how they are bundled."""
    digest = hashlib.sha256(Path(bundles.__file__).read_bytes())
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(STATIC).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Assets(StaticFiles):
    """Static files below /static/HASH/: kept for ever under the present hash, asked for again under an older one."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        hashed, _, rest = path.partition("/")
        whole = bundle(rest)
        response = (
            await super().get_response(rest, scope) if whole is None else Response(whole.text, media_type=whole.kind)
        )
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if hashed == tree() else "no-cache"
        return response
