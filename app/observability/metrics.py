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

NOTES = Counter("commonboard_notes_saved", "Note posts answered as saved, including repeated posts of the same note.")
REFUSED = Counter("commonboard_refused", "Refused requests, by kind.", ["kind"])
CUT = Counter(
    "commonboard_cut", "Sockets closed by this server, by code: 1012 restart, 1013 too slow, 4403 removed.", ["code"]
)
LIMITED = Counter("commonboard_limited", "Connections closed by a limit, by reason.", ["reason"])
SHED = Counter(
    "commonboard_shed", "Work dropped because of overload: presence, joins, connections, public pages.", ["what"]
)
BATCH = Histogram(
    "commonboard_batch_acts",
    "Actions committed in one batch.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, float("inf")),
)
COMMIT = Histogram("commonboard_commit_seconds", "Seconds from the start of a batch to its commit.", buckets=SECONDS)
RENDER = Histogram(
    "commonboard_render_seconds", "Seconds from reading the journal to the rendered update.", buckets=SECONDS
)
PEOPLE = Gauge("commonboard_people", "People connected now.", multiprocess_mode="livesum")
SOCKETS = Gauge("commonboard_sockets", "Sockets and long polls that follow a board.", multiprocess_mode="livesum")
CONNECTIONS = Gauge(
    "commonboard_connections",
    "Connections, by kind: http, socket (refused ones too), closing (until the client has read everything).",
    ["kind"],
    multiprocess_mode="livesum",
)
QUEUED = Gauge(
    "commonboard_queue_bytes",
    "Bytes not sent yet on any connection, pongs and closing connections included.",
    multiprocess_mode="livesum",
)
BEHIND = Gauge(
    "commonboard_seq_lag", "Journal events that the slowest channel has not sent yet.", multiprocess_mode="livemax"
)
WAITING = Gauge("commonboard_waiting_acts", "Actions waiting for the writer.", multiprocess_mode="livesum")
LAG = Gauge("commonboard_loop_lag_seconds", "Event loop lag in seconds.", multiprocess_mode="livemax")
LEVEL = Gauge(
    "commonboard_overload",
    "Overload level: 0 normal, 1 presence is off, 2 new participants wait.",
    multiprocess_mode="livemax",
)


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
