"""Composition root: wires settings, database, hub, bus, caches and routes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from anyio import to_thread
from fastapi import FastAPI
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.domain.workshops import workshops
from app.domain.workshops.plans import default_framework
from app.downloads.maker import FileMaker
from app.live.bus import Bus, LocalBus
from app.live.hub import Hub
from app.live.overload import Overload, watch
from app.live.writing_now import WritingNow
from app.observability import logs
from app.presentation import templates, translations
from app.settings import Settings
from app.storage import migrations
from app.storage.database import Database
from app.suggestions import support
from app.suggestions.suggester import Suggester
from app.web import accounts, errors, findings, health, help_pages, live, own_style, security_contact
from app.web.accounts import expiry
from app.web.board import (
    board,
    bulk_hiding,
    comments,
    front_page,
    joining,
    notes,
    pasting,
    posting,
    selection,
    stacks,
    votes,
)
from app.web.bounded_cache import BoundedCache
from app.web.compression import CompressedPages
from app.web.context import AppContext
from app.web.findings import asks, uploads, workshop_steps
from app.web.mapping import frameworks, mapping, suggestions, tables
from app.web.records import erasure, files, held, retention_job, security_log
from app.web.render.fragments import Fragments
from app.web.render.skeletons import Skeletons
from app.web.render.update import render
from app.web.security import cookies
from app.web.security.admission import Admission
from app.web.security.admission_queue import Policy
from app.web.security.join_turns import JoinTurns
from app.web.security.keys import Keys
from app.web.security.last_seen import LastSeen
from app.web.security.middleware import SecurityMiddleware
from app.web.security.password_hashing import PasswordHashing
from app.web.security.public_pages import PublicPages
from app.web.security.rate_limit import RateLimiter
from app.web.security.sign_in_limits import SignInLimits
from app.web.security.typed_codes import TypedCodes
from app.web.static_files import HashedFiles
from app.web.steering import agenda_page, attention, clock, controls, newcomers, screen, undoing
from app.web.workshops import (
    columns,
    details,
    devices,
    emergency,
    facilitating,
    new_workshop,
    opening,
    participants,
    share,
    team,
)
from app.web.workshops import workshops as workshop_pages

BODY_LIMIT = 64 * 1024
# A forgotten seat only costs one more read.
REMEMBERED_SEATS = 20_000


def _compile_routes(app: FastAPI) -> None:
    """Compile every route now. FastAPI would do it when a request first reaches one, for a third of a second."""
    nowhere = {"type": "http", "method": "GET", "path": "/no/such/page", "root_path": "", "headers": []}
    for route in app.router.routes:
        route.matches(nowhere)


def create_app(settings: Settings) -> FastAPI:
    """The product as an ASGI app. Its start migrates the database; its stop waits for pending writes."""
    if settings.locales_dir:
        translations.install(settings.locales_dir)
    keys = Keys(settings.secret())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        await to_thread.run_sync(migrations.upgrade, settings.database)
        await to_thread.run_sync(templates.warm)
        await to_thread.run_sync(_compile_routes, app)
        async with _context(settings, keys) as context, _bus(context) as bus:
            app.state.context, app.state.bus = context, bus
            context.database.on_commit = bus.publish
            asyncio.get_running_loop().set_exception_handler(logs.loop_exception_handler)
            tasks = [
                asyncio.create_task(watch(context.overload, context.database, context.hub), name="watch"),
                asyncio.create_task(retention_job.run(context.database), name="retention"),
                asyncio.create_task(expiry.run(context.database), name="expiry"),
            ]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await context.hub.close()

    app = FastAPI(
        title="Commonboard",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # They would name the host that the client sent; `web/errors.py` redirects instead.
        redirect_slashes=False,
        # Addresses contain secrets, so telemetry stays off whatever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )

    # For the server, which closes the connections of people with a seat last.
    app.state.seat_of = partial(cookies.seat_in, keys, settings.public_url)
    # First, because it is requested most.
    app.router.routes.append(posting.route(BODY_LIMIT))
    for part in (
        # The most requested routes come first, because each request is compared with one route after the other.
        *(board, live, notes, mapping, joining, front_page, facilitating, share, emergency),
        *(clock, controls, newcomers, attention, screen, agenda_page, votes, comments, stacks, selection, undoing),
        *(team, pasting),
        *(participants, columns, devices, bulk_hiding, opening, new_workshop, tables),
        *(health, accounts, workshop_pages, details, frameworks, help_pages, files, own_style),
        *(asks, workshop_steps, held, erasure, security_log, security_contact, suggestions, findings),
    ):
        # For bodies without a Content-Length; SecurityMiddleware checks the others.
        app.include_router(part.router, max_body_size=BODY_LIMIT)
    errors.install(app)
    app.mount("/static", HashedFiles())
    # The middleware added last sees a request first.
    app.add_middleware(CompressedPages, minimum_size=1000, compresslevel=1)
    app.add_middleware(live.Live)
    app.add_middleware(
        SecurityMiddleware,
        limit=BODY_LIMIT,
        larger=(uploads.FORMS, pasting.FORM),
        too_large=errors.too_large,
        crowded=errors.crowded,
        failed=errors.failed,
        https=settings.public_url.startswith("https://"),
    )
    return app


@asynccontextmanager
async def _context(settings: Settings, keys: Keys) -> AsyncGenerator[AppContext]:
    """What all requests share, over an open database that is closed at the end, also if the start fails."""
    database = Database(settings.database)
    hashing = PasswordHashing()
    maker = FileMaker(settings.database, settings.locales_dir)
    suggester = Suggester() if support.can_run() else None
    try:
        try:
            await database.write(_settle)
        except IntegrityError:
            # Another worker, started on the same empty database, has created the row in the meantime.
            await database.write(_settle)
        # Before anyone can read what should have been deleted while the server was off.
        await retention_job.sweep(database, datetime.now(UTC))
        fragments, overload = Fragments(), Overload()
        hub = Hub(
            database,
            partial(render, fragments),
            unsent_limit=settings.queue_bytes,
            journal_poll_seconds=settings.journal_poll_seconds,
            pseudonym=keys.pseudonym,
            presence_paused=overload.shedding,
        )
        yield AppContext(
            settings=settings,
            database=database,
            hub=hub,
            keys=keys,
            overload=overload,
            admission=Admission(Policy()),
            fragments=fragments,
            skeletons=Skeletons(),
            actions=RateLimiter(settings.actions_per_10_seconds, 10),
            seat_names=BoundedCache(REMEMBERED_SEATS),
            typed_codes=TypedCodes(settings.code_failures_per_minute, keys.pseudonym),
            join_turns=JoinTurns(settings.joins_per_minute, keys.pseudonym),
            sign_in_limits=SignInLimits(keys.pseudonym),
            public_pages=PublicPages(keys.pseudonym),
            hashing=hashing,
            last_seen=LastSeen(),
            writing_now=WritingNow(),
            files=maker,
            suggester=suggester,
        )
    finally:
        if suggester is not None:
            await suggester.close()
        await maker.close()
        hashing.close()
        await to_thread.run_sync(database.close)


def _settle(session: Session) -> None:
    workshops.settle(session, default_framework())


@asynccontextmanager
async def _bus(context: AppContext) -> AsyncGenerator[Bus]:
    """Carry notifications to the hub, and between workers if REDIS_URL is set, inside the block."""
    if context.settings.redis_url:
        # A late import: most installations have no Redis.
        from app.web.cluster import redis_bus

        async with redis_bus(context) as bus:
            yield bus
    else:
        local = LocalBus()
        local.listen(context.hub.notify)
        yield local
