"""Long polling, for networks that block WebSockets: an HTTP request waits until there is an update for its page."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from app.live.connection import Connection
from app.live.update import Frame


@dataclass(frozen=True)
class Answer:
    """The frames of a long poll joined into one: its HTML, and the position (seq, epoch) of a page that has it."""

    seq: int
    epoch: str
    content: str
    refetch: bool


async def wait_for_update(connection: Connection, seconds: float) -> Answer | None:
    """The first update after the connection's seq, with the private fragments that precede it.

    None if there is none within `seconds`, or if the connection closes.
    """
    changed = asyncio.Event()
    connection.wake = changed.set
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while connection.closing is None and not connection.has_numbered_frame:
                changed.clear()
                await changed.wait()
    if not connection.has_numbered_frame:
        return None
    return _joined(list(iter(connection.take, None)))


def _joined(frames: list[Frame]) -> Answer:
    seq, epoch = next((frame.seq, frame.epoch) for frame in reversed(frames) if frame.seq is not None)
    content = "".join(frame.fields.get("content", "") for frame in frames)
    return Answer(seq, epoch, content, any("board" in frame.fields for frame in frames))
