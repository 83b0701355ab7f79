"""The connections that wait for their client: for a request, for the rest of one, or until an answer is read.

At the connection limit one of them gives way to a new connection. A request of a person with a seat may be a note, so
their connections give way last; but one seat keeps only a few, or one participant could hold every slot.
"""

from collections import Counter
from typing import Protocol


class Client(Protocol):
    """A connection that waits for its client."""

    def seat(self) -> str | None:
        """The seat that its request shows, if any."""


class WaitingClients:
    """Connections in the order in which their wait began. Each seat keeps the first `kept_per_seat` of its own."""

    def __init__(self, kept_per_seat: int) -> None:
        self._kept_per_seat = kept_per_seat
        self._since: dict[Client, float] = {}

    def add(self, one: Client, now: float) -> None:
        """Take in a connection; one that waits already keeps its place."""
        self._since.setdefault(one, now)

    def remove(self, one: Client) -> None:
        """Forget a connection, because its client has sent or read everything, or is gone."""
        self._since.pop(one, None)

    def longest(self, before: float) -> Client | None:
        """The connection that gives way: of those that have waited since `before` or longer, the longest without a
        seat or beyond its seat's share; None if there is none."""
        kept: Counter[str] = Counter()
        for one, since in self._since.items():
            if since > before:
                return None
            seat = one.seat()
            if seat is None or kept[seat] >= self._kept_per_seat:
                return one
            kept[seat] += 1
        return None
