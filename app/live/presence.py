"""Who is present at one workshop: kept in memory only, by pseudonym, and outside the journal. Times are in seconds."""

# A phone that changes tabs, or a long poll between two requests, has not left.
LINGER_SECONDS = 12.0


class Presence:
    """The people with an open connection, or who had one in the last LINGER_SECONDS."""

    def __init__(self) -> None:
        # How many connections each has open; and of those who have none any more, until when they count as present.
        self._open: dict[str, int] = {}
        self._lingering: dict[str, float] = {}
        self._elsewhere: frozenset[str] = frozenset()
        self._count: int | None = 0
        # How many workers serve people of this workshop, this one included.
        self.workers = 1

    def came(self, person: str) -> None:
        self._open[person] = self.tabs(person) + 1
        self._lingering.pop(person, None)
        self._count = None

    def went(self, person: str, now: float, *, lingers: bool = True) -> None:
        """One connection has closed. A person who was removed does not linger."""
        if self.tabs(person) > 1:
            self._open[person] -= 1
            return
        del self._open[person]
        if lingers:
            self._lingering[person] = now + LINGER_SECONDS
        self._count = None

    def expire(self, now: float) -> None:
        """Forget those whose time is over."""
        # Whoever left first stands first.
        while self._lingering and self.next_expiry <= now:
            del self._lingering[next(iter(self._lingering))]
            self._count = None

    @property
    def next_expiry(self) -> float:
        """When the next person stops counting as present; infinite if everyone has a connection."""
        return next(iter(self._lingering.values()), float("inf"))

    def tabs(self, person: str) -> int:
        """How many connections a person has open at this worker."""
        return self._open.get(person, 0)

    def people(self) -> set[str]:
        """Who is present at this worker."""
        return self._open.keys() | self._lingering.keys()

    @property
    def elsewhere(self) -> frozenset[str]:
        """Who is present at other workers."""
        return self._elsewhere

    @elsewhere.setter
    def elsewhere(self, people: frozenset[str]) -> None:
        self._elsewhere = people
        self._count = None

    @property
    def count(self) -> int:
        """How many people are present, at this worker or another."""
        if self._count is None:
            here = len(self._open) + len(self._lingering)
            self._count = len(self.people() | self._elsewhere) if self._elsewhere else here
        return self._count
