"""`python -m tests.servers.crash_at_event WHEN N serve`: the app, which kills itself at event N, before
or just after the commit that contains the event."""

import os
import signal
import sys
from typing import Any

from app.cli import main
from app.domain import journal
from app.live.bus import LocalBus
from app.storage import writer

when, last = sys.argv[1], int(sys.argv[2])
publish, record_all = LocalBus.publish, journal.record_all


def at(seq: int) -> None:
    if seq >= last:
        os.kill(os.getpid(), signal.SIGKILL)


def told(bus: LocalBus, moved: dict[int, int]) -> None:
    at(max(moved.values()))
    publish(bus, moved)


def recorded(*values: Any, **named: Any) -> range:
    seqs = record_all(*values, **named)
    at(seqs[-1])
    return seqs


# Small batches, so that the crash always interrupts something.
writer.BATCH = 5
if when == "after":
    LocalBus.publish = told
else:
    journal.record_all = recorded
sys.exit(main(sys.argv[3:]))
