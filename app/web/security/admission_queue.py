"""Decides when a newcomer is served, so that notes do not wait behind a crowd that joins at once.

A pure state machine: callers pass the time in seconds. `admission.py` is the asyncio code around it.

At most `at_once` requests of newcomers are served together. While a note waits, they get a fixed share of the time.
The duration of a request is measured, so the rate follows the machine's remaining capacity. Later stages of joining go
first; within a stage, the order of arrival decides.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from math import inf

# The weight of a new measurement in the moving average.
NEWEST = 0.2


class Stage(IntEnum):
    """What a newcomer asks for, in the order in which it is served."""

    SOCKET = 0
    BOARD = 1
    FORM_SENT = 2
    FORM = 3


class Answer(Enum):
    """The decision on a ticket."""

    WAIT = "wait"
    GO = "go"
    COME_BACK = "come back"


@dataclass(frozen=True)
class Policy:
    """Limits for serving newcomers; times in seconds."""

    at_once: int = 2
    # The newcomers' share of the time while notes wait.
    share: float = 0.25
    longest_wait: float = 8.0
    longest_queue: int = 2000
    # These stages are served after the longest wait, where others get COME_BACK: a filled-in form must not be lost, and
    # a refused socket would retry at once.
    always_served: frozenset[Stage] = frozenset({Stage.FORM_SENT, Stage.SOCKET})


@dataclass(eq=False)
class Ticket:
    """One request in the queue."""

    stage: Stage
    arrived: float
    answer: Answer = Answer.WAIT
    started: float = field(default=inf)


class AdmissionQueue:
    """The queue of one process. Call `decide` after every change, and at the time `decide_at` gives."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._waiting: dict[Stage, deque[Ticket]] = {stage: deque() for stage in Stage}
        self._working = 0
        self._notes = 0
        self._finished = -inf
        # The average duration of a request, in seconds.
        self._takes = 0.0

    @property
    def waiting(self) -> int:
        """The number of tickets that wait."""
        return sum(map(len, self._waiting.values()))

    def arrive(self, stage: Stage, now: float) -> Ticket:
        """Add a request. It gets COME_BACK at once if the queue is full and its stage may be refused."""
        ticket = Ticket(stage, now)
        if self.waiting >= self._policy.longest_queue and stage not in self._policy.always_served:
            ticket.answer = Answer.COME_BACK
        else:
            self._waiting[stage].append(ticket)
        return ticket

    def leave(self, ticket: Ticket, now: float) -> None:
        """Remove a request that has been served or has stopped waiting."""
        if ticket.answer is Answer.GO:
            self._working -= 1
            self._finished = now
            taken = now - ticket.started
            self._takes = self._takes + NEWEST * (taken - self._takes) if self._takes else taken
        elif ticket.answer is Answer.WAIT:
            self._waiting[ticket.stage].remove(ticket)

    def note_arrives(self) -> None:
        """Count a note that waits to be saved."""
        self._notes += 1

    def note_done(self) -> None:
        """Count off a note that was saved or refused."""
        self._notes -= 1

    def decide(self, now: float) -> list[Ticket]:
        """Decide on waiting tickets, and return those that have got an answer."""
        decided = []
        for stage, waiting in self._waiting.items():
            while waiting and waiting[0].arrived + self._policy.longest_wait <= now:
                ticket = waiting.popleft()
                if stage in self._policy.always_served:
                    self._start(ticket, now)
                else:
                    ticket.answer = Answer.COME_BACK
                decided.append(ticket)
        while self._may_start(now) and (ticket := self._next()) is not None:
            self._start(ticket, now)
            decided.append(ticket)
        return decided

    def decide_at(self) -> float:
        """The time at which to call `decide` again if nothing changes before; infinite if nothing waits."""
        oldest = min((waiting[0].arrived for waiting in self._waiting.values() if waiting), default=inf)
        if oldest == inf:
            return inf
        rested = self._rested_at() if self._notes and not self._working else inf
        return min(oldest + self._policy.longest_wait, rested)

    def _may_start(self, now: float) -> bool:
        if self._notes:
            return not self._working and now >= self._rested_at()
        return self._working < self._policy.at_once

    def _rested_at(self) -> float:
        """The time at which newcomers have used no more than their share."""
        return self._finished + self._takes * (1 - self._policy.share) / self._policy.share

    def _next(self) -> Ticket | None:
        return next((waiting.popleft() for waiting in self._waiting.values() if waiting), None)

    def _start(self, ticket: Ticket, now: float) -> None:
        ticket.answer, ticket.started = Answer.GO, now
        self._working += 1
