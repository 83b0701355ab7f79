"""The pause between two updates of a channel: an adaptive tick, so that the events of a pause share one frame.

An idle channel sends at once. A busy one pauses in proportion to the cost of its last update, up to a limit: after too
many events in one pause, every browser would have to fetch the whole board. All times are in seconds.
"""

# From the start of one update of a busy channel to the next.
SHORTEST_SECONDS, LONGEST_SECONDS = 0.005, 0.05
# When several workers serve a channel, each renders every update. So each renders less often: the pause for rendering
# and the longest pause grow with their number, up to this many times.
MOST_WORKERS = 2
# The pause as a multiple of the time that sending took.
SEND_WEIGHT = 2
# The pause as a multiple of the rendering time; more on PostgreSQL, where several workers share one database. On SQLite
# that time includes the wait for the writer, so with 4 a note of a thousand people's board came 8 ms later.
RENDER_WEIGHT, SHARED_RENDER_WEIGHT = 2, 14
# The pause for each event of the last update. From about 300 events a second on, pauses grow to the longest one.
EVENT_SECONDS = 0.003
# The wait after a failed render, doubled after each further failure.
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.25, 8.0


def seconds_between(rendering: float, sending: float, *, events: int, render_weight: float, workers: int) -> float:
    """The time from the start of one update to the start of the next.

    It depends on the time to render and to send the update, and on the number of its events.
    """
    sharing = min(workers, MOST_WORKERS)
    cost = render_weight * sharing * rendering + SEND_WEIGHT * sending
    return min(max(SHORTEST_SECONDS, cost, EVENT_SECONDS * events), LONGEST_SECONDS * sharing)


def retry_seconds(failures: int) -> float:
    """The wait after `failures` (at least 1) failed renders in a row."""
    return min(RETRY_SECONDS * 2 ** min(failures - 1, 16), LONGEST_RETRY_SECONDS)
