"""The timer: its server time, its freeze with 30 seconds of grace, and changes by two people at once."""

from datetime import datetime, timedelta

import pytest

from app.domain.errors import Closed, Conflict, Invalid, NotAllowed
from app.domain.steering import timer
from app.domain.steering.writing import GRACE
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop


def ends_at(workshop: SampleWorkshop) -> datetime:
    moment = workshop.workshop().timer_ends_at
    assert moment is not None
    return moment


def mark(workshop: SampleWorkshop) -> str:
    return timer.mark(workshop.workshop())


def test_a_timer_ends_after_its_seconds_by_the_servers_clock(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, timer.start, 300, seen="off")
    assert ends_at(workshop) == START + timedelta(seconds=workshop._seconds + 300)


def test_pausing_keeps_what_is_left_and_continuing_counts_from_then(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, timer.start, 300, seen="off")
    workshop._seconds += 99
    workshop.act(FAY, timer.pause, on=True, seen=mark(workshop))
    assert workshop.workshop().timer_left == 200
    workshop._seconds += 1000
    workshop.act(FAY, timer.pause, on=False, seen=mark(workshop))
    assert ends_at(workshop) == START + timedelta(seconds=workshop._seconds + 200)


def test_a_minute_is_added_to_a_running_a_paused_and_an_ended_timer(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, timer.start, 60, seen="off")
    before = ends_at(workshop)
    workshop.act(FAY, timer.change, 60, seen=mark(workshop))
    assert ends_at(workshop) == before + timedelta(seconds=60)
    workshop._seconds += 1000
    workshop.act(FAY, timer.change, 60, seen=mark(workshop))
    assert ends_at(workshop) == START + timedelta(seconds=workshop._seconds + 60)
    workshop.act(FAY, timer.pause, on=True, seen=mark(workshop))
    left = workshop.workshop().timer_left
    assert left is not None
    workshop.act(FAY, timer.change, -600, seen=mark(workshop))
    assert workshop.workshop().timer_left == 0


def test_two_facilitators_who_change_the_timer_at_once_change_it_once(workshop: SampleWorkshop) -> None:
    workshop.raise_up(BEN)
    workshop.act(FAY, timer.start, 60, seen="off")
    seen = mark(workshop)
    workshop.act(FAY, timer.change, 60, seen=seen)
    after = ends_at(workshop)
    with pytest.raises(Conflict, match="colleague"):
        workshop.act(BEN, timer.change, 60, seen=seen)
    assert ends_at(workshop) == after


def test_a_freeze_lets_a_note_arrive_for_thirty_seconds_after_the_end_and_refuses_later_ones(
    workshop: SampleWorkshop,
) -> None:
    workshop.act(FAY, timer.freeze_at_end, on=True)
    workshop.act(FAY, timer.start, 60, seen="off")
    workshop._seconds = int((ends_at(workshop) - START + timedelta(seconds=20)).total_seconds()) - 1
    workshop.post(ANA, "sent 20 seconds after the end")
    workshop._seconds = int((ends_at(workshop) - START + GRACE).total_seconds()) - 1
    workshop.post(ANA, "sent at the last moment")
    workshop._seconds = int((ends_at(workshop) - START + timedelta(seconds=40)).total_seconds()) - 1
    with pytest.raises(Closed, match="time is up"):
        workshop.post(ANA, "sent 40 seconds after the end")
    workshop.post(FAY, "the team may still post")
    workshop.act(FAY, timer.stop, seen=mark(workshop))
    workshop.post(ANA, "after the timer was removed")


def test_a_timer_that_does_not_freeze_stops_nobody(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, timer.start, 1, seen="off")
    workshop._seconds += 3600
    workshop.post(ANA)


def test_only_facilitators_start_timers_of_a_possible_length(workshop: SampleWorkshop) -> None:
    with pytest.raises(NotAllowed):
        workshop.act(ANA, timer.start, 60, seen="off")
    for seconds in (0, -5, 8 * 3600 + 1):
        with pytest.raises(Invalid):
            workshop.act(FAY, timer.start, seconds, seen="off")
