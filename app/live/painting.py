"""What has been painted for whom, and the frames it travels in. What it shows is for whoever paints to know."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.live.door import Frame

Audience = Hashable
_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Painting:
    """The present state of what happened after some seq, as pieces of HTML."""

    seq: int
    epoch: str
    common: dict[Audience, str] = field(default_factory=dict)
    slips: dict[tuple[str, Audience], str] = field(default_factory=dict)
    # The whole board is to be fetched by HTTP instead.
    whole: bool = False
    # Those who have lost their place: (seat, audience).
    cut: frozenset[tuple[str, Audience]] = frozenset()


# For each audience the seats that are in it.
Seats = Mapping[Audience, Collection[str]]
# paint(session, workshop_id, since, epoch, seats, catching_up): `epoch` is the one the asker counts in.
Paint = Callable[[Session, int, int, str, Seats, bool], Painting]


def envelope(painting: Painting, content: str) -> Frame:
    """One frame: what was painted, and up to which seq."""
    if painting.whole:
        return Frame(_encoded({"seq": painting.seq, "epoch": painting.epoch, "board": True}))
    return Frame(_encoded({"seq": painting.seq, "epoch": painting.epoch, "content": content}))


def slip_frame(content: str) -> Frame:
    """A seat's own pieces; without a seq, for only common frames are compared."""
    return Frame(_encoded({"content": content}))
