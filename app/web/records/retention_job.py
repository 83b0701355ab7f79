"""Deletes workshops, interviews and programmes on their dates and closes quiet workshops, while the server runs and
before it begins to serve."""

from datetime import UTC, datetime
from functools import partial

from app.domain.findings import retention as programmes
from app.domain.records import retention
from app.live.periodic import every
from app.storage.database import Database

EVERY_SECONDS = 600.0


async def run(database: Database) -> None:
    """Sweep every ten minutes until cancelled. Every worker may run this: a second sweep finds nothing to do."""

    async def work() -> None:
        await sweep(database, datetime.now(UTC))

    await every(lambda: EVERY_SECONDS, work, "deleting workshops on their date failed")


async def sweep(database: Database, now: datetime) -> None:
    """Delete everything whose date has begun at `now`, and close every open workshop that has been quiet."""
    found = await database.read(lambda session: retention.candidates(session, now))
    deleted = retention.to_delete(found, now)
    for due in deleted:
        await database.write(partial(retention.delete, due=due, now=now), due.key)
    for due in retention.to_close(found, now):
        if due not in deleted:
            await database.write(partial(retention.close, due=due, now=now), due.key)
    kept = await database.read(lambda session: programmes.candidates(session, now))
    for source in programmes.to_delete(kept, now):
        await database.write(partial(programmes.delete, due=source, now=now), source.key)
