"""What a channel asks its follower to do next."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.live.connection import Connection
from app.live.update import Audience

# For each audience its seats, and the connections of each seat.
Places = dict[Audience, dict[str, list[Connection]]]


@dataclass(frozen=True, eq=False, slots=True)
class Request:
    """Render what brings a page of (`since`, `epoch`) to the present, for the seats of these audiences."""

    since: int
    epoch: str
    places: Places
    catching_up: bool
    # When it was asked for, in seconds.
    asked_at: float

    @property
    def connections(self) -> Iterator[Connection]:
        for seats in self.places.values():
            for connections in seats.values():
                yield from connections


@dataclass(frozen=True, slots=True)
class RenderAll:
    """Render each of these and tell the channel how it ended; the order does not matter."""

    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Announce:
    """Announce how many people are present, or postpone that."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Wait until something happens, at most until this time in seconds."""

    until: float


@dataclass(frozen=True, slots=True)
class Finish:
    """Nobody is present any more: give the channel up."""


Step = RenderAll | Announce | Rest | Finish
