"""Updates (HTML fragments by recipient) and the frames that carry them to browsers."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

Audience = Hashable
# One seat in one audience: (seat, audience).
Recipient = tuple[str, Audience]
# Seats by audience.
Seats = Mapping[Audience, Collection[str]]

_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Update:
    """The fragments of HTML that bring pages to the position (`seq`, `epoch`)."""

    seq: int
    epoch: str
    common: Mapping[Audience, str] = field(default_factory=dict)
    private_fragments: Mapping[Recipient, str] = field(default_factory=dict)
    # True if the browser must fetch the whole board by HTTP instead.
    refetch: bool = False
    # Recipients that have lost their seat, or the right to this audience.
    revoked: frozenset[Recipient] = frozenset()
    # Recipients for which rendering failed, so that no part of this update may reach them.
    failed: frozenset[Recipient] = frozenset()


# render(session, workshop_id, since, epoch, seats, catching_up): the update that brings pages at (`since`, `epoch`) to
# the present. With `catching_up` it has the whole private fragment of every seat, and checks every seat's rights.
Render = Callable[[Session, int, int, str, Seats, bool], Update]


class Frame:
    """One message for any number of connections, encoded once: `text` is JSON, `wire` the bytes of a WebSocket frame.

    `seq` and `epoch` are the position of a page that has received it; `seq` is None for a frame without a number.
    """

    __slots__ = ("epoch", "fields", "seq", "text", "wire")

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        self.seq: int | None = fields.get("seq")
        self.epoch: str = fields.get("epoch", "")
        self.text = _encoded(fields)
        self.wire = WireFrame(Opcode.TEXT, self.text.encode()).serialize(mask=False)


def update_frame(update: Update, content: str) -> Frame:
    """The frame with this content and the update's position, or a request to refetch if the update is one."""
    if update.refetch:
        return refetch_frame(update.seq, update.epoch)
    return Frame(seq=update.seq, epoch=update.epoch, content=content)


def refetch_frame(seq: int, epoch: str) -> Frame:
    """A request to the browser to fetch the whole board by HTTP, which is at `seq` or later."""
    return Frame(seq=seq, epoch=epoch, board=True)


def private_frame(content: str) -> Frame:
    """A seat's private fragment. It has no seq, so a connection that breaks right after it receives it again."""
    return Frame(content=content)


def presence_frame(count: int) -> Frame:
    """The number of people present, without any names."""
    return Frame(here=count)


# Proof of life, the same for everyone. A page replaces a connection that is silent for longer than two of these.
KEEP_ALIVE_SECONDS = 10.0
KEEP_ALIVE = Frame(alive=True)
