"""When connections are told how many people are present: soon after it changes, and not more than once a second."""

from collections.abc import Iterable

from app.live.connection import Connection
from app.live.presence import Presence
from app.live.update import presence_frame

PRESENCE_SECONDS = 1.0


class Announcer:
    """What connections know of one workshop's presence. Times are in seconds."""

    def __init__(self, presence: Presence, now: float) -> None:
        self._presence = presence
        self._announced = 0
        self._announced_at = now
        self._newcomers = False

    def opened(self) -> None:
        """A connection has joined. Its page may be older than the last announcement."""
        self._newcomers = True

    @property
    def due(self) -> float:
        """When to announce; infinite if everyone knows."""
        changed = self._newcomers or self._announced != self._presence.count
        return self._announced_at + PRESENCE_SECONDS if changed else float("inf")

    def announce(self, connections: Iterable[Connection], now: float) -> None:
        """Tell each of these that does not know it yet."""
        self._announced, self._announced_at, self._newcomers = self._presence.count, now, False
        frame = presence_frame(self._announced)
        for connection in connections:
            if connection.presence_sent != self._announced:
                connection.presence_sent = self._announced
                connection.push(frame)

    def postpone(self, now: float) -> None:
        """Come back to it in PRESENCE_SECONDS."""
        self._announced_at = now
