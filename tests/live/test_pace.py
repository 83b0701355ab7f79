"""The pause of a busy channel between two updates."""

import itertools

import pytest

from app.live.pace import (
    LONGEST_RETRY_SECONDS,
    LONGEST_SECONDS,
    RENDER_WEIGHT,
    RETRY_SECONDS,
    SHARED_RENDER_WEIGHT,
    SHORTEST_SECONDS,
    retry_seconds,
    seconds_between,
)
from app.web.render.update import MOST_EVENTS


@pytest.mark.parametrize("render_weight", [RENDER_WEIGHT, SHARED_RENDER_WEIGHT])
# One worker accepts more notes a second than several that wait for each other.
@pytest.mark.parametrize(("workers", "notes_a_second"), [(1, 2000), (2, 1000), (20, 1000)])
def test_the_longest_pause_has_fewer_events_than_force_a_refetch(
    render_weight: float, workers: int, notes_a_second: int
) -> None:
    costs = (0.0, 0.001, 0.01, 1.0, 60.0)
    for rendering, sending, events in itertools.product(costs, costs, (-5, 0, 1, MOST_EVENTS, 100_000)):
        rest = seconds_between(rendering, sending, events=events, render_weight=render_weight, workers=workers)
        assert SHORTEST_SECONDS <= rest <= MOST_EVENTS / notes_a_second / 2


def test_rendering_time_lengthens_the_pause_more_than_sending_time() -> None:
    assert seconds_between(0.002, 0.003, events=1, render_weight=4, workers=1) == pytest.approx(0.014)


def test_two_workers_pause_twice_as_long_for_rendering_because_each_renders_every_update() -> None:
    assert seconds_between(0.002, 0.003, events=1, render_weight=4, workers=2) == pytest.approx(0.022)


def test_an_update_of_one_note_is_followed_by_the_shortest_pause() -> None:
    assert seconds_between(0.0, 0.0, events=1, render_weight=4, workers=1) == SHORTEST_SECONDS


def test_at_a_thousand_events_a_second_the_pauses_grow_to_the_longest_one() -> None:
    pause = SHORTEST_SECONDS
    for _ in range(10):
        pause = seconds_between(0.0, 0.0, events=round(1000 * pause), render_weight=4, workers=1)
    assert pause == LONGEST_SECONDS


def test_each_failure_doubles_the_wait_up_to_a_limit() -> None:
    assert [retry_seconds(failures) for failures in (1, 2, 3)] == [RETRY_SECONDS, 2 * RETRY_SECONDS, 4 * RETRY_SECONDS]
    assert retry_seconds(1000) == LONGEST_RETRY_SECONDS
