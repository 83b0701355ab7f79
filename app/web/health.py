"""The state of this process, for a container's health check, a load balancer and Prometheus."""

import asyncio
import math
import time
from ipaddress import ip_address, ip_network

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col
from starlette.responses import Response

from app.domain.errors import NotFound
from app.domain.models import Organisation
from app.observability import metrics as measured
from app.storage import migrations
from app.web.client import address_of
from app.web.context import AppContext, Context

router = APIRouter()

ANSWER_SECONDS = 3.0
NEWER = "a newer version's"
WRITTEN_SECONDS = 1.0
_SAME_NAME = update(Organisation).values(name=col(Organisation.name))


@router.get("/healthz")
async def healthz() -> Response:
    """Answer 200 while the process runs. It checks nothing else, because a restart would fix nothing else."""
    return PlainTextResponse("ok")


@router.get("/readyz")
async def readyz(request: Request, context: Context) -> Response:
    """Answer 200 if posts can be committed, to this version's tables or newer ones, and the server is not stopping.

    Requests that arrive together, or within WRITTEN_SECONDS, share one write, so that they cost the disk nothing more.
    """
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            tables = await context.database.read(_tables)
    except (TimeoutError, SQLAlchemyError):
        found = {"database": "does not answer", "migrations": "not known"}
    else:
        written = "ok" if tables not in ("ok", NEWER) or await _can_commit(request, context) else "cannot be written to"
        found = {"database": written, "migrations": tables}
    found["server"] = "stopping" if context.hub.stopping else "ok"
    good = set(found.values()) <= {"ok", NEWER}
    # Without a bus, boards are correct and only slightly late, so the process stays ready.
    return JSONResponse(found | {"bus": request.app.state.bus.state}, 200 if good else 503)


async def _can_commit(request: Request, context: AppContext) -> bool:
    now = time.monotonic()
    began, writing = getattr(request.app.state, "test_write", (-math.inf, None))
    if writing is None or (writing.done() and now - began > WRITTEN_SECONDS):
        # A task of its own: a client that disconnects must not cancel what others wait for.
        writing = asyncio.create_task(_write(context))
        request.app.state.test_write = (now, writing)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await asyncio.shield(writing)
    except TimeoutError:
        return False


async def _write(context: AppContext) -> bool:
    """Commit a change that changes no value, which the disk has to store like any other."""
    try:
        await context.database.write(lambda session: session.exec(_SAME_NAME))
    except SQLAlchemyError:
        return False
    return True


def _tables(session: Session) -> str:
    connection = session.connection()
    if migrations.at_head(connection):
        return "ok"
    return NEWER if migrations.ahead(connection) else "an older version's"


@router.get("/metrics")
async def metrics(request: Request, context: Context) -> Response:
    """The metrics in Prometheus' text format. Raises NotFound for addresses that METRICS_FROM does not name."""
    # Every address in the header must be allowed, not only the trusted one. With TRUSTED_PROXIES=* a client can put
    # any address into the header, but the proxy adds the client's own.
    on_the_way = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    peer = address_of(request) or ""
    if not all(allowed(address, context.settings.metrics_from) for address in [peer, *on_the_way]):
        raise NotFound
    return Response(measured.text(), media_type="text/plain; version=0.0.4")


def allowed(address: str, networks: str) -> bool:
    """True if an address is in one of these networks, separated by commas; False for "none" or an invalid address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return networks != "none" and any(found in ip_network(name.strip()) for name in networks.split(","))
