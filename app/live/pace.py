"""How long a channel rests between two updates: an adaptive tick, so that what happens meanwhile is one frame.

An idle channel sends at once. A busy one rests in proportion to what its last update cost, and never so long that more
happens than a page can be told of, which would make every browser fetch the whole board. All times are in seconds.
"""

# From one update of a busy channel to the next.
SHORTEST_SECONDS, LONGEST_SECONDS = 0.005, 0.05
# Where several workers serve a channel, each renders all of it. They rest up to so many times as long.
MOST_WORKERS = 2
# How much longer than sending took.
SEND_WEIGHT = 2
# How much longer than rendering took: on PostgreSQL several workers ask one database for the same.
RENDER_WEIGHT, SHARED_RENDER_WEIGHT = 4, 14
# After an update that could not be rendered, doubled each time.
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.25, 8.0


def seconds_between(rendering: float, sending: float, *, render_weight: float, workers: int) -> float:
    """From the start of one update to the start of the next, by what it took to render and to send it."""
    longest = LONGEST_SECONDS * min(workers, MOST_WORKERS)
    return min(max(SHORTEST_SECONDS, render_weight * rendering + SEND_WEIGHT * sending), longest)


def retry_seconds(failures: int) -> float:
    """How long to wait after so many failures in a row."""
    return min(RETRY_SECONDS * 2 ** min(failures - 1, 16), LONGEST_RETRY_SECONDS)
