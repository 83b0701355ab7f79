"""The nudge: "workshop 7 moved". A hint to look at the journal, never a source of truth."""

import asyncio
from collections.abc import Callable


class LocalBus:
    """The nudge within one process: from the writer thread to the event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: Callable[[dict[int, int]], None] = lambda moved: None

    def listen(self, listener: Callable[[dict[int, int]], None]) -> None:
        """Call `listener` on this event loop for every nudge from now on."""
        self._loop = asyncio.get_running_loop()
        self._listener = listener

    def publish(self, moved: dict[int, int]) -> None:
        """Say which workshops moved, and to which seq. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._listener, moved)

    def close(self) -> None:
        self._loop = None
