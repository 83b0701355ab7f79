"""How a channel announces presence to its pages, and when it ends."""

import pytest

from app.live.presence import LINGER_SECONDS
from app.live.steps import Announce, Finish, RenderAll, Rest
from tests.live.machine import Machine


def test_presence_is_announced_at_most_once_a_second_to_connections_without_the_count(machine: Machine) -> None:
    ana = machine.open("ana")
    machine.pass_time(0.5)
    ben = machine.open("ben")
    machine.pass_time(0.4)
    assert ana.present is None
    machine.pass_time(0.2)
    assert (ana.present, ben.present) == (2, 2)
    # A second tab changes nothing for the others, but its own page may be older than the last announcement.
    tab = machine.open("ana")
    machine.pass_time(2)
    assert tab.present == 2
    assert [frame for frame in ana.frames if "here" in frame] == [{"here": 2}]


def test_while_presence_is_paused_it_is_not_announced_and_notes_are_sent(machine: Machine) -> None:
    page = machine.open()
    machine.settle()
    machine.now += 5
    assert isinstance(machine.step(), Announce)
    machine.channel.announcer.postpone(machine.now)
    machine.commit()
    step = machine.step()
    assert isinstance(step, RenderAll)
    machine.end(*step.requests)
    page.receive(machine.journal)
    assert (page.at, page.present) == (11, None)
    machine.pass_time(1.1)
    assert page.present == 1


def test_a_person_who_leaves_counts_for_twelve_seconds_and_then_the_channel_ends(machine: Machine) -> None:
    ana, ben = machine.open("ana"), machine.open("ben")
    machine.pass_time(2)
    machine.close(ben)
    machine.pass_time(LINGER_SECONDS - 0.1)
    assert ana.present == 2
    machine.pass_time(2)
    assert ana.present == 1
    machine.close(ana)
    rest = machine.settle()
    assert isinstance(rest, Rest)
    assert rest.until == pytest.approx(machine.now + LINGER_SECONDS)
    machine.now = rest.until
    assert isinstance(machine.step(), Finish)


def test_a_person_who_returns_within_twelve_seconds_is_counted_throughout(machine: Machine) -> None:
    ana, ben = machine.open("ana"), machine.open("ben")
    machine.pass_time(2)
    machine.close(ben)
    machine.pass_time(5)
    back = machine.open("ben")
    machine.pass_time(2 * LINGER_SECONDS)
    assert (ana.present, back.present) == (2, 2)
    assert [frame for frame in ana.frames if "here" in frame] == [{"here": 2}]


def test_people_at_other_workers_are_announced_too(machine: Machine) -> None:
    ana = machine.open("ana")
    machine.pass_time(2)
    machine.channel.presence.at_other_workers = frozenset({"~ana", "~ben", "~cai"})
    machine.pass_time(2)
    assert ana.present == 3
