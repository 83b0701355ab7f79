"""`python -m tests.impatient serve --workers N`: the product, whose parent waits five seconds for a worker."""

import sys

from app import workers
from app.cli import main

workers.HELD_UP_SECONDS = 5.0
sys.exit(main(sys.argv[1:]))
