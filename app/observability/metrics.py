"""Metrics for Prometheus.

Events are counted where they happen, in one line each. A periodic check sets the gauges, so that measuring costs
nothing while notes are sent.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

disable_created_metrics()

# prometheus-client reads this variable once, when it is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

NOTES = Counter("commonboard_notes_saved", "Posts of a note that were answered as saved; one sent again counts again.")
REFUSED = Counter("commonboard_refused", "What was asked for and not done, by kind.", ["kind"])
CUT = Counter("commonboard_cut", "Sockets this server closed: 1012 restart, 1013 too slow, 4403 no place.", ["code"])
SHED = Counter("commonboard_shed", "What was left out because of overload: presence, joins, connections.", ["what"])
BATCH = Histogram(
    "commonboard_batch_acts", "Acts committed together.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, float("inf"))
)
COMMIT = Histogram("commonboard_commit_seconds", "From the start of a batch until it is durable.", buckets=SECONDS)
RENDER = Histogram("commonboard_render_seconds", "From a look at the journal until it is painted.", buckets=SECONDS)
PEOPLE = Gauge("commonboard_people", "People here now.", multiprocess_mode="livesum")
SOCKETS = Gauge("commonboard_sockets", "Open sockets.", multiprocess_mode="livesum")
QUEUED = Gauge("commonboard_queue_bytes", "Bytes that sockets have not taken yet.", multiprocess_mode="livesum")
BEHIND = Gauge(
    "commonboard_seq_lag", "Events between the journal and the board furthest behind.", multiprocess_mode="livemax"
)
WAITING = Gauge("commonboard_waiting_acts", "Acts that wait for the writer.", multiprocess_mode="livesum")
LAG = Gauge("commonboard_loop_lag_seconds", "How late the event loop is.", multiprocess_mode="livemax")
LEVEL = Gauge("commonboard_overload", "0 calm, 1 presence is left out, 2 newcomers wait.", multiprocess_mode="livemax")


@contextmanager
def shared() -> Generator[None]:
    """Let processes that are started inside the block share their metrics: each of them reports the sum."""
    with tempfile.TemporaryDirectory(prefix="commonboard-measures-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def forget(process: int) -> None:
    """Drop the gauges of a process that has ended; its counters stay."""
    mark_process_dead(process, os.environ[FOLDER])


def text() -> bytes:
    """All metrics in Prometheus' text format."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return generate_latest(together)
