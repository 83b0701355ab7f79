"""Decides when a newcomer is served, so that notes never wait behind a crowd that joins at once.

Pure: it knows no clock, no task and no network. `admission.py` is the asyncio code around it.

Work for newcomers starts a few pieces at a time, and while a note waits only so often that newcomers take a fixed share
of the time. How long a piece takes is measured, so the rate follows what this machine has left. Whoever is closest to
their board goes first; the others wait in the order in which they came.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from math import inf

# How much a new measurement counts for against the ones before it.
NEWEST = 0.2


class Stage(IntEnum):
    """What somebody asks for on the way in, in the order in which it is served."""

    SOCKET = 0
    BOARD = 1
    FORM_SENT = 2
    FORM = 3


class Answer(Enum):
    """What becomes of a ticket."""

    WAIT = "wait"
    GO = "go"
    COME_BACK = "come back"


@dataclass(frozen=True)
class Policy:
    """How newcomers are served; times in seconds."""

    at_once: int = 2
    # Of the time, while notes are always waiting.
    share: float = 0.25
    longest_wait: float = 8.0
    longest_queue: int = 2000
    # What is served after the longest wait, where others are told to come back: a form that has been filled in must not
    # be lost, and a socket that is refused comes back at once.
    always_served: frozenset[Stage] = frozenset({Stage.FORM_SENT, Stage.SOCKET})


@dataclass(eq=False)
class Ticket:
    """One person's place in the queue."""

    stage: Stage
    arrived: float
    answer: Answer = Answer.WAIT
    started: float = field(default=inf)


class AdmissionQueue:
    """The queue of one process. Call `decide` after every change, and when `decide_at` has come."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._waiting: dict[Stage, deque[Ticket]] = {stage: deque() for stage in Stage}
        self._working = 0
        self._notes = 0
        self._finished = -inf
        # Seconds that a piece of work takes, on average.
        self._takes = 0.0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    def arrive(self, stage: Stage, now: float) -> Ticket:
        """Somebody asks for something."""
        ticket = Ticket(stage, now)
        if self.waiting >= self._policy.longest_queue and stage not in self._policy.always_served:
            ticket.answer = Answer.COME_BACK
        else:
            self._waiting[stage].append(ticket)
        return ticket

    def leave(self, ticket: Ticket, now: float) -> None:
        """Somebody has been served, or has stopped waiting."""
        if ticket.answer is Answer.GO:
            self._working -= 1
            self._finished = now
            taken = now - ticket.started
            self._takes = self._takes + NEWEST * (taken - self._takes) if self._takes else taken
        elif ticket.answer is Answer.WAIT:
            self._waiting[ticket.stage].remove(ticket)

    def note_arrives(self) -> None:
        """A note waits to be saved."""
        self._notes += 1

    def note_done(self) -> None:
        """A note is saved, or refused."""
        self._notes -= 1

    def decide(self, now: float) -> list[Ticket]:
        """The tickets that have an answer now, with it."""
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
        """When to call `decide` again if nothing changes before; infinite if never."""
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
        """When newcomers have taken no more than their share."""
        return self._finished + self._takes * (1 - self._policy.share) / self._policy.share

    def _next(self) -> Ticket | None:
        return next((waiting.popleft() for waiting in self._waiting.values() if waiting), None)

    def _start(self, ticket: Ticket, now: float) -> None:
        ticket.answer, ticket.started = Answer.GO, now
        self._working += 1
