"""Figures as a table for people and as `latest.json` for programs."""

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


def write(figures: list[Figure], path: Path = LATEST) -> None:
    """Write one JSON object per figure, with the fields of `FIELDS`."""
    rows = [{name: value for name, value in asdict(figure).items() if name in FIELDS} for figure in figures]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


def read(path: Path) -> list[Figure]:
    """Return the figures that `write` wrote."""
    return [Figure(**row) for row in json.loads(path.read_text())]


def _line(figure: Figure) -> str:
    target = TARGETS[figure.id, figure.figure]
    reference = "" if figure.reference is None else f"{figure.reference:g}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:g}"
    must = f"{'≥' if figure.better == 'higher' else '≤'}{figure.must:g}"
    tail = "" if figure.tail is None else f" (95 %: {figure.tail:g})"
    numbers = f"{figure.ours:>9g} {reference:>9} {ratio:>7} {must:>6} {figure.aim:>5g} {target.experience + tail:>19}"
    missed = "  COLLAPSED" if figure.collapsed else "" if figure.reaches(figure.must) else "  MISSES ITS MUST"
    return f"{figure.id:4} {figure.figure:{WIDTH}} {numbers}  {target.beside or 'absolute'}{missed}"
