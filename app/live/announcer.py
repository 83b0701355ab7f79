"""Decides when connections are sent the presence count: soon after it changes, at most once a second."""

from collections.abc import Iterable

from app.live.connection import Connection
from app.live.presence import Presence
from app.live.update import presence_frame

PRESENCE_SECONDS = 1.0


class Announcer:
    """Announces one workshop's presence count to its connections. Times are in seconds of a monotonic clock."""

    def __init__(self, presence: Presence, now: float) -> None:
        self._presence = presence
        self._announced = 0
        self._announced_at = now
        self._newcomers = False

    def opened(self) -> None:
        """Note that a connection has joined, whose page may be older than the last announcement."""
        self._newcomers = True

    @property
    def due(self) -> float:
        """The time of the next announcement; infinity if every connection has the current count."""
        changed = self._newcomers or self._announced != self._presence.count
        return self._announced_at + PRESENCE_SECONDS if changed else float("inf")

    def announce(self, connections: Iterable[Connection], now: float) -> None:
        """Push the current count to every connection that does not have it yet."""
        self._announced, self._announced_at, self._newcomers = self._presence.count, now, False
        frame = presence_frame(self._announced)
        for connection in connections:
            if connection.presence_sent != self._announced:
                connection.presence_sent = self._announced
                connection.push(frame)

    def postpone(self, now: float) -> None:
        """Put the announcement off by PRESENCE_SECONDS."""
        self._announced_at = now
