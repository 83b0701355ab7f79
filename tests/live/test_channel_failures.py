"""A channel when rendering fails for one audience, for one page, or for everyone."""

import pytest

from app.live.broadcasts import PATIENCE
from app.live.channel import REFETCH_SECONDS
from app.live.pace import RETRY_SECONDS
from app.live.steps import Announce, RenderAll, Rest
from tests.live.machine import Machine


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


def test_a_lasting_failure_asks_a_browser_to_refetch_at_most_every_ten_seconds(
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
    # It is not rendered while it waits, and once more when its wait is over.
    assert renders <= 2 * page.refetched
    # It recovers without help.
    machine.pass_time(REFETCH_SECONDS)
    assert (page.at, page.refetched) == (machine.journal.seq, 3)


@pytest.mark.parametrize("how", ["answered without it", "not answered"])
def test_a_page_that_cannot_be_caught_up_fetches_the_board_and_the_others_are_caught_up(
    machine: Machine, how: str
) -> None:
    # Pages at one position are caught up together, so only an answer can say that one of them failed.
    ana, ben = machine.open("ana", since=5), machine.open("ben", since=6 if how == "not answered" else 5)
    first, *others = machine.next_render()
    assert next(iter(first.connections)) is ana.connection
    if how == "not answered":
        machine.channel.failed(first, machine.now)
        machine.end(*others)
    else:
        machine.end(first, failed=frozenset({ana.connection.recipient}))
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


def test_events_that_can_never_be_rendered_are_skipped_by_a_refetch(machine: Machine) -> None:
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


def test_after_a_failure_each_audience_is_rendered_alone_and_only_the_failing_one_refetches(
    machine: Machine,
) -> None:
    board, steer = machine.open("ana", "board"), machine.open("fay", "steer")
    machine.fail(*machine.next_update())
    alone = {audience: request for request in machine.next_render() for audience in request.recipients}
    machine.channel.failed(alone["steer"], machine.now)
    machine.end(alone["board"])
    machine.settle()
    assert (board.at, board.refetched, steer.refetched) == (11, 0, 1)
    # The next update is also rendered per audience, so that no one waits for the same failure again.
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


def test_an_audience_that_left_during_its_failure_is_not_rendered_again(machine: Machine) -> None:
    machine.open("ana")
    ben = machine.open("ben", since=5)
    broken = frozenset({ben.connection.recipient})
    machine.end(*machine.next_render(), failed=broken)
    requests = machine.next_update()
    machine.close(ben)
    machine.end(*requests, failed=broken)
    machine.pass_time(2 * REFETCH_SECONDS)
    assert isinstance(machine.settle(), Rest)
