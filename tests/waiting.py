"""Waiting for a condition, with a deadline, instead of for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE_SECONDS = 30.0

Value = TypeVar("Value")


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


async def becomes(read: Callable[[], Awaitable[Value]], expected: Value) -> None:
    """Read again and again until the value is the expected one. Fails with the last value after PATIENCE_SECONDS."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (found := await read()) != expected:
        assert time.monotonic() < end, f"it is still {found!r}, and not {expected!r}"
        await asyncio.sleep(0.02)


async def fulfils(read: Callable[[], Awaitable[Value]], condition: Callable[[Value], bool]) -> Value:
    """Read again and again until the value fulfils the condition; returns it. Fails as `becomes` does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition(found := await read()):
        assert time.monotonic() < end, f"it is still {found!r}"
        await asyncio.sleep(0.02)
    return found
