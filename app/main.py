"""Puts the house together: the only file that knows everyone."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from app import logs, schema, text
from app.database import Database
from app.domain import workshops
from app.domain.plans import default_framework
from app.live.bus import LocalBus
from app.live.hub import Hub
from app.load import Load, watch
from app.settings import Settings
from app.web import (
    accounts,
    boards,
    columns,
    details,
    downloads,
    errors,
    frameworks,
    joining,
    mapping,
    notes,
    organise,
    rejoining,
    socket,
    status,
    steering,
)
from app.web.guard import Bucket, CodeFailures, Guard
from app.web.pages import Assets
from app.web.paint import paint
from app.web.signin import House, Keys

BODY_LIMIT = 64 * 1024


def create_app(settings: Settings) -> FastAPI:
    """The product as an ASGI app. Starting it migrates the database; stopping it finishes what was being saved."""
    if settings.locales_dir:
        text.install(settings.locales_dir)
    keys = Keys(settings.secret())

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncGenerator[None]:
        await to_thread.run_sync(schema.upgrade, settings.database)
        database = Database(settings.database)
        await database.write(lambda session: workshops.settle(session, default_framework()) and None)
        bus = LocalBus()
        hub = Hub(database, paint, queue_bytes=settings.queue_bytes, look_seconds=settings.look_seconds)
        bus.listen(hub.nudge)
        database.on_commit = bus.publish
        load = Load()
        hub.hush = load.pressed
        app.state.house = House(
            settings=settings,
            database=database,
            hub=hub,
            keys=keys,
            load=load,
            acts=Bucket(settings.acts_per_10_seconds, 10),
            code_failures=CodeFailures(settings.code_failures_per_minute),
            password_failures=CodeFailures(10),
            bus_state=lambda: "not needed",
        )
        asyncio.get_running_loop().set_exception_handler(logs.trouble)
        watching = asyncio.create_task(watch(load, database, hub), name="watch")
        yield
        watching.cancel()
        await hub.close()
        bus.close()
        await to_thread.run_sync(database.close)

    app = FastAPI(title="Commonboard", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)

    for part in (
        *(status, accounts, organise, details, frameworks),
        *(joining, rejoining, boards, socket),
        *(notes, columns, steering, mapping, downloads),
    ):
        # For bodies that do not say how long they are; the guard has seen to the others.
        app.include_router(part.router, max_body_size=BODY_LIMIT)
    errors.install(app)
    app.mount("/static", Assets())
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=1)
    app.add_middleware(
        Guard, limit=BODY_LIMIT, too_large=errors.too_large, crowded=errors.crowded, failed=errors.failed
    )
    return app
