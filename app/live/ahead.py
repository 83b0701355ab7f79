"""Painting ahead: what will be told of a commit is painted in its transaction, for the rooms that rest."""

import logging
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.live.painting import Paint
from app.live.room import Ahead, Room
from app.observability import logs, metrics

log = logging.getLogger("commonboard.ahead")


@contextmanager
def painted_ahead(session: Session, rooms: Iterable[Room], paint: Paint, forget: Callable[[], None]) -> Generator[None]:
    """Around a commit: paint what it will hold for those of these rooms that rest; once it is done they need not ask.

    For the writer's thread: of a room it reads only what that has set down before resting. What cannot be painted is
    looked at when the rooms are nudged; `forget` is called where something was painted that has not come to be.
    """
    painted: list[tuple[Room, Ahead]] = []
    try:
        for room in rooms:
            if (from_here := room.resting) is not None:
                began = time.monotonic()
                seen, epoch, live = from_here
                painted.append((room, (from_here, paint(session, room.workshop_id, seen, epoch, live, False))))
                metrics.PAINT.observe(time.monotonic() - began)
    except DBAPIError:
        # Without its transaction there is nothing to commit.
        forget()
        raise
    except Exception as error:
        # Nothing is lost: whoever is told that something moved looks for themselves.
        logs.failed(log, "what was written could not be painted ahead", error)
        forget()
    try:
        yield
    except BaseException:
        # It has not come to be, and the same seq may come to be another.
        forget()
        raise
    for room, ahead in painted:
        room.ready = ahead
