"""Presence at one workshop, by pseudonym. It is held only in memory, outside the journal. Times are in seconds."""

# A phone that switches tabs, and a long poll between two requests, still count as present.
LINGER_SECONDS = 12.0


class Presence:
    """The people who have an open connection, or had one in the last LINGER_SECONDS."""

    def __init__(self) -> None:
        # Open connections by person, and for those who closed their last one, the time until which they count.
        self._open: dict[str, int] = {}
        self._lingering: dict[str, float] = {}
        self._at_other_workers: frozenset[str] = frozenset()
        self._count: int | None = 0
        # The number of workers that serve this workshop, including this one.
        self.workers = 1

    def came(self, person: str) -> None:
        """Count one more open connection of a person."""
        self._open[person] = self.tabs(person) + 1
        self._lingering.pop(person, None)
        self._count = None

    def went(self, person: str, now: float, *, lingers: bool = True) -> None:
        """Count one closed connection; with `lingers` False, for a removed person, they leave at once."""
        if self.tabs(person) > 1:
            self._open[person] -= 1
            return
        del self._open[person]
        if lingers:
            self._lingering[person] = now + LINGER_SECONDS
        self._count = None

    def expire(self, now: float) -> None:
        """Drop the people whose LINGER_SECONDS are over."""
        # Dicts keep their order, so those who left first come first.
        while self._lingering and self.next_expiry <= now:
            del self._lingering[next(iter(self._lingering))]
            self._count = None

    @property
    def next_expiry(self) -> float:
        """The time at which the next person stops counting as present; infinity if everyone has a connection."""
        return next(iter(self._lingering.values()), float("inf"))

    def tabs(self, person: str) -> int:
        """The number of connections that a person has open at this worker."""
        return self._open.get(person, 0)

    def people(self) -> set[str]:
        """The people present at this worker."""
        return self._open.keys() | self._lingering.keys()

    @property
    def everyone(self) -> frozenset[str]:
        """The people present at any worker."""
        return self._at_other_workers.union(self.people())

    @property
    def at_other_workers(self) -> frozenset[str]:
        """The people present at other workers."""
        return self._at_other_workers

    @at_other_workers.setter
    def at_other_workers(self, people: frozenset[str]) -> None:
        self._at_other_workers = people
        self._count = None

    @property
    def count(self) -> int:
        """The number of people present at any worker."""
        if self._count is None:
            at_this_worker = len(self._open) + len(self._lingering)
            self._count = len(self.people() | self._at_other_workers) if self._at_other_workers else at_this_worker
        return self._count
