"""Who counts as present."""

from app.live.presence import LINGER_SECONDS, Presence
from tests.workshop import ANA, BEN


def test_two_tabs_are_one_person_and_a_short_absence_is_none() -> None:
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


def test_one_who_comes_back_and_leaves_again_is_counted_from_the_last_time() -> None:
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
    presence.elsewhere = frozenset({ANA, BEN})
    assert presence.count == 2
    presence.went(ANA, 0, lingers=False)
    assert presence.count == 2
    presence.elsewhere = frozenset()
    assert presence.count == 0
