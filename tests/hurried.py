"""`python -m tests.hurried serve`: the product, with little patience, and telling of what is alike a little oftener."""

import sys

from app import engine, listener, logs
from app.cli import main

listener.HEAD_SECONDS = 1.0
listener.BODY_SECONDS = 2.0
listener.POLITELY = 5
engine.LOCKED_SECONDS = 1
logs.SELDOM_SECONDS = 2.0
sys.exit(main(sys.argv[1:]))
