"""Who is writing where in a programme, in the memory of this process and never stored."""

import time
from collections.abc import Callable
from typing import NamedTuple

# A page tells it every three seconds, so someone whose page is gone is forgotten soon.
FORGOTTEN_SECONDS = 12
LONGEST_WHERE = 160


class _Writer(NamedTuple):
    where: str
    name: str
    until: float


class WritingNow:
    """The places in which the members of programmes are writing, by the programme's key and the account's id."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._writers: dict[str, dict[int, _Writer]] = {}

    def tell(self, programme_key: str, account: int, name: str, where: str) -> None:
        """Remember for 12 seconds that a member is writing at `where`, or forget them with ""."""
        writers = self._writers.setdefault(programme_key, {})
        writers.pop(account, None)
        if where:
            writers[account] = _Writer(where[:LONGEST_WHERE], name, self._clock() + FORGOTTEN_SECONDS)
        if not writers:
            del self._writers[programme_key]

    def others(self, programme_key: str, account: int) -> dict[str, list[str]]:
        """The names of the others who are writing, by where."""
        found: dict[str, list[str]] = {}
        for writer, (where, name, until) in self._writers.get(programme_key, {}).items():
            if writer != account and until > self._clock():
                found.setdefault(where, []).append(name)
        return found
