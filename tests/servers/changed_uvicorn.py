"""`python -m tests.servers.changed_uvicorn serve`: the app on a uvicorn with unknown internals."""

import sys

from app.cli import main
from app.internals import uvicorn_http

uvicorn_http.HttpToolsProtocol = None
sys.exit(main(sys.argv[1:]))
