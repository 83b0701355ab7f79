"""Ends expired sign-ins in the background, so that the boards they opened close without another request."""

import asyncio
import logging
from datetime import UTC, datetime

from app.domain.accounts import upkeep
from app.observability import logs
from app.storage.database import Database

EVERY_SECONDS = 60.0

log = logging.getLogger("commonboard.accounts")


async def run(database: Database) -> None:
    """Sweep once a minute until cancelled. Every worker may run this, because a second sweep finds nothing to do."""
    while True:
        try:
            await sweep(database, datetime.now(UTC))
        except Exception as error:
            # The database may be unreachable for a while; try again a minute later.
            logs.failed(log, "ending expired sign-ins failed", error)
        await asyncio.sleep(EVERY_SECONDS)


async def sweep(database: Database, now: datetime) -> None:
    """End every sign-in that has expired at `now`."""
    if await database.read(lambda session: upkeep.is_due(session, now)):
        await database.write(lambda session: upkeep.tidy(session, now))
