"""`python -m tests.dying N serve`: the product, killed by itself once N events are committed and nobody is told."""

import os
import signal
import sys

from app import database
from app.cli import main
from app.live.bus import LocalBus

last = int(sys.argv[1])
publish = LocalBus.publish


def die(bus: LocalBus, moved: dict[int, int]) -> None:
    if max(moved.values()) >= last:
        os.kill(os.getpid(), signal.SIGKILL)
    publish(bus, moved)


# Small batches, so that it is always in the middle of something.
database.BATCH = 5
LocalBus.publish = die
sys.exit(main(sys.argv[2:]))
