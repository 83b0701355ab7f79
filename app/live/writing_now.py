"""Who is writing where in a programme, in the memory of every worker and never stored."""

import time
from collections.abc import Callable
from typing import NamedTuple

# A page tells it every three seconds: someone whose page is gone is soon forgotten, and a lost message is made up for.
FORGOTTEN_SECONDS = 12
LONGEST_WHERE = 160


class _Writer(NamedTuple):
    where: str
    until: float


class WritingNow:
    """The places in which accounts are writing, by the ids of the programme and of the account.

    `on_told` is called with (programme id, account id, where) for the other workers, which pass it to `heard`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on_told: Callable[[int, int, str], None] = lambda programme_id, account, where: None
        self._clock = clock
        self._writers: dict[int, dict[int, _Writer]] = {}

    def tell(self, programme_id: int, account: int, where: str) -> None:
        """Remember for 12 seconds that a member is writing at `where`, or forget them with "", at every worker."""
        self.heard(programme_id, account, where)
        self.on_told(programme_id, account, where)

    def heard(self, programme_id: int, account: int, where: str) -> None:
        """Do the same at this worker only."""
        writers = self._writers.setdefault(programme_id, {})
        writers.pop(account, None)
        if where:
            writers[account] = _Writer(where[:LONGEST_WHERE], self._clock() + FORGOTTEN_SECONDS)
        if not writers:
            del self._writers[programme_id]

    def others(self, programme_id: int, account: int) -> dict[str, list[int]]:
        """The ids of the other accounts that are writing, by where."""
        found: dict[str, list[int]] = {}
        for writer, (where, until) in self._writers.get(programme_id, {}).items():
            if writer != account and until > self._clock():
                found.setdefault(where, []).append(writer)
        return found
