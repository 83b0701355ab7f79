"""Every route of the product, in the order in which a request is compared with them."""

from fastapi import FastAPI

from app.web import accounts, findings, health, help_pages, live, security_contact
from app.web.board import (
    board,
    bulk_hiding,
    comments,
    front_page,
    joining,
    notes,
    own_style,
    pasting,
    posting,
    selection,
    stacks,
    votes,
)
from app.web.findings import asks, workshop_steps
from app.web.mapping import frameworks, mapping, suggestions, tables
from app.web.records import erasure, files, held, security_log
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
    workshops,
)

# The most requested come first.
PARTS = (
    *(board, live, notes, mapping, joining, front_page, facilitating, share, emergency),
    *(clock, controls, newcomers, attention, screen, agenda_page, votes, comments, stacks, selection, undoing),
    *(team, pasting),
    *(participants, columns, devices, bulk_hiding, opening, new_workshop, tables),
    *(health, accounts, workshops, details, frameworks, help_pages, files, own_style),
    *(asks, workshop_steps, held, erasure, security_log, security_contact, suggestions, findings),
)


def add_routes(app: FastAPI, body_limit: int) -> None:
    """Add all routes, each with bodies of up to `body_limit` bytes unless it has a limit of its own."""
    # First, because it is requested most.
    app.router.routes.append(posting.route(body_limit))
    for part in PARTS:
        # For bodies without a Content-Length; SecurityMiddleware checks the others.
        app.include_router(part.router, max_body_size=body_limit)
    app.mount("/static", HashedFiles())


def compile_routes(app: FastAPI) -> None:
    """Compile every route now. FastAPI would do it when a request first reaches one, for a third of a second."""
    nowhere = {"type": "http", "method": "GET", "path": "/no/such/page", "root_path": "", "headers": []}
    for route in app.router.routes:
        route.matches(nowhere)
