"""Static files, at addresses that contain a hash of all of them, so that browsers keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from fastapi import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.web import bundles
from app.web.bundles import STATIC, bundle
from app.web.client import accepts_gzip

# The gzip middleware adds these headers to every other response.
GZIPPED = {"content-encoding": "gzip", "vary": "Accept-Encoding"}


def asset(path: str) -> str:
    """The address of a static file. All files share one hash, because a bundle changes with every file in it."""
    return f"/static/{static_hash()}/{path}"


def sheet(name: str) -> str:
    """The address of a style sheet, by its name in `bundles.SHEETS`."""
    return asset(f"sheet/{name}.css")


@lru_cache(maxsize=1)
def static_hash() -> str:
    """A hash of every static file's name and content, and of how they are bundled."""
    digest = hashlib.sha256(Path(bundles.__file__).read_bytes())
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(STATIC).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class HashedFiles(StaticFiles):
    """Static files below /static/HASH/: cached for a year under the present hash, revalidated under an older one."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        hashed, _, rest = path.partition("/")
        found = bundle(rest)
        if found is None:
            response = await super().get_response(rest, scope)
        elif accepts_gzip(Request(scope)):
            response = Response(found.gzipped, media_type=found.media_type, headers=GZIPPED)
        else:
            response = Response(found.text, media_type=found.media_type)
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if hashed == static_hash() else "no-cache"
        )
        return response
