"""A channel as a state machine: what it asks for, and what its pages are sent, without a server or a database."""

import pytest

from app.live.broadcasts import PATIENCE
from app.live.channel import CATCH_UPS, MAX_TABS, REFETCH_SECONDS
from app.live.connection import GONE, RESTART, STAY_AWAY, TOO_SLOW
from app.live.pace import RETRY_SECONDS
from app.live.presence import LINGER_SECONDS
from app.live.steps import Announce, Finish, RenderAll, Rest
from tests.live.machine import Machine


@pytest.fixture
def machine() -> Machine:
    return Machine()


# Joining, catching up, going live.


def test_a_page_that_is_behind_is_sent_what_it_missed_and_then_every_update(machine: Machine) -> None:
    page = machine.open(since=machine.journal.seq - 3)
    machine.settle()
    assert (page.at, page.private_at) == (10, 10)
    machine.commit()
    machine.pass_time(0.1)
    assert (page.at, page.private_at) == (11, 11)


def test_for_a_page_that_is_up_to_date_nothing_is_rendered_by_itself(machine: Machine) -> None:
    page = machine.open()
    (request,) = machine.next_render()
    assert not request.catching_up
    assert list(request.connections) == [page.connection]


def test_a_connection_that_joins_while_an_update_is_rendered_misses_nothing(machine: Machine) -> None:
    machine.open("ana")
    requests = machine.next_update()
    # It is up to date when it joins, but the update that is under way is not for it.
    ben = machine.open("ben", since=10)
    machine.end(*requests)
    machine.pass_time(0.1)
    assert ben.at == 11


def test_a_seat_that_was_removed_while_it_joined_is_found_out_whatever_its_page_says(machine: Machine) -> None:
    machine.open("ana")
    ben = machine.arrive("ben", since=machine.journal.seq + 1)
    machine.journal.revoked.add("ben")
    machine.commit()
    machine.settle()
    machine.join(ben)
    machine.settle()
    assert ben.connection.closing == STAY_AWAY


@pytest.mark.parametrize("since", [9, 10], ids=["behind", "up to date"])
def test_a_connection_that_closes_before_it_is_caught_up_does_not_keep_the_channel_awake(
    machine: Machine, since: int
) -> None:
    machine.open("ana")
    machine.settle()
    page = machine.open("ben", since=since)
    page.connection.close(GONE)
    step = machine.step()
    assert isinstance(step, Rest)
    assert step.until > machine.now


def test_many_who_join_and_many_notes_take_turns(machine: Machine) -> None:
    live = machine.open("ana")
    machine.settle()
    for number in range(3 * CATCH_UPS):
        machine.open(f"seat{number}", since=5)
    kinds = []
    for _ in range(4):
        machine.commit()
        machine.now += 1
        requests = machine.next_render()
        kinds.append(len(requests) if requests[0].catching_up else "update")
        machine.end(*requests)
    assert kinds == [CATCH_UPS, "update", CATCH_UPS, "update"]
    live.receive(machine.journal)
    assert live.at == machine.journal.seq


def test_a_page_of_another_epoch_or_from_the_future_fetches_the_board_and_then_follows(machine: Machine) -> None:
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


def test_a_seat_has_no_more_than_so_many_connections(machine: Machine) -> None:
    tabs = [machine.open("ana") for _ in range(MAX_TABS)]
    assert all(tab.connection.closing is None for tab in tabs)
    assert machine.open("ana").connection.closing == TOO_SLOW
    assert machine.open("ben").connection.closing is None
    machine.close(tabs[0])
    assert machine.open("ana").connection.closing is None


def test_everyone_is_asked_to_come_back_when_the_channel_stops(machine: Machine) -> None:
    page = machine.open()
    machine.channel.stop()
    assert page.connection.closing == RESTART
    assert machine.open("ben").connection.closing == RESTART


# Updates.


def test_what_happens_while_a_channel_rests_is_one_update(machine: Machine) -> None:
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
    # Four times as long as rendering and twice as long as sending took.
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


def test_a_notification_of_what_was_sent_already_is_nothing_to_do(machine: Machine) -> None:
    machine.open()
    machine.pass_time(0.1)
    assert not machine.channel.broadcasts.notified(10)
    assert isinstance(machine.step(), Rest)


def test_a_connection_that_has_left_is_sent_nothing_more(machine: Machine) -> None:
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


def test_a_removed_seat_is_closed_and_no_longer_present_and_the_others_go_on(machine: Machine) -> None:
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


def test_a_seat_that_lost_one_audience_is_still_counted_for_its_other_tab(machine: Machine) -> None:
    machine.open("ana")
    fay, board = machine.open("fay", "steer"), machine.open("fay", "board")
    (request,) = machine.next_update()
    update = machine.journal.render(request)
    private = {place: text for place, text in update.private_fragments.items() if place != ("fay", "steer")}
    fields = {"common": update.common, "private_fragments": private, "revoked": frozenset({("fay", "steer")})}
    machine.channel.rendered(request, type(update)(update.seq, update.epoch, **fields), machine.now)
    assert (fay.connection.closing, board.connection.closing) == (STAY_AWAY, None)
    # Its socket leaves a little later.
    machine.close(fay)
    assert machine.channel.presence.count == 2
    machine.close(board)
    machine.now += LINGER_SECONDS
    machine.settle()
    assert machine.channel.presence.people() == {"~ana"}


# Failures.


def test_an_audience_that_cannot_be_rendered_fetches_the_board_and_the_others_are_sent_the_update(
    machine: Machine,
) -> None:
    board, steer = machine.open("ana", "board"), machine.open("fay", "steer")
    machine.end(*machine.next_update(), failed=frozenset({("fay", "steer")}))
    machine.settle()
    assert (board.at, board.refetched) == (11, 0)
    assert steer.refetched == 1
    machine.commit()
    machine.pass_time(0.1)
    assert (board.at, steer.at, steer.refetched) == (12, 12, 1)


def test_a_seat_whose_private_fragment_cannot_be_rendered_fetches_the_board_and_the_others_are_sent_the_update(
    machine: Machine,
) -> None:
    ana, ben = machine.open("ana"), machine.open("ben")
    machine.end(*machine.next_update(), failed=frozenset({("ben", "board")}))
    machine.settle()
    assert (ana.at, ana.refetched, ben.refetched) == (11, 0, 1)


def test_a_failure_that_lasts_makes_a_browser_fetch_the_board_no_more_often_than_every_ten_seconds(
    machine: Machine,
) -> None:
    page, other = machine.open("ana"), machine.open("ben")
    machine.settle()
    broken = frozenset({("ana", "board")})
    renders = 0
    for _second in range(int(3 * REFETCH_SECONDS)):
        machine.commit()
        end = machine.now + 1
        while machine.now < end:
            match step := machine.step():
                case RenderAll(requests=requests):
                    for request in requests:
                        renders += any(connection is page.connection for connection in request.connections)
                        machine.answer(request, failed=broken)
                    machine.channel.sent(machine.now)
                case Announce():
                    machine.channel.announcer.announce(machine.channel.connections, machine.now)
                case Rest(until=until):
                    machine.now = min(until, end)
        page.receive(machine.journal)
        other.receive(machine.journal)
        assert other.at == machine.journal.seq, step
    assert page.refetched == 3
    # It is left alone while it waits, and asked for once more when its time has come.
    assert renders <= 2 * page.refetched
    # It recovers by itself.
    machine.pass_time(REFETCH_SECONDS)
    assert (page.at, page.refetched) == (machine.journal.seq, 3)


@pytest.mark.parametrize("how", ["answered without it", "not answered"])
def test_a_page_that_cannot_be_caught_up_fetches_the_board_and_the_others_are_caught_up(
    machine: Machine, how: str
) -> None:
    ana, ben = machine.open("ana", since=5), machine.open("ben", since=5)
    first, second = machine.next_render()
    assert list(first.connections) == [ana.connection]
    if how == "not answered":
        machine.channel.failed(first, machine.now)
        machine.end(second)
    else:
        machine.end(first, second, failed=frozenset({ana.connection.place}))
    machine.settle()
    assert (ana.refetched, ben.refetched, ben.at) == (1, 0, 10)
    machine.commit()
    machine.pass_time(0.1)
    assert (ana.at, ben.at) == (11, 11)


def test_while_the_database_is_away_everyone_waits_and_is_sent_the_update_when_it_is_back(machine: Machine) -> None:
    page, other = machine.open("ana"), machine.open("fay", "steer")
    requests, waits = machine.next_update(), []
    for _ in range(3):
        machine.fail(*requests)
        failed_at = machine.now
        requests = machine.next_render()
        waits.append(machine.now - failed_at)
    assert waits == pytest.approx([RETRY_SECONDS, 2 * RETRY_SECONDS, 4 * RETRY_SECONDS])
    machine.end(*requests)
    machine.settle()
    assert (page.at, page.refetched, other.at, other.refetched) == (11, 0, 11, 0)


def test_what_can_never_be_rendered_is_passed_over_by_fetching_the_board(machine: Machine) -> None:
    page = machine.open("ana")
    requests = machine.next_update()
    for _ in range(PATIENCE):
        machine.fail(*requests)
        requests = machine.next_render()
    assert page.refetched == 0
    machine.fail(*requests)
    machine.settle()
    assert page.refetched == 1
    machine.commit()
    machine.pass_time(10)
    assert (page.at, page.refetched) == (12, 1)


def test_after_a_failure_each_audience_is_rendered_by_itself_and_only_the_one_to_blame_fetches_the_board(
    machine: Machine,
) -> None:
    board, steer = machine.open("ana", "board"), machine.open("fay", "steer")
    machine.fail(*machine.next_update())
    alone = {audience: request for request in machine.next_render() for audience in request.places}
    machine.channel.failed(alone["steer"], machine.now)
    machine.end(alone["board"])
    machine.settle()
    assert (board.at, board.refetched, steer.refetched) == (11, 0, 1)
    # The next update is rendered one by one as well, so that nobody waits for the same failure again.
    requests = machine.next_update()
    assert len(requests) == 2
    machine.end(*requests)
    assert len(machine.next_update()) == 1


def test_audiences_rendered_at_different_moments_miss_nothing_afterwards(machine: Machine) -> None:
    board, steer = machine.open("ana", "board"), machine.open("fay", "steer")
    machine.fail(*machine.next_update())
    first, second = machine.next_render()
    machine.answer(first)
    machine.commit()
    machine.end(second)
    machine.pass_time(0.1)
    assert (board.at, steer.at) == (12, 12)


def test_one_that_left_while_it_failed_again_is_not_asked_for_any_more(machine: Machine) -> None:
    machine.open("ana")
    ben = machine.open("ben", since=5)
    broken = frozenset({ben.connection.place})
    machine.end(*machine.next_render(), failed=broken)
    requests = machine.next_update()
    machine.close(ben)
    machine.end(*requests, failed=broken)
    machine.pass_time(2 * REFETCH_SECONDS)
    assert isinstance(machine.settle(), Rest)


# Presence.


def test_presence_is_announced_at_most_once_a_second_and_only_to_those_who_do_not_know(machine: Machine) -> None:
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


def test_while_presence_is_paused_nobody_is_told_and_notes_go_on(machine: Machine) -> None:
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


def test_whoever_leaves_counts_for_twelve_seconds_and_then_the_channel_ends(machine: Machine) -> None:
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


def test_one_who_comes_back_in_time_never_left(machine: Machine) -> None:
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
    machine.channel.presence.elsewhere = frozenset({"~ana", "~ben", "~cai"})
    machine.pass_time(2)
    assert ana.present == 3
