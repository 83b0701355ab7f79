"""`python -m tests.hurried serve`: the product, with little patience, and telling of what is alike a little oftener."""

import sys

from app import engine, logs, server
from app.cli import main
from app.internals.uvicorn_http import Limits

server.LIMITS = Limits(crowded=5, headers_seconds=1.0, body_seconds=2.0)
engine.LOCKED_SECONDS = 1
logs.SELDOM_SECONDS = 2.0
sys.exit(main(sys.argv[1:]))
