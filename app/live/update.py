"""What was rendered for whom, and the frames it travels in. What the HTML shows is the renderer's business."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

Audience = Hashable
# One seat in one audience: (seat, audience).
Place = tuple[str, Audience]
# For each audience the seats that are in it.
Seats = Mapping[Audience, Collection[str]]

_encoded = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Update:
    """What brings a page up to `seq` of `epoch`, as fragments of HTML."""

    seq: int
    epoch: str
    common: Mapping[Audience, str] = field(default_factory=dict)
    private_fragments: Mapping[Place, str] = field(default_factory=dict)
    # The browser fetches the whole board by HTTP instead.
    refetch: bool = False
    # Those who have lost their seat, or the right to this audience.
    revoked: frozenset[Place] = frozenset()
    # Those for whom rendering failed: nothing of this update may reach them.
    failed: frozenset[Place] = frozenset()


# render(session, workshop_id, since, epoch, seats, catching_up): the update that brings a page of (`since`, `epoch`) to
# the present. With `catching_up` it has the whole private fragment of every seat, and checks every seat's rights.
Render = Callable[[Session, int, int, str, Seats, bool], Update]


class Frame:
    """One message for any number of connections, encoded once: as JSON, and as the bytes a WebSocket carries it in.

    `seq` and `epoch` say up to where a page is that has it; a frame without them has `seq` None.
    """

    __slots__ = ("epoch", "fields", "seq", "text", "wire")

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        self.seq: int | None = fields.get("seq")
        self.epoch: str = fields.get("epoch", "")
        self.text = _encoded(fields)
        self.wire = WireFrame(Opcode.TEXT, self.text.encode()).serialize(mask=False)


def update_frame(update: Update, content: str) -> Frame:
    """The frame that brings a page up to an update's seq; without its content where the board is to be fetched."""
    if update.refetch:
        return refetch_frame(update.seq, update.epoch)
    return Frame(seq=update.seq, epoch=update.epoch, content=content)


def refetch_frame(seq: int, epoch: str) -> Frame:
    """Ask the browser to fetch the whole board by HTTP, which brings it up to `seq` or further."""
    return Frame(seq=seq, epoch=epoch, board=True)


def private_frame(content: str) -> Frame:
    """A seat's private fragment. It has no seq, so whoever is cut off right after it is sent everything again."""
    return Frame(content=content)


def presence_frame(count: int) -> Frame:
    """How many people are present: a number, never a list of names."""
    return Frame(here=count)
