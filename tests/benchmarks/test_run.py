"""What `make bench` and `make bench-quick` do with their samples. The measurements are replaced."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import pytest

from benchmarks import run
from benchmarks.figures import Figure, Sample
from benchmarks.targets import DELAY_200


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """The figures that would be written to `latest.json`."""
    found: list[Figure] = []
    monkeypatch.setattr(run, "write", found.extend)
    monkeypatch.setattr(run, "operations_per_second", lambda: 100.0)
    monkeypatch.setattr(run, "Cluster", nullcontext)
    monkeypatch.setattr(run, "Redis", nullcontext)
    monkeypatch.setattr(run, "failed", [])
    return found


def rounds(*ours: float) -> Callable[..., Awaitable[list[Sample]]]:
    """Replace the rounds by ones with these delays and a reference of 10 ms."""
    left = iter(ours)

    async def measured(*_services: object, **_options: object) -> list[Sample]:
        return [Sample(DELAY_200, next(left), 10)]

    return measured


async def test_a_full_run_writes_the_medians_of_three_rounds_and_the_speed_of_the_machine(
    written: list[Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "full_round", rounds(10, 30, 20))
    assert await run.main(quick=False) == 0
    assert [(figure.id, figure.ratio) for figure in written] == [("T3", 2), ("calibration", 1)]


async def test_a_full_run_does_not_fail_for_a_missed_must(
    written: list[Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "full_round", rounds(90, 90, 90))
    assert await run.main(quick=False) == 0
    assert written


@pytest.mark.parametrize(("ours", "code"), [(39, 0), (41, 1)])
async def test_a_quick_run_fails_only_for_a_figure_worse_than_half_its_must(
    written: list[Figure], monkeypatch: pytest.MonkeyPatch, ours: float, code: int
) -> None:
    monkeypatch.setattr(run, "quick_round", rounds(ours))
    assert await run.main(quick=True) == code
    assert not written


async def test_a_failed_part_loses_only_its_own_figures_and_the_run_fails(
    written: list[Figure], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken() -> list[Sample]:
        raise TimeoutError

    async def measured(*_services: object, **_options: object) -> list[Sample]:
        return [*await run._timed("joins", broken()), *await run._timed("delays", rounds(10)())]

    monkeypatch.setattr(run, "full_round", measured)
    assert await run.main(quick=False) == 1
    printed = capsys.readouterr()
    assert "T3" in printed.out
    assert "FAILED" in printed.out
    assert "joins" in printed.out
    assert "TimeoutError" in printed.err
    assert not written
