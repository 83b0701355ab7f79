"""`python -m tests.servers.short_patience serve --workers N`: the parent waits five seconds for a silent worker."""

import sys

from app.cli import main
from app.server import supervisor

supervisor.HELD_UP_SECONDS = 5.0
sys.exit(main(sys.argv[1:]))
