"""Connections to a hub in the test's own process, and the frames they receive."""

import asyncio
import json
from collections.abc import Callable, Generator
from contextlib import contextmanager

from app.domain import journal
from app.live.connection import Connection
from app.web.render.audience import BOARD, Audience
from tests.app_client import AppClient

READER = Audience(BOARD, "en")


@contextmanager
def connected(
    app_client: AppClient, ref: str, *, since: int | None = None, epoch: str | None = None, audience: Audience = READER
) -> Generator[Connection]:
    """A connection of this seat whose page is at `since`, or (None) up to date."""
    position = app_client.workshop.read(lambda session: journal.position(session, app_client.workshop.id))
    with app_client.inside.hub.connection(
        app_client.workshop.id,
        ref,
        audience,
        since=position[0] if since is None else since,
        epoch=position[1] if epoch is None else epoch,
        now_at=position,
    ) as connection:
        yield connection


def connect(
    app_client: AppClient, ref: str, *, since: int | None = None, epoch: str | None = None, audience: Audience = READER
) -> Connection:
    """A connection as `connected` yields, which stays open until the app stops."""
    return app_client.connections.enter_context(connected(app_client, ref, since=since, epoch=epoch, audience=audience))


async def frames(connection: Connection, enough: Callable[[dict], bool] = lambda frame: False) -> list[dict]:
    """The frames that a connection receives, up to the first one that satisfies `enough`, or until it closes."""
    found = []
    changed = asyncio.Event()
    connection.wake = changed.set
    async with asyncio.timeout(20):
        while True:
            changed.clear()
            while (frame := connection.take()) is not None:
                found.append(json.loads(frame.text))
                if enough(found[-1]):
                    return found
            if connection.closing is not None:
                return found
            await changed.wait()


def up_to(seq: int) -> Callable[[dict], bool]:
    """A test for frames: True if a frame brings a page to this seq or further."""
    return lambda frame: frame.get("seq", -1) >= seq
