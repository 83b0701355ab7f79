"""Ends sign-ins when their time is over: the boards that they opened must not wait for somebody to ask."""

import asyncio
import logging
from datetime import UTC, datetime

from app.domain.accounts import upkeep
from app.observability import logs
from app.storage.database import Database

EVERY_SECONDS = 60.0

log = logging.getLogger("commonboard.accounts")


async def run(database: Database) -> None:
    """Look once a minute for as long as the server runs; every worker may, for it makes no difference who is first."""
    while True:
        try:
            await sweep(database, datetime.now(UTC))
        except Exception as error:
            # The database may be away; the next minute may be better.
            logs.failed(log, "sign-ins whose time is over were not ended", error)
        await asyncio.sleep(EVERY_SECONDS)


async def sweep(database: Database, now: datetime) -> None:
    """End what is over at this moment."""
    if await database.read(lambda session: upkeep.is_due(session, now)):
        await database.write(lambda session: upkeep.tidy(session, now))
