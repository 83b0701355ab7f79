"""Computes one figure per target from the samples of several rounds, and judges figures."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.targets import ORDER, Target


@dataclass(frozen=True)
class Sample:
    """One round's measurement for a target: ours and, unless the target is absolute, the reference.

    `tail` is the 95th percentile of ours where `ours` is a median; it is printed and not judged.
    """

    target: Target
    ours: float
    reference: float | None = None
    tail: float | None = None

    def __post_init__(self) -> None:
        if self.target.absolute != (self.reference is None):
            raise ValueError(f"{self.target.id} {self.target.figure}: a reference is needed unless it is absolute")


@dataclass(frozen=True)
class Figure:
    """One target's medians over all rounds. An absolute figure has no reference and no ratio."""

    id: str
    figure: str
    ours: float
    reference: float | None
    ratio: float | None
    must: float
    aim: float
    better: str
    tail: float | None = None

    @property
    def judged(self) -> float:
        """Return the value to compare with `must` and `aim`: the ratio, or the figure itself if it is absolute."""
        return self.ours if self.ratio is None else self.ratio

    def reaches(self, limit: float) -> bool:
        """Return whether the figure is at least as good as a limit."""
        return self.judged >= limit if self.better == "higher" else self.judged <= limit

    @property
    def collapsed(self) -> bool:
        """Return whether the figure is worse than half its must."""
        return not self.reaches(self.must / 2 if self.better == "higher" else self.must * 2)


def figures(samples: Iterable[Sample]) -> list[Figure]:
    """Return the figure of each target that was sampled, in the order of `targets.py`.

    Ratios are taken within a round, where both sides had the same machine, and their median is the figure's ratio.
    """
    found: dict[Target, list[Sample]] = {}
    for sample in samples:
        found.setdefault(sample.target, []).append(sample)
    return [_figure(target, found[target]) for target in ORDER if target in found]


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value at this fraction of the sorted values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _figure(target: Target, samples: list[Sample]) -> Figure:
    tails = [sample.tail for sample in samples if sample.tail is not None]
    pairs = [(sample.ours, sample.reference) for sample in samples if sample.reference is not None]
    return Figure(
        id=target.id,
        figure=target.figure,
        ours=_median(sample.ours for sample in samples),
        reference=_median(reference for _ours, reference in pairs) if pairs else None,
        ratio=_median(ours / reference for ours, reference in pairs) if pairs else None,
        must=target.must,
        aim=target.aim,
        better=target.better,
        tail=_median(tails) if tails else None,
    )


def _median(values: Iterable[float]) -> float:
    value = statistics.median(values)
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))
