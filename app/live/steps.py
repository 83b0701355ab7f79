"""The steps that a channel asks its follower to take."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.live.connection import Connection
from app.live.update import Audience

# Connections by audience and seat.
Recipients = dict[Audience, dict[str, list[Connection]]]


@dataclass(frozen=True, eq=False, slots=True)
class Request:
    """Render the update that brings pages at (`since`, `epoch`) to the present, for these recipients.

    `asked_at` is in seconds of a monotonic clock.
    """

    since: int
    epoch: str
    recipients: Recipients
    catching_up: bool
    asked_at: float

    @property
    def connections(self) -> Iterator[Connection]:
        for seats in self.recipients.values():
            for connections in seats.values():
                yield from connections


@dataclass(frozen=True, slots=True)
class RenderAll:
    """Render each request and report its result to the channel, in any order."""

    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Announce:
    """Announce the presence count, or postpone the announcement."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Wait until something happens, at most until this time in seconds of a monotonic clock."""

    until: float


@dataclass(frozen=True, slots=True)
class Finish:
    """End the channel, because no one is present."""


Step = RenderAll | Announce | Rest | Finish
