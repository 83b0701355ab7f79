"""The table: what was measured, beside what it should be."""

import json
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True)
class Sample:
    """One figure of one round. Without a reference the target is about the figure itself."""

    id: str
    figure: str
    ours: float
    reference: float | None = None


@dataclass(frozen=True)
class Target:
    """What the design asks of a figure: of its ratio to the reference, or of itself where there is none."""

    must: float
    aim: float
    better: str = "lower"


# By id and, where an id has several figures, a word that only one of them has.
TARGETS: dict[tuple[str, str], Target] = {
    ("T1", ""): Target(2.5, 5, "higher"),
    ("T2", ""): Target(4, 8, "higher"),
    ("T3", ""): Target(2, 1.2),
    ("T4", ""): Target(60, 25),
    ("T5", ""): Target(2, 1.2),
    ("T6", ""): Target(40, 32),
    ("T7", "store"): Target(5000, 10_000, "higher"),
    ("T7", "HTTP"): Target(1000, 3000, "higher"),
    ("T8", ""): Target(8, 30, "higher"),
    ("T9", "p99"): Target(1.5, 1.5),
    ("T9", "MB"): Target(2, 2),
    ("T9", "cut"): Target(1, 1, "higher"),
    ("T10", "CPU"): Target(3, 1),
    ("T10", "KB"): Target(60, 40),
    ("T11", ""): Target(2, 1.3),
    ("T12", "joins"): Target(250, 100),
    ("T12", "restart"): Target(250, 100),
    ("T13", ""): Target(1.2, 1.0),
    ("T14", ""): Target(0.85, 0.95, "higher"),
    ("T15", "usable"): Target(2.5, 1.5),
    ("T15", "frame"): Target(200, 50),
}


@dataclass(frozen=True)
class Figure:
    """One line of the table: medians of all rounds. `ratio` is what `must` and `aim` are said of: to the reference, or
    the figure itself (reference 1) where a target has none."""

    id: str
    figure: str
    ours: float
    reference: float
    ratio: float
    must: float
    aim: float
    better: str

    @property
    def holds(self) -> bool:
        return self.ratio >= self.must if self.better == "higher" else self.ratio <= self.must

    @property
    def collapsed(self) -> bool:
        """Whether it is worse than half its must."""
        return self.ratio < self.must / 2 if self.better == "higher" else self.ratio > self.must * 2


def figures(samples: Iterable[Sample]) -> list[Figure]:
    """The medians; ratios are taken within a round, where both sides had the same machine."""
    rounds: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        rounds.setdefault((sample.id, sample.figure), []).append(sample)
    return [_figure(found) for _name, found in sorted(rounds.items(), key=lambda item: int(item[0][0][1:]))]


def table(found: list[Figure]) -> str:
    """As text, a line for each."""
    lines = [f"{'':4} {'figure':66} {'ours':>9} {'reference':>9} {'ratio':>8} {'must':>6} {'aim':>6}"]
    lines += [
        f"{one.id:4} {one.figure:66} {one.ours:>9g} {one.reference:>9g} {one.ratio:>8g} {one.must:>6g} {one.aim:>6g}"
        f"{'' if one.holds else '  misses its must'}"
        for one in found
    ]
    return "\n".join(lines)


def keep(found: list[Figure], path: Path = LATEST) -> None:
    """Write them down for whoever reads figures by program."""
    path.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n")


def percentile(values: Iterable[float], share: float) -> float:
    """The value that so large a share is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _figure(rounds: list[Sample]) -> Figure:
    first = rounds[0]
    target = next(
        target for (name, word), target in TARGETS.items() if name == first.id and word.lower() in first.figure.lower()
    )
    references = [one.reference if one.reference is not None else 1.0 for one in rounds]
    ratios = [one.ours / reference for one, reference in zip(rounds, references, strict=True)]
    ours, reference, ratio = (
        _rounded(statistics.median(values)) for values in ([one.ours for one in rounds], references, ratios)
    )
    return Figure(first.id, first.figure, ours, reference, ratio, target.must, target.aim, target.better)


def _rounded(value: float) -> float:
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))
