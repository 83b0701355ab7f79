"""How many are here is counted over all workers: by what changed, and healed where something was missed."""

from collections.abc import Iterable

from app.live.elsewhere import SILENT_SECONDS, Elsewhere

from app.live.presence import LINGER_SECONDS, Presence
from tests.workshop import ANA, BEN, FAY


class Building:
    """Workers that hear each other's beats, unless they are lost."""

    def __init__(self, *names: str) -> None:
        self.now = 0.0
        self.rooms: dict[str, dict[int, Presence]] = {}
        self.workers: dict[str, Elsewhere] = {}
        self.stirred: list[tuple[str, int]] = []
        self.said: list[dict] = []
        for name in names:
            self.start(name)

    def start(self, name: str) -> None:
        self.rooms[name] = {}
        self.workers[name] = Elsewhere(
            lambda: self.rooms[name], lambda room: self.stirred.append((name, room)), lambda: self.now
        )

    def come(self, worker: str, *seats: str, room: int = 7) -> None:
        for seat in seats:
            self.rooms[worker].setdefault(room, Presence(lambda: self.now)).came(seat)

    def beats(self, rounds: int = 1, lost: Iterable[str] = ()) -> None:
        """Everybody tells everybody, except those whose words are lost."""
        for _round in range(rounds):
            self.now += 1
            for name, worker in self.workers.items():
                self.said.append(said := worker.beat())
                # As JSON: numbers of rooms are text.
                heard = said | {
                    part: {str(room): value for room, value in said[part].items()} for part in ("rooms", "moves")
                }
                for other, hearer in self.workers.items():
                    if other != name and name not in lost:
                        hearer.heard(name, heard)

    def here(self, room: int = 7) -> list[int]:
        return [rooms[room].here() for rooms in self.rooms.values() if room in rooms]


def test_people_at_several_workers_are_counted_once_each() -> None:
    building = Building("one", "two", "three")
    building.come("one", ANA, BEN)
    building.come("two", BEN, FAY)
    building.beats(2)
    assert building.here() == [3, 3]
    assert {("one", 7), ("two", 7)} <= set(building.stirred)
    building.come("three", "zoe")
    building.beats(3)
    assert building.here() == [4, 4, 4]


def test_a_room_knows_at_how_many_workers_its_people_are() -> None:
    building = Building("one", "two", "three")
    building.come("one", ANA)
    building.come("one", ANA, room=8)
    building.come("two", BEN)
    building.beats(2)
    assert [building.rooms["one"][room].workers for room in (7, 8)] == [2, 1]
    building.come("three", FAY)
    building.beats(2)
    assert [rooms[7].workers for rooms in building.rooms.values()] == [3, 3, 3]
    building.workers.pop("two")
    building.beats(int(SILENT_SECONDS) + 2)
    assert building.rooms["one"][7].workers == 2


def test_only_what_changed_is_told() -> None:
    building = Building("one", "two")
    building.come("one", *(f"seat {number}" for number in range(100)))
    building.come("two", ANA)
    building.beats(4)
    building.said.clear()
    building.beats()
    assert [said["moves"] for said in building.said] == [{}, {}]
    building.come("one", BEN)
    building.said.clear()
    building.beats()
    (moved,) = [said["moves"][7] for said in building.said if said["moves"]]
    assert moved[1:] == ([BEN], [])
    assert building.here() == [102, 102]


def test_what_was_missed_is_asked_for() -> None:
    building = Building("one", "two")
    building.come("one", ANA)
    building.come("two", BEN)
    building.beats(2)
    building.come("one", FAY)
    building.beats(lost=["one"])
    assert building.here() == [3, 2]
    building.beats(3)
    assert building.here() == [3, 3]
    building.rooms["one"][7].went(FAY)
    building.now += LINGER_SECONDS
    building.beats(lost=["one"])
    building.come("one", "zoe")
    building.beats(3)
    assert building.here() == [3, 3]


def test_a_worker_that_died_takes_its_people_along_when_they_have_had_time_to_come_back() -> None:
    building = Building("one", "two")
    building.come("one", ANA, BEN)
    building.come("two", FAY)
    building.beats(2)
    del building.workers["one"]
    building.beats(3)
    assert building.here()[1] == 3
    building.come("two", ANA)
    building.beats(int(SILENT_SECONDS))
    assert building.here()[1] == 2


def test_a_room_given_up_is_forgotten_and_begins_anew() -> None:
    building = Building("one", "two")
    building.come("one", ANA)
    building.come("two", BEN)
    building.beats(2)
    del building.rooms["one"][7]
    building.beats(2)
    assert building.here() == [1]
    building.come("one", FAY)
    building.beats(3)
    assert building.here() == [2, 2]
