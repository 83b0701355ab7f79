"""`python -m tests.servers.short_patience serve --workers N`: the parent waits five seconds for a silent worker.

A server that stops waits as long for the last requests as on a host, which other servers of tests do not.
"""

import sys

from app.cli import main
from app.server import server, supervisor

supervisor.HELD_UP_SECONDS = 5.0
server.LAST_REQUESTS_SECONDS = 1.0
sys.exit(main(sys.argv[1:]))
