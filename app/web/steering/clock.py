"""The server's time, by which every browser counts down."""

import time

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.responses import Response

router = APIRouter()


@router.get("/time")
async def now() -> Response:
    """The milliseconds since 1970 (UTC) by the server's clock."""
    return PlainTextResponse(str(time.time_ns() // 1_000_000), headers={"cache-control": "no-store"})
