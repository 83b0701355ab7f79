"""The targets of `make bench` and their limits (the table in docs/performance.md)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One figure. `must` and `aim` judge its ratio to a reference that was measured in the same run.

    `beside` names that reference. Without it, `must` and `aim` judge the figure itself. `experience` is what a person
    should experience on an ordinary laptop or phone; it is printed and not judged.
    """

    id: str
    figure: str
    beside: str
    must: float
    aim: float
    better: str = "lower"
    experience: str = ""

    @property
    def absolute(self) -> bool:
        return not self.beside


_NO_SCRIPTS = "the same page without our scripts"
_TOGGLE = "a class toggled by a key, without our scripts"
_QUARTER = "5 workshops, 5 interviews"
_ORM = "one ORM commit per note"

SPREAD_200 = Target("T1", "deliveries per CPU-second, 200 people, 16 posts outstanding", "B", 2.2, 5, "higher")
SPREAD_1000 = Target("T2", "deliveries per CPU-second, 1,000 people, 16 posts outstanding", "B", 4, 8, "higher")
DELAY_200 = Target("T3", "p99 from post to every connection, 200 people, 50 notes/s (ms)", "B", 2, 1.2)
DELAY_1000 = Target("T4", "p99, 1,000 people, 200 notes/s (ms)", "our T3", 8, 4, experience="25 ms")
DELAY_50 = Target("T5", "p99, 50 people, 5 notes/s (ms)", "B", 2.5, 1.5)
MEMORY = Target("T6", "memory per connection, 1,000 people (KiB)", "", 40, 32)
SLOW_DISK_STORE = Target("T7", "notes/s at the store, commits 5 ms slower", f"{_ORM}, 16 writers", 6, 12, "higher")
SLOW_DISK_HTTP = Target("T7", "notes/s through HTTP, commits 5 ms slower", f"{_ORM}, 16 writers", 2.5, 4, "higher")
STORE = Target("T8", "notes/s at the store", _ORM, 8, 30, "higher")
STUCK_DELAY = Target("T9", "p99 of 50 while one of 51 stops reading, 1,000 notes/s (ms)", "without it", 1.5, 1.2)
STUCK_MEMORY = Target("T9", "memory that the stuck reader adds (MB)", "", 2, 2)
STUCK_COMPLETE = Target("T9", "notes that the disconnected reader has on return", "notes posted", 1, 1, "higher")
FIRST_LOAD_CPU = Target(
    "T10", "first load of 500 notes: CPU (ms)", "rendered and compressed afresh", 0.25, 0.1, experience="1 ms"
)
FIRST_LOAD_BYTES = Target("T10", "first load of 500 notes: on the wire (KB)", "", 60, 40)
DELAY_DURING_LOADS = Target("T11", "p99 during 20 first loads/s, 200 people, 50 notes/s (ms)", "quiet", 2, 1.3)
DELAY_DURING_JOINS = Target("T12", "p99 during 500 joins in 5 s, all in step (ms)", "quiet", 5, 2)
DELAY_DURING_RETURNS = Target("T12", "p99 during 500 reconnects after a restart, all in step (ms)", "quiet", 5, 2)
WORKSHOPS_100 = Target("T13", "CPU per delivery with 100 workshops (µs)", "10 workshops", 1.2, 1)
WORKSHOPS_1000 = Target("T13", "CPU per delivery with 1,000 workshops (µs)", "10 workshops", 1.2, 1)
WORKERS = Target("T14", "deliveries per CPU-second of two workers", "one worker", 0.85, 0.95, "higher")
PHONE_USABLE = Target("T15", "phone: until the board is usable (s)", _NO_SCRIPTS, 2, 1.3, experience="1.5 s")
PHONE_FRAME = Target(
    "T15", "phone: longest frame while 50 notes arrive (ms)", "three lines of script", 4, 2, experience="50 ms"
)
MAP_MARK = Target("T16", "mapping 1,000 notes: letter key to mark drawn (ms)", _TOGGLE, 3, 1.5, experience="50 ms")
MAP_NEXT = Target("T16", "mapping 1,000 notes: Enter to next note drawn (ms)", _TOGGLE, 3, 1.5, experience="50 ms")
TYPE_NOTE = Target(
    "T17", "phone, 1,000 notes: typed letter to drawn, composer (ms)", _NO_SCRIPTS, 2, 1.2, experience="100 ms"
)
TYPE_SEARCH = Target(
    "T17", "phone, 1,000 notes: typed letter to drawn, search (ms)", _NO_SCRIPTS, 3, 2, experience="100 ms"
)
PROGRAMME_PAGE = Target("T18", "20 workshops, 20 interviews: programme page (ms)", _QUARTER, 5, 4, experience="50 ms")
THEME_BOARD = Target("T18", "the same: theme board (ms)", _QUARTER, 5, 4, experience="50 ms")
MATRIX = Target("T18", "the same: matrix (ms)", _QUARTER, 5, 4, experience="50 ms")
CELL = Target("T18", "the same: one cell (ms)", _QUARTER, 5, 4, experience="50 ms")
CODEBOOK = Target("T18", "the same: codebook (ms)", _QUARTER, 5, 4, experience="50 ms")
DELAY_DURING_FILES = Target("T19", "p99 while files of 5,000 notes are made, 200 people (ms)", "quiet", 2, 1.3)
FLOOD_DELAY = Target("T20", "p99 of 50 during a flood of unread pings, 20 notes/s (ms)", "quiet", 2, 1.3)
FLOOD_MEMORY = Target("T20", "memory that the flood adds (MB)", "", 20, 5)
TIMER = Target("T21", "CPU per note with a running timer, 200 people (µs)", "without one", 1.05, 1.02)
# Not a target and without limits: the machine's speed, and whether it changed during the run.
CALIBRATION = Target("calibration", "operations/s of a fixed workload, after the run", "before the run", 0, 0, "higher")

ORDER = [target for target in list(globals().values()) if isinstance(target, Target)]
