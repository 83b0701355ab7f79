"""Figures as a table for people and as `latest.json` for programs.

`python -m benchmarks.table` prints `latest.json` as the Markdown table of `docs/performance.md`.
"""

import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.targets import CALIBRATION, ORDER

FIELDS = ("id", "figure", "ours", "reference", "ratio", "must", "aim", "better")
LATEST = Path(__file__).parent / "latest.json"
TARGETS = {(target.id, target.figure): target for target in ORDER}
WIDTH = max(len(target.figure) for target in ORDER)


def table(figures: list[Figure]) -> str:
    """Return one line per figure, and one about the machine."""
    heads = f"{'':4} {'figure':{WIDTH}} {'ours':>9} {'reference':>9} {'ratio':>7} {'must':>6} {'aim':>5}"
    lines = [f"{heads} {'experience':>19}  reference"]
    lines += [_line(figure) for figure in figures if figure.id != CALIBRATION.id]
    lines += [
        f"The machine: {one.reference:,.0f} operations/s of a fixed workload before the run, {one.ours:,.0f} after."
        for one in figures
        if one.id == CALIBRATION.id
    ]
    return "\n".join(lines)


def markdown(figures: list[Figure]) -> str:
    """Return the rows of a Markdown table, which says whether each figure reaches its aim, its must or neither."""
    cells = [("", "figure", "ours", "reference", "ratio", "must", "aim", ""), *map(_cells, figures)]
    head, *rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([head, "| --- | --- | --: | --: | --: | --: | --: | --- |", *rows])


def write(figures: list[Figure], path: Path = LATEST) -> None:
    """Write one JSON object per figure, with the fields of `FIELDS`."""
    rows = [{name: value for name, value in asdict(figure).items() if name in FIELDS} for figure in figures]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def read(path: Path) -> list[Figure]:
    """Return the figures that `write` wrote."""
    return [Figure(**row) for row in json.loads(path.read_text())]


def _cells(figure: Figure) -> tuple[str, ...]:
    reference = "" if figure.reference is None else _rounded(figure.reference)
    ratio = "" if figure.ratio is None else f"{figure.ratio:g}"
    reached = "aim" if figure.reaches(figure.aim) else "must" if figure.reaches(figure.must) else "**neither**"
    limits = (_must(figure), f"{figure.aim:g}")
    if figure.id == CALIBRATION.id:
        limits, reached = ("", ""), ""
    return figure.id, figure.figure, _rounded(figure.ours), reference, ratio, *limits, reached


def _rounded(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def _must(figure: Figure) -> str:
    return f"{'≥' if figure.better == 'higher' else '≤'}{figure.must:g}"


def _line(figure: Figure) -> str:
    target = TARGETS[figure.id, figure.figure]
    reference = "" if figure.reference is None else f"{figure.reference:g}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:g}"
    must = _must(figure)
    tail = "" if figure.tail is None else f" (95 %: {figure.tail:g})"
    numbers = f"{figure.ours:>9g} {reference:>9} {ratio:>7} {must:>6} {figure.aim:>5g} {target.experience + tail:>19}"
    missed = "  COLLAPSED" if figure.collapsed else "" if figure.reaches(figure.must) else "  MISSES ITS MUST"
    return f"{figure.id:4} {figure.figure:{WIDTH}} {numbers}  {target.beside or 'absolute'}{missed}"


if __name__ == "__main__":
    print(markdown(read(LATEST)))
