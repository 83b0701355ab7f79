"""From samples to figures: medians, ratios within a round, and their limits."""

import pytest

from benchmarks.figures import Figure, Sample, figures, percentile
from benchmarks.targets import CALIBRATION, DELAY_200, MEMORY, ORDER, SPREAD_200, STUCK_DELAY, STUCK_MEMORY


def figure(ratio: float, *, better: str = "lower", must: float = 2) -> Figure:
    return Figure("T3", "p99", ratio * 10, 10, ratio, must, 1, better)


def test_a_figure_is_the_median_of_its_rounds() -> None:
    (found,) = figures([Sample(DELAY_200, ours, 10) for ours in (30, 10, 20)])
    assert (found.ours, found.reference, found.ratio) == (20, 10, 2)


def test_a_ratio_is_taken_within_a_round() -> None:
    # A machine that is ten times slower in one round changes both sides of its ratio.
    (found,) = figures([Sample(DELAY_200, 10, 10), Sample(DELAY_200, 12, 10), Sample(DELAY_200, 110, 100)])
    assert found.ratio == 1.1


def test_an_absolute_figure_has_no_reference_and_no_ratio() -> None:
    (found,) = figures([Sample(MEMORY, 26.3)])
    assert (found.ours, found.reference, found.ratio) == (26.3, None, None)
    assert found.judged == 26.3


def test_a_sample_without_its_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="reference is needed"):
        Sample(DELAY_200, 10)
    with pytest.raises(ValueError, match="reference is needed"):
        Sample(MEMORY, 10, 5)


def test_figures_are_in_the_order_of_the_targets() -> None:
    found = figures(
        [Sample(CALIBRATION, 1, 1), Sample(STUCK_MEMORY, 1), Sample(STUCK_DELAY, 1, 1), Sample(DELAY_200, 1, 1)]
    )
    assert [one.id for one in found] == ["T3", "T9", "T9", "calibration"]
    assert [one.figure for one in found][1:3] == [STUCK_DELAY.figure, STUCK_MEMORY.figure]


@pytest.mark.parametrize(("ratio", "reaches"), [(1.9, True), (2, True), (2.1, False)])
def test_a_lower_figure_reaches_a_limit_at_or_below_it(ratio: float, reaches: bool) -> None:
    assert figure(ratio).reaches(2) is reaches


@pytest.mark.parametrize(("ratio", "reaches"), [(1.9, False), (2, True), (2.1, True)])
def test_a_higher_figure_reaches_a_limit_at_or_above_it(ratio: float, reaches: bool) -> None:
    assert figure(ratio, better="higher").reaches(2) is reaches


def test_a_figure_worse_than_half_its_must_has_collapsed() -> None:
    assert not figure(4).collapsed
    assert figure(4.1).collapsed
    assert not figure(1, better="higher").collapsed
    assert figure(0.9, better="higher").collapsed


def test_large_figures_are_rounded_to_whole_numbers_and_small_ones_to_three_digits() -> None:
    (found,) = figures([Sample(SPREAD_200, 553124.6, 171838.4)])
    assert (found.ours, found.reference, found.ratio) == (553125, 171838, 3.22)


def test_the_99th_percentile_is_above_99_of_100_values() -> None:
    assert percentile(range(1, 101), 0.99) == 100
    assert percentile(range(1, 1001), 0.99) == 991
    assert percentile([5.0], 0.99) == 5


def test_the_limits_are_those_of_the_design() -> None:
    # Copied from the table of the design. Change a limit there before changing it here.
    limits = [
        *(("T1", 2.2, 5), ("T2", 4, 8), ("T3", 2, 1.2), ("T4", 8, 4), ("T5", 2.5, 1.5), ("T6", 40, 32)),
        *(("T7", 6, 12), ("T7", 2.5, 4), ("T8", 8, 30), ("T9", 1.5, 1.2), ("T9", 2, 2), ("T9", 1, 1)),
        *(("T10", 0.25, 0.1), ("T10", 60, 40), ("T11", 2, 1.3), ("T12", 5, 2), ("T12", 5, 2)),
        *(("T13", 1.2, 1), ("T13", 1.2, 1), ("T14", 0.85, 0.95), ("T15", 2, 1.3), ("T15", 4, 2)),
        *(("T16", 3, 1.5), ("T16", 3, 1.5), ("T17", 2, 1.2), ("T17", 3, 2), *(5 * [("T18", 5, 4)]), ("T19", 2, 1.3)),
        # From the requirement that a flood does not affect notes; they are not in the table.
        *(("T20", 2, 1.3), ("T20", 20, 5)),
        # From the requirement that a timer costs nothing while it runs.
        ("T21", 1.05, 1.02),
    ]
    assert [(target.id, target.must, target.aim) for target in ORDER if target is not CALIBRATION] == limits
    assert {target.id for target in ORDER if target.better == "higher"} == {
        "T1",
        "T2",
        "T7",
        "T8",
        "T9",
        "T14",
        "calibration",
    }


def test_only_memory_and_bytes_have_no_reference() -> None:
    assert [target.id for target in ORDER if target.absolute] == ["T6", "T9", "T10", "T20"]


def test_no_two_targets_have_one_name() -> None:
    assert len({(target.id, target.figure) for target in ORDER}) == len(ORDER)


def test_no_aim_is_easier_than_its_must() -> None:
    for target in ORDER:
        assert target.aim >= target.must if target.better == "higher" else target.aim <= target.must, target
