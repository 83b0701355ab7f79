"""Repeats work while the server runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

from app.observability import logs

log = logging.getLogger("commonboard.live")


async def every(seconds: Callable[[], float], work: Callable[[], Awaitable[None]], failure: str) -> NoReturn:
    """Wait `seconds()` and do the work, repeatedly. An exception is logged as `failure`, and the work goes on."""
    while True:
        await asyncio.sleep(seconds())
        try:
            await work()
        except Exception as error:
            logs.failed(log, failure, error)
