"""`python -m benchmarks.compare OLD.json NEW.json`: compares the figures of two runs of `make bench`.

It prints the ratios of both runs side by side. With `--tolerance 0.05`, it fails if a figure is worse by more than 5 %.
Ratios, unlike absolute figures, can be compared between runs on different days.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.table import read
from benchmarks.targets import CALIBRATION


@dataclass(frozen=True)
class Change:
    """One figure in two runs; `old` or `new` is None if only the other run has it."""

    id: str
    figure: str
    old: float | None
    new: float | None
    better: str

    @property
    def relative(self) -> float | None:
        """Return the change as a fraction of the old figure: 0.1 is 10 % more. None if a run lacks the figure."""
        if self.old is None or self.new is None or self.old == 0:
            return None
        return (self.new - self.old) / abs(self.old)

    def worse_than(self, tolerance: float) -> bool:
        """Return whether the figure is worse by more than this fraction."""
        if self.relative is None:
            return False
        # Ratios have three digits. The margin absorbs the rounding of floats.
        return round(-self.relative if self.better == "higher" else self.relative, 6) > tolerance


def changes(old: Iterable[Figure], new: Iterable[Figure]) -> list[Change]:
    """Return the change of every figure of either run. Figures are matched by id and by position among equal ids."""
    before, after = _numbered(old), _numbered(new)
    return [
        Change(
            figure.id,
            figure.figure,
            before[key].judged if key in before else None,
            after[key].judged if key in after else None,
            figure.better,
        )
        for key, figure in (before | after).items()
    ]


def report(found: list[Change], tolerance: float | None) -> str:
    """Return one line per change, and mark those beyond the tolerance."""
    lines = [f"{'':4} {'old':>9} {'new':>9} {'change':>8}  figure"]
    for change in found:
        share = "" if change.relative is None else f"{change.relative:+.1%}"
        worse = "  WORSE" if tolerance is not None and change.worse_than(tolerance) else ""
        lines.append(
            f"{change.id:11} {_shown(change.old):>9} {_shown(change.new):>9} {share:>8}  {change.figure}{worse}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Print the comparison; return 1 if a figure is worse by more than the tolerance, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description="Compare two runs of make bench.")
    parser.add_argument("old", type=Path, metavar="OLD.json")
    parser.add_argument("new", type=Path, metavar="NEW.json")
    parser.add_argument(
        "--tolerance", type=float, metavar="SHARE", help="fail where worse by more; 0.05 is a twentieth"
    )
    options = parser.parse_args(arguments)
    old, new = read(options.old), read(options.new)
    print(_machines(old, new))
    found = changes(_targets(old), _targets(new))
    print(report(found, options.tolerance))
    return int(options.tolerance is not None and any(change.worse_than(options.tolerance) for change in found))


def _numbered(figures: Iterable[Figure]) -> dict[tuple[str, int], Figure]:
    counts: Counter[str] = Counter()
    found = {}
    for figure in figures:
        found[figure.id, counts[figure.id]] = figure
        counts[figure.id] += 1
    return found


def _targets(figures: list[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.id != CALIBRATION.id]


def _machines(old: list[Figure], new: list[Figure]) -> str:
    speeds = [next((figure.ours for figure in run if figure.id == CALIBRATION.id), None) for run in (old, new)]
    return "The machine, in operations/s: " + ", then ".join(
        "unknown" if one is None else f"{one:,.0f}" for one in speeds
    )


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


if __name__ == "__main__":
    sys.exit(main())
