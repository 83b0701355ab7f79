"""Comparing two runs of `make bench`."""

from pathlib import Path

import pytest

from benchmarks.compare import changes, main, report
from benchmarks.figures import Figure, Sample, figures
from benchmarks.table import write
from benchmarks.targets import CALIBRATION, DELAY_200, MAP_MARK, MAP_NEXT, MEMORY, SPREAD_200, Target


def run(*samples: tuple[Target, float]) -> list[Figure]:
    """Figures with these ratios, or with these values if they are absolute."""
    return figures(Sample(target, value, None if target.absolute else 1) for target, value in samples)


def test_a_change_is_a_fraction_of_the_old_ratio() -> None:
    (change,) = changes(run((DELAY_200, 2.0)), run((DELAY_200, 2.2)))
    assert (change.old, change.new) == (2, 2.2)
    assert change.relative == pytest.approx(0.1)


def test_worse_follows_the_direction_of_the_target() -> None:
    delay, spread = changes(run((SPREAD_200, 4), (DELAY_200, 2))[::-1], run((SPREAD_200, 3.6), (DELAY_200, 2.2))[::-1])
    assert delay.worse_than(0.05)
    assert spread.worse_than(0.05)
    assert not delay.worse_than(0.11)
    better = changes(run((DELAY_200, 2), (SPREAD_200, 4)), run((DELAY_200, 1), (SPREAD_200, 8)))
    assert not any(change.worse_than(0) for change in better)


def test_absolute_figures_are_compared_by_their_value() -> None:
    (change,) = changes(run((MEMORY, 20)), run((MEMORY, 25)))
    assert change.relative == 0.25


def test_several_figures_of_one_target_are_kept_apart() -> None:
    first, second = changes(run((MAP_MARK, 1), (MAP_NEXT, 2)), run((MAP_MARK, 1), (MAP_NEXT, 3)))
    assert (first.relative, second.relative) == (0, 0.5)


def test_a_figure_of_only_one_run_is_shown_and_not_judged() -> None:
    gone, new = changes(run((DELAY_200, 2)), run((MEMORY, 2)))
    assert (gone.new, new.old) == (None, None)
    assert not gone.worse_than(0)
    assert not new.worse_than(0)
    assert "–" in report([gone, new], 0.0)


def test_the_command_fails_only_beyond_the_tolerance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    write(run((DELAY_200, 2), (CALIBRATION, 100)), old)
    write(run((DELAY_200, 2.2), (CALIBRATION, 50)), new)
    assert main([str(old), str(new)]) == 0
    assert main([str(old), str(new), "--tolerance", "0.1"]) == 0
    capsys.readouterr()
    assert main([str(old), str(new), "--tolerance", "0.05"]) == 1
    printed = capsys.readouterr().out
    assert "+10.0%" in printed
    assert "WORSE" in printed
    # The speed of the machine is printed but not judged.
    assert "100, then 50" in printed
    assert main([str(old), str(new), "--tolerance", "0.2"]) == 0
