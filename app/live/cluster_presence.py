"""Presence at the other workers, for the channels of this one.

Each worker sends a heartbeat once a second: the version of every channel's presence, and a delta for each that changed.
A worker that is new or has missed a heartbeat sees a version that it does not have, and asks for a full snapshot. When
a worker falls silent, its people are dropped; those who reconnect are counted at another worker.
"""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.live.presence import Presence

HEARTBEAT_SECONDS = 1.0
# Longer than people need to reconnect to another worker, so that the count does not fall and rise again.
SILENT_SECONDS = 6.0

# (version, pseudonyms of the people present).
Snapshot = tuple[int, frozenset[str]]
EMPTY: Snapshot = (0, frozenset())


@dataclass
class _Worker:
    """Another worker's latest snapshot of each channel, by workshop id."""

    heard_at: float
    snapshots: dict[int, Snapshot] = field(default_factory=dict)


class ClusterPresence:
    """Builds this worker's heartbeats, and takes in those of the other workers.

    `presences` returns this worker's presence by workshop id. `changed` is called with the id of a workshop whose
    count has changed.
    """

    def __init__(
        self,
        presences: Callable[[], Mapping[int, Presence]],
        changed: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._presences = presences
        self._changed = changed
        self._clock = clock
        self._versions = itertools.count(1)
        self._sent: dict[int, Snapshot] = {}
        self._workers: dict[str, _Worker] = {}
        # Workshop ids: full snapshots that another worker has asked for, and those that this worker needs.
        self._asked_for: set[int] = set()
        self._missed: set[int] = set()

    def heartbeat(self) -> dict[str, Any]:
        """The next heartbeat to send, by workshop id: versions, deltas, and the snapshots that this worker missed.

        A delta is (base version, joined, left); base 0 is a full snapshot.
        """
        presences = self._presences()
        deltas: dict[int, tuple[int, list[str], list[str]]] = {}
        for workshop_id, presence in presences.items():
            people = frozenset(presence.people())
            asked_for = workshop_id in self._asked_for
            base, before = EMPTY if asked_for else self._sent.get(workshop_id, EMPTY)
            if asked_for or people != before:
                deltas[workshop_id] = (base, sorted(people - before), sorted(before - people))
                self._sent[workshop_id] = (next(self._versions), people)
        for workshop_id in self._sent.keys() - presences.keys():
            del self._sent[workshop_id]
        heartbeat = {
            "versions": {workshop_id: version for workshop_id, (version, _people) in self._sent.items()},
            "deltas": deltas,
            "missed": sorted(self._missed),
        }
        self._asked_for.clear()
        self._missed.clear()
        self._forget_silent(presences)
        return heartbeat

    def heard(self, name: str, heartbeat: dict[str, Any]) -> None:
        """Take in the heartbeat of the worker `name`, as JSON has decoded it."""
        presences = self._presences()
        worker = self._workers.setdefault(name, _Worker(0))
        worker.heard_at = self._clock()
        # JSON turns ids that are keys into text.
        versions = {int(workshop_id): version for workshop_id, version in heartbeat["versions"].items()}
        self._asked_for |= presences.keys() & set(heartbeat["missed"])
        for text, (base, joined, left) in heartbeat["deltas"].items():
            workshop_id = int(text)
            version, people = worker.snapshots.get(workshop_id, EMPTY)
            if workshop_id in presences and workshop_id in versions and base in (0, version):
                people = (people if base else frozenset()).union(joined).difference(left)
                worker.snapshots[workshop_id] = (versions[workshop_id], people)
        for workshop_id in worker.snapshots.keys() - (presences.keys() & versions.keys()):
            del worker.snapshots[workshop_id]
        self._missed |= {
            workshop_id
            for workshop_id in presences
            if worker.snapshots.get(workshop_id, EMPTY)[0] != versions.get(workshop_id, 0)
        }
        self._count(presences)

    def _forget_silent(self, presences: Mapping[int, Presence]) -> None:
        late = self._clock() - SILENT_SECONDS
        if silent := [name for name, worker in self._workers.items() if worker.heard_at < late]:
            for name in silent:
                del self._workers[name]
            self._count(presences)

    def _count(self, presences: Mapping[int, Presence]) -> None:
        for workshop_id, presence in presences.items():
            others = [w.snapshots[workshop_id][1] for w in self._workers.values() if workshop_id in w.snapshots]
            presence.workers = 1 + len(others)
            people = frozenset().union(*others)
            if people != presence.at_other_workers:
                presence.at_other_workers = people
                self._changed(workshop_id)
