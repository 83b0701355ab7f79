"""Which people count as present."""

from app.live.presence import LINGER_SECONDS, Presence
from tests.workshop import ANA, BEN


def test_two_tabs_count_as_one_person_and_a_short_absence_does_not_count() -> None:
    presence = Presence()
    for person in (ANA, ANA, BEN):
        presence.came(person)
    assert presence.count == 2
    presence.went(ANA, 0)
    presence.went(BEN, 1)
    presence.expire(LINGER_SECONDS)
    assert presence.count == 2
    assert presence.next_expiry == 1 + LINGER_SECONDS
    presence.expire(1 + LINGER_SECONDS)
    assert presence.people() == {ANA}
    assert presence.next_expiry == float("inf")
    presence.went(ANA, 20, lingers=False)
    assert presence.count == 0


def test_a_person_who_returns_and_leaves_again_counts_from_the_last_time() -> None:
    presence = Presence()
    for person in (ANA, BEN):
        presence.came(person)
        presence.went(person, 0)
    presence.came(ANA)
    presence.went(ANA, 5)
    presence.expire(LINGER_SECONDS)
    assert presence.people() == {ANA}
    presence.expire(5 + LINGER_SECONDS)
    assert presence.count == 0


def test_a_person_at_two_workers_counts_once() -> None:
    presence = Presence()
    presence.came(ANA)
    presence.at_other_workers = frozenset({ANA, BEN})
    assert presence.count == 2
    presence.went(ANA, 0, lingers=False)
    assert presence.count == 2
    presence.at_other_workers = frozenset()
    assert presence.count == 0
