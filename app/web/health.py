"""The state of this process, for a container's health check, a load balancer and Prometheus."""

import asyncio
from ipaddress import ip_address, ip_network

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.responses import Response

from app.domain.errors import NotFound
from app.observability import metrics as measured
from app.storage import migrations
from app.web.context import Context

router = APIRouter()

ANSWER_SECONDS = 3.0
NEWER = "a newer version's"


@router.get("/healthz")
async def healthz() -> Response:
    """Answer 200 while the process runs. It checks nothing else, because a restart would fix nothing else."""
    return PlainTextResponse("ok")


@router.get("/readyz")
async def readyz(request: Request, context: Context) -> Response:
    """Answer 200 if the database answers, has this version's tables or newer ones, and the server is not stopping."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            tables = await context.database.read(_tables)
    except (TimeoutError, SQLAlchemyError):
        found = {"database": "does not answer", "migrations": "not known"}
    else:
        found = {"database": "ok", "migrations": tables}
    found["server"] = "stopping" if context.hub.stopping else "ok"
    good = set(found.values()) <= {"ok", NEWER}
    # Without a bus, boards are correct and only slightly late, so the process stays ready.
    return JSONResponse(found | {"bus": request.app.state.bus.state}, 200 if good else 503)


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
    peer = request.client.host if request.client else ""
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
