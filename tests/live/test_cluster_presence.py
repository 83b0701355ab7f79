"""Presence is counted over all workers by deltas, and repaired after lost messages."""

import json
from collections.abc import Iterable

from app.live.cluster_presence import SILENT_SECONDS, ClusterPresence
from app.live.presence import LINGER_SECONDS, Presence
from tests.workshop import ANA, BEN, FAY

WORKSHOP = 7


class Cluster:
    """Workers that receive each other's heartbeats, unless those are lost."""

    def __init__(self, *names: str) -> None:
        self.now = 0.0
        self.presences: dict[str, dict[int, Presence]] = {}
        self.workers: dict[str, ClusterPresence] = {}
        self.changed: list[tuple[str, int]] = []
        self.sent: list[dict] = []
        for name in names:
            self.start(name)

    def start(self, name: str) -> None:
        self.presences[name] = {}
        self.workers[name] = ClusterPresence(
            lambda: self.presences[name],
            lambda workshop_id: self.changed.append((name, workshop_id)),
            lambda: self.now,
        )

    def come(self, worker: str, *people: str, workshop_id: int = WORKSHOP) -> None:
        for person in people:
            self.presences[worker].setdefault(workshop_id, Presence()).came(person)

    def go(self, worker: str, person: str) -> None:
        """Let a person leave without lingering."""
        presence = self.presences[worker][WORKSHOP]
        presence.went(person, self.now)
        presence.expire(self.now + LINGER_SECONDS)

    def heartbeats(self, rounds: int = 1, lost: Iterable[str] = ()) -> None:
        """Send every worker's heartbeat to every other worker, except the lost ones."""
        for _round in range(rounds):
            self.now += 1
            for name, worker in self.workers.items():
                self.sent.append(heartbeat := worker.heartbeat())
                for other, hearer in self.workers.items():
                    if other != name and name not in lost:
                        hearer.heard(name, json.loads(json.dumps(heartbeat)))

    def counts(self, workshop_id: int = WORKSHOP) -> list[int]:
        return [presences[workshop_id].count for presences in self.presences.values() if workshop_id in presences]


def test_a_person_at_several_workers_is_counted_once() -> None:
    cluster = Cluster("one", "two", "three")
    cluster.come("one", ANA, BEN)
    cluster.come("two", BEN, FAY)
    cluster.heartbeats(2)
    assert cluster.counts() == [3, 3]
    assert {("one", WORKSHOP), ("two", WORKSHOP)} <= set(cluster.changed)
    cluster.come("three", "zoe")
    cluster.heartbeats(3)
    assert cluster.counts() == [4, 4, 4]


def test_each_channel_has_the_number_of_workers_that_serve_it() -> None:
    cluster = Cluster("one", "two", "three")
    cluster.come("one", ANA)
    cluster.come("one", ANA, workshop_id=8)
    cluster.come("two", BEN)
    cluster.heartbeats(2)
    assert [cluster.presences["one"][workshop_id].workers for workshop_id in (WORKSHOP, 8)] == [2, 1]
    cluster.come("three", FAY)
    cluster.heartbeats(2)
    assert [presences[WORKSHOP].workers for presences in cluster.presences.values()] == [3, 3, 3]
    cluster.workers.pop("two")
    cluster.heartbeats(int(SILENT_SECONDS) + 2)
    assert cluster.presences["one"][WORKSHOP].workers == 2


def test_a_heartbeat_contains_only_changed_presence() -> None:
    cluster = Cluster("one", "two")
    cluster.come("one", *(f"seat {number}" for number in range(100)))
    cluster.come("two", ANA)
    cluster.heartbeats(4)
    cluster.sent.clear()
    cluster.heartbeats()
    assert [heartbeat["deltas"] for heartbeat in cluster.sent] == [{}, {}]
    cluster.come("one", BEN)
    cluster.sent.clear()
    cluster.heartbeats()
    (delta,) = [heartbeat["deltas"][WORKSHOP] for heartbeat in cluster.sent if heartbeat["deltas"]]
    assert delta[1:] == ([BEN], [])
    assert cluster.counts() == [102, 102]


def test_a_worker_that_missed_a_heartbeat_asks_for_a_snapshot() -> None:
    cluster = Cluster("one", "two")
    cluster.come("one", ANA)
    cluster.come("two", BEN)
    cluster.heartbeats(2)
    cluster.come("one", FAY)
    cluster.heartbeats(lost=["one"])
    assert cluster.counts() == [3, 2]
    cluster.heartbeats(3)
    assert cluster.counts() == [3, 3]
    cluster.go("one", FAY)
    cluster.heartbeats(lost=["one"])
    cluster.come("one", "zoe")
    cluster.heartbeats(3)
    assert cluster.counts() == [3, 3]


def test_people_of_a_silent_worker_are_dropped_after_six_seconds() -> None:
    cluster = Cluster("one", "two")
    cluster.come("one", ANA, BEN)
    cluster.come("two", FAY)
    cluster.heartbeats(2)
    del cluster.workers["one"]
    cluster.heartbeats(3)
    assert cluster.counts()[1] == 3
    cluster.come("two", ANA)
    cluster.heartbeats(int(SILENT_SECONDS))
    assert cluster.counts()[1] == 2


def test_an_ended_channel_is_forgotten_and_can_start_again() -> None:
    cluster = Cluster("one", "two")
    cluster.come("one", ANA)
    cluster.come("two", BEN)
    cluster.heartbeats(2)
    del cluster.presences["one"][WORKSHOP]
    cluster.heartbeats(2)
    assert cluster.counts() == [1]
    cluster.come("one", FAY)
    cluster.heartbeats(3)
    assert cluster.counts() == [2, 2]
