"""`python -m tests.servers.changed_uvicorn serve`: the product on a uvicorn whose internals are not those we know."""

import sys

from app.cli import main
from app.internals import uvicorn_http

uvicorn_http.HttpToolsProtocol = None
sys.exit(main(sys.argv[1:]))
