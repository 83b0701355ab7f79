"""Turns of newcomers: one network gets a limited number of new seats a minute at a workshop, and the others queue.

Source: GCRA, the generic cell rate algorithm (ITU-T I.371), with a backlog instead of a refusal. The queue is one
number for each network: a newcomer's turn is a time, which their browser holds in a signed ticket.
"""

import math
import time
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address

from starlette.datastructures import Headers

from app.web.security.rate_limit import REMEMBERED_NAMES, network_of

SECONDS = 60.0
# Seconds for which a turn that has come can be used. A page that waits looks every ten seconds.
USABLE = 3600.0
_USED = "used "
# Headers by which a proxy shows that a connection from this machine carries someone else's request.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


class JoinTurns:
    """Gives `per_minute` turns a minute to each network at each workshop, the first of them at once.

    `clock` returns the Unix time in seconds, because turns outlast the process. `on_taken` is called with the name of
    every turn taken, so that other workers `count` it too.
    """

    def __init__(
        self, per_minute: int, pseudonym: Callable[[str], str], clock: Callable[[], float] = time.time
    ) -> None:
        self._cost = SECONDS / per_minute
        self._pseudonym = pseudonym
        self._clock = clock
        self._full_at: dict[str, float] = {}
        # The tickets that have made a seat after waiting, with the time until which this must be known.
        self._used: dict[str, float] = {}
        self.on_taken: Callable[[str], None] = lambda name: None

    def name(self, workshop_id: int, admitted_at: datetime | None, address: str | None) -> str:
        """The name of this network's queue. Admitting everyone at `admitted_at` begins a new queue."""
        return f"{_prefix(workshop_id, admitted_at)}{self._pseudonym(network_of(address))}"

    def take(self, name: str) -> float:
        """The Unix time of the next turn in this queue, in seconds; not later than now if no one waits."""
        self.count(name, 1)
        return self._full_at[name] - SECONDS

    def give_back(self, name: str) -> None:
        """Return a turn that made no seat."""
        self._full_at[name] -= self._cost

    def is_now(self, turn: float) -> bool:
        """True if this turn has come."""
        return turn <= self._clock()

    def may_use(self, secret: str, since: float) -> bool:
        """True if the ticket with this secret has made no seat, and what let it in came at most USABLE seconds ago.

        A person who leaves gives up what their secret opens, but not the seat. Without this, one ticket would make a
        seat after each leaving.
        """
        return since + USABLE > self._clock() and self._ticket(secret) not in self._used

    def use(self, secret: str) -> None:
        """Record that the ticket with this secret has made a seat, here and in other workers."""
        self.count(self._ticket(secret), 1)
        self.on_taken(self._ticket(secret))

    def _ticket(self, secret: str) -> str:
        return f"{_USED}{self._pseudonym(secret)}"

    def count(self, name: str, turns: int) -> None:
        """Record turns taken, and tickets used, in this or another worker."""
        now = self._clock()
        if name.startswith(_USED):
            self._used[name] = now + USABLE
            if len(self._used) > REMEMBERED_NAMES:
                self._used = {name: at for name, at in self._used.items() if at > now}
            return
        self._full_at[name] = max(now, self._full_at.get(name, 0.0)) + turns * self._cost
        if len(self._full_at) > REMEMBERED_NAMES:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}

    def waiting(self, workshop_id: int, admitted_at: datetime | None) -> int:
        """The number of turns at this workshop that have not come yet."""
        queues, now = _prefix(workshop_id, admitted_at), self._clock()
        behind = (at - SECONDS - now for name, at in self._full_at.items() if name.startswith(queues))
        return sum(math.ceil(seconds / self._cost) for seconds in behind if seconds > 0)


def is_direct_loopback(host: str | None, headers: Headers) -> bool:
    """True for a connection from this machine that no proxy forwarded, such as a rehearsal's."""
    try:
        loopback = ip_address(host or "").is_loopback
    except ValueError:
        return False
    return loopback and not any(name in headers for name in FORWARDED)


def _prefix(workshop_id: int, admitted_at: datetime | None) -> str:
    return f"{workshop_id}.{int(admitted_at.timestamp() * 1000) if admitted_at else 0}."
