"""Who is here: never stored, and outside the journal."""

import time
from collections.abc import Callable

# A phone that changes tabs or a twin between two questions has not left.
LINGER_SECONDS = 12.0


class Presence:
    """The seats seen lately in one room."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, int] = {}
        self._left: dict[str, float] = {}
        # Those at other workers, which `elsewhere.py` keeps up to date.
        self.others: frozenset[str] = frozenset()
        # How many workers somebody is at, with this one.
        self.workers = 1

    def came(self, seat: str) -> None:
        self._open[seat] = self._open.get(seat, 0) + 1
        self._left.pop(seat, None)

    def tabs(self, seat: str) -> int:
        """In how many places this seat is here."""
        return self._open.get(seat, 0)

    def went(self, seat: str) -> None:
        if seat not in self._open:
            return
        remaining = self._open[seat] - 1
        if remaining > 0:
            self._open[seat] = remaining
        else:
            self._open.pop(seat, None)
            self._left[seat] = self._clock()

    def removed(self, seat: str) -> None:
        self._open.pop(seat, None)
        self._left.pop(seat, None)

    def seats(self) -> set[str]:
        """Who is here at this worker."""
        self._forget()
        return self._open.keys() | self._left.keys()

    def here(self) -> int:
        """How many seats are here, at this worker or another."""
        if self.others:
            return len(self.seats() | self.others)
        self._forget()
        return len(self._open) + len(self._left)

    def _forget(self) -> None:
        # Nobody is in both: whoever comes back has not left.
        if self._left:
            limit = self._clock() - LINGER_SECONDS
            self._left = {seat: at for seat, at in self._left.items() if at > limit}
