"""Work that is repeated for as long as the server runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

from app.observability import logs

log = logging.getLogger("commonboard.live")


async def every(seconds: Callable[[], float], work: Callable[[], Awaitable[None]], failure: str) -> NoReturn:
    """Wait `seconds` and do the work, again and again. An exception is logged as `failure`, and does not end it."""
    while True:
        await asyncio.sleep(seconds())
        try:
            await work()
        except Exception as error:
            logs.failed(log, failure, error)
