"""The channel's state machine: its steps, and the frames its pages receive, without a server or a database."""

import pytest

from app.live.channel import CATCH_UPS, GATHER_SECONDS, MAX_TABS
from app.live.connection import GONE, RESTART, STAY_AWAY, TOO_SLOW
from app.live.presence import LINGER_SECONDS
from app.live.steps import Rest
from tests.live.machine import Machine

# Joining, catching up, going live.


def test_a_page_that_is_behind_is_sent_what_it_missed_and_then_every_update(machine: Machine) -> None:
    page = machine.open(since=machine.journal.seq - 3)
    machine.settle()
    assert (page.at, page.private_at) == (10, 10)
    machine.commit()
    machine.pass_time(0.1)
    assert (page.at, page.private_at) == (11, 11)


def test_a_page_that_is_up_to_date_needs_no_catch_up(machine: Machine) -> None:
    page = machine.open()
    (request,) = machine.next_render()
    assert not request.catching_up
    assert list(request.connections) == [page.connection]


def test_a_connection_that_joins_while_an_update_is_rendered_misses_nothing(machine: Machine) -> None:
    machine.open("ana")
    requests = machine.next_update()
    # It is up to date when it joins, but the update in progress does not include it.
    ben = machine.open("ben", since=10)
    machine.end(*requests)
    machine.pass_time(0.1)
    assert ben.at == 11


def test_a_seat_removed_while_it_joins_is_closed_whatever_position_its_page_sends(machine: Machine) -> None:
    machine.open("ana")
    ben = machine.arrive("ben", since=machine.journal.seq + 1)
    machine.journal.revoked.add("ben")
    machine.commit()
    machine.settle()
    machine.join(ben)
    machine.settle()
    assert ben.connection.closing == STAY_AWAY


@pytest.mark.parametrize("since", [9, 10], ids=["behind", "up to date"])
def test_a_connection_that_closes_during_catch_up_leaves_no_work_for_the_channel(machine: Machine, since: int) -> None:
    machine.open("ana")
    machine.settle()
    page = machine.open("ben", since=since)
    page.connection.close(GONE)
    step = machine.step()
    assert isinstance(step, Rest)
    assert step.until > machine.now


def test_catch_ups_and_broadcasts_take_turns(machine: Machine) -> None:
    live = machine.open("ana")
    machine.settle()
    for number in range(3 * CATCH_UPS):
        machine.open(f"seat{number}", since=5)
    kinds = []
    for _ in range(4):
        machine.commit()
        machine.now += 1
        requests = machine.next_render()
        opened = sum(len(list(request.connections)) for request in requests)
        kinds.append(opened if requests[0].catching_up else "update")
        machine.end(*requests)
    assert kinds == [CATCH_UPS, "update", CATCH_UPS, "update"]
    live.receive(machine.journal)
    assert live.at == machine.journal.seq


def test_a_crowd_that_reconnects_is_caught_up_together_after_a_short_wait_at_most(machine: Machine) -> None:
    machine.open("first", since=5)
    (request,) = machine.next_render()
    machine.end(request)
    machine.settle()
    for number in range(CATCH_UPS - 1):
        machine.open(f"seat{number}", since=5)
    step = machine.step()
    assert isinstance(step, Rest)
    assert machine.now < step.until <= machine.now + GATHER_SECONDS
    machine.open("last", since=5)
    (request,) = machine.next_render()
    assert len(list(request.connections)) == CATCH_UPS
    machine.end(request)
    late = machine.open("late", since=5)
    machine.pass_time(GATHER_SECONDS)
    assert late.at == machine.journal.seq


def test_pages_at_the_same_position_are_caught_up_by_one_request(machine: Machine) -> None:
    same = [machine.open(f"seat{number}", view, since=5) for number, view in enumerate(("board", "board", "steer"))]
    other = machine.open("ben", since=6)
    requests = machine.next_render()
    asked = [{connection.seat for connection in request.connections} for request in requests]
    assert asked == [{"seat0", "seat1", "seat2"}, {"ben"}]
    machine.end(*requests)
    machine.settle()
    assert {page.at for page in (*same, other)} == {machine.journal.seq}


def test_a_page_of_another_epoch_or_a_future_seq_refetches_and_then_gets_updates(machine: Machine) -> None:
    future = machine.open("ana", since=999)
    machine.settle()
    assert future.refetched == 1
    machine.journal.epoch, machine.journal.seq = "restored", 4
    machine.poll()
    machine.pass_time(0.1)
    assert future.refetched == 2
    machine.commit()
    machine.pass_time(0.1)
    assert (future.at, future.epoch, future.refetched) == (5, "restored", 2)


def test_a_seat_has_at_most_max_tabs_connections(machine: Machine) -> None:
    tabs = [machine.open("ana") for _ in range(MAX_TABS)]
    assert all(tab.connection.closing is None for tab in tabs)
    assert machine.open("ana").connection.closing == TOO_SLOW
    assert machine.open("ben").connection.closing is None
    machine.close(tabs[0])
    assert machine.open("ana").connection.closing is None


def test_a_channel_that_stops_closes_every_connection_with_1012(machine: Machine) -> None:
    page = machine.open()
    machine.channel.stop()
    assert page.connection.closing == RESTART
    assert machine.open("ben").connection.closing == RESTART


# Updates.


def test_events_during_a_rest_are_sent_as_one_update(machine: Machine) -> None:
    page = machine.open()
    (request,) = machine.next_update()
    began = machine.now
    machine.now += 0.004
    machine.answer(request)
    machine.now += 0.001
    machine.channel.sent(machine.now)
    machine.commit()
    rest = machine.step()
    assert isinstance(rest, Rest)
    # The pause is four times the rendering time plus twice the sending time.
    assert rest.until == pytest.approx(began + 0.018)
    assert not machine.channel.broadcasts.notified(12), "its follower need not be woken again"
    machine.commit()
    machine.pass_time(0.1)
    assert [frame["seq"] for frame in page.frames if "seq" in frame] == [11, 13]


def test_a_lost_notification_is_found_by_polling(machine: Machine) -> None:
    page = machine.open()
    machine.settle()
    machine.commit(notify=False)
    assert machine.channel.broadcasts.behind == 0
    machine.poll()
    assert machine.channel.broadcasts.behind == 1
    machine.pass_time(0.1)
    assert page.at == 11
    assert not machine.channel.broadcasts.polled(11, "first")


def test_a_notification_of_a_seq_already_sent_causes_no_update(machine: Machine) -> None:
    machine.open()
    machine.pass_time(0.1)
    assert not machine.channel.broadcasts.notified(10)
    assert isinstance(machine.step(), Rest)


def test_a_closed_connection_is_sent_no_frames(machine: Machine) -> None:
    machine.open("ana")
    ben = machine.open("ben", since=5)
    requests = machine.next_render()
    machine.close(ben)
    machine.end(*requests)
    machine.commit()
    machine.pass_time(2)
    ben.receive(machine.journal)
    assert ben.frames == []


# Removed seats.


def test_a_removed_seat_is_closed_and_not_present_and_other_seats_get_updates(machine: Machine) -> None:
    ana, ben, tab = machine.open("ana"), machine.open("ben"), machine.open("ben", "steer")
    machine.settle()
    machine.journal.revoked.add("ben")
    machine.commit()
    machine.pass_time(0.1)
    assert (ben.connection.closing, tab.connection.closing) == (STAY_AWAY, STAY_AWAY)
    assert ben.at == 10
    assert ana.at == 11
    assert machine.channel.presence.people() == {"~ana"}
    assert machine.channel.connections == {ana.connection}


def test_a_seat_that_loses_one_audience_is_present_through_its_other_tab(machine: Machine) -> None:
    machine.open("ana")
    fay, board = machine.open("fay", "steer"), machine.open("fay", "board")
    (request,) = machine.next_update()
    update = machine.journal.render(request)
    private = {place: text for place, text in update.private_fragments.items() if place != ("fay", "steer")}
    fields = {"common": update.common, "private_fragments": private, "revoked": frozenset({("fay", "steer")})}
    machine.channel.rendered(request, type(update)(update.seq, update.epoch, **fields), machine.now)
    assert (fay.connection.closing, board.connection.closing) == (STAY_AWAY, None)
    # Its socket disconnects a little later.
    machine.close(fay)
    assert machine.channel.presence.count == 2
    machine.close(board)
    machine.now += LINGER_SECONDS
    machine.settle()
    assert machine.channel.presence.people() == {"~ana"}
