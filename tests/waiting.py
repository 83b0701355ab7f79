"""Waiting for a condition, with a deadline, instead of for a time."""

import asyncio
import time
from collections.abc import Callable

PATIENCE_SECONDS = 20.0


async def until(true: Callable[[], bool]) -> None:
    """Wait until the condition is true, while the event loop runs. Raises TimeoutError after PATIENCE_SECONDS."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


def wait_for(true: Callable[[], bool]) -> None:
    """Wait until the condition is true, in a test without an event loop. Fails after PATIENCE_SECONDS."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
