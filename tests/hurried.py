"""`python -m tests.hurried serve`: the product, with little patience for connections that bring nothing."""

import sys

from app import database, listener
from app.cli import main

listener.HEAD_SECONDS = 1.0
listener.BODY_SECONDS = 2.0
listener.POLITELY = 5
database.LOCKED_SECONDS = 1
sys.exit(main(sys.argv[1:]))
