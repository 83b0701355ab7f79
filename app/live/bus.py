"""Carries notifications from commits to channels: "workshop 7 moved to seq 42", a hint to look at the journal."""

import asyncio
from collections.abc import Callable
from typing import Protocol

Listener = Callable[[dict[int, int]], None]


class Bus(Protocol):
    """Carries the new seq of every workshop that moved, by id, from the writer to the channels of every worker."""

    @property
    def state(self) -> str:
        """The state of the bus in a few words, for the host."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call `listener` on the running event loop for every workshop that moves from now on."""
        ...

    def publish(self, moved: dict[int, int]) -> None:
        """Send the new seq of each workshop that moved, by id. Never blocks; any thread may call it."""
        ...

    async def close(self) -> None:
        """Stop calling the listener, and end the tasks of the bus."""
        ...


class LocalBus:
    """The bus of a single process: it carries notifications from the writer's thread to the event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: Listener = lambda moved: None

    @property
    def state(self) -> str:
        return "not needed"

    def listen(self, listener: Listener) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = listener

    def publish(self, moved: dict[int, int]) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._notify_here, moved)

    async def close(self) -> None:
        self._loop = None

    def _notify_here(self, moved: dict[int, int]) -> None:
        self._listener(moved)
