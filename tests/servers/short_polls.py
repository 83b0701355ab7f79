"""`python -m tests.servers.short_polls serve`: the app whose long polls wait for six seconds instead of twenty."""

import sys

from app.cli import main
from app.web import live

live.LONG_POLL_SECONDS = 6.0
sys.exit(main(sys.argv[1:]))
