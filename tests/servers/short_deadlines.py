"""`python -m tests.servers.short_deadlines serve`: the app with short deadlines and more frequent log lines."""

import sys

from app.cli import main
from app.internals.uvicorn_http import Limits
from app.observability import logs
from app.server import server
from app.storage import connections

server.LIMITS = Limits(crowded=5, headers_seconds=1.0, body_seconds=2.0)
connections.LOCKED_SECONDS = 1
logs.SELDOM_SECONDS = 2.0
sys.exit(main(sys.argv[1:]))
