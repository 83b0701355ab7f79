"""What earlier editions about a place said by group, so that the next one gives nothing of a few people away.

Who reads two editions can subtract. If a note was deleted between them, the difference of two tables says in which
group it was, and an interview that was added can be read off in full. So a table is counted again only where its counts
by group changed by nothing, or by at least the threshold. A content keeps what it said by group as keys and printed
counts, without words, because a place can have reports in two languages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

# The column of all groups together.
ALL = "all"


@dataclass(frozen=True)
class Grid:
    """The printed counts of a table by group: a line for each thing that is counted, a column for each group and ALL.

    `since` is when an earlier edition with these counts was signed, in ISO 8601; "" for counts of now.
    """

    lines: list[str]
    columns: list[str]
    cells: list[list[str]]
    since: str = ""

    def is_by_group(self) -> bool:
        """True if it says a number of any group."""
        cells = (zip(self.columns, line, strict=True) for line in self.cells)
        return any(column != ALL and cell.isdecimal() for line in cells for column, cell in line)


@dataclass(frozen=True)
class SaidBefore:
    """All that earlier editions said by group.

    That is the grids of each table, the oldest first, the groups that they named, and how many were behind each theme.
    """

    grids: Mapping[str, list[Grid]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    behind: Mapping[str, int] = field(default_factory=dict)

    def settle(self, name: str, now: Grid, threshold: int) -> Grid:
        """The grid to print: `now`, or the last one before, if both together tell of fewer than `threshold`."""
        before = [grid for grid in self.grids.get(name, ()) if grid.is_by_group()]
        if not now.is_by_group() or all(_is_safe(grid, now, threshold) for grid in before):
            return now
        return before[-1]

    def stored(self, grids: Mapping[str, Grid], named: Iterable[str], behind: Mapping[str, int]) -> dict[str, Any]:
        """What a content keeps: all that was said before, and what it says itself."""
        known = {name: [*self.grids.get(name, ())] for name in (*self.grids, *grids)}
        for name, grid in grids.items():
            if not any(_same(grid, one) for one in known[name]):
                known[name].append(grid)
        return {
            "tables": {name: [_plain(grid) for grid in some] for name, some in known.items()},
            "named": sorted({*self.named, *named}),
            "behind": {**behind, **self.behind},
        }


def read(stored: Iterable[tuple[Mapping[str, Any] | None, datetime]]) -> SaidBefore:
    """What the contents of these editions keep, with when each was signed, in the order in which they were signed."""
    grids: dict[str, list[Grid]] = {}
    named, behind = set[str](), dict[str, int]()
    for content, signed_at in stored:
        if content is not None:
            for name, some in content["tables"].items():
                known = grids.setdefault(name, [])
                for each in some:
                    grid = Grid(each["lines"], each["columns"], each["cells"], each.get("since", signed_at.isoformat()))
                    if not any(_same(grid, one) for one in known):
                        known.append(grid)
            named.update(content["named"])
            behind = {**content["behind"], **behind}
    return SaidBefore(grids, frozenset(named), behind)


def _plain(grid: Grid) -> dict[str, Any]:
    made = {"lines": grid.lines, "columns": grid.columns, "cells": grid.cells}
    return made | {"since": grid.since} if grid.since else made


def _same(one: Grid, other: Grid) -> bool:
    return (one.lines, one.columns, one.cells) == (other.lines, other.columns, other.cells)


def _is_safe(before: Grid, now: Grid, threshold: int) -> bool:
    """True if no reader of both learns of a change of fewer than `threshold` in a group, or in some groups together."""
    if set(before.columns) != set(now.columns):
        return False
    then = {
        line: dict(zip(before.columns, cells, strict=True))
        for line, cells in zip(before.lines, before.cells, strict=True)
    }
    return all(
        _is_safe_line(then[line], dict(zip(now.columns, cells, strict=True)), threshold)
        for line, cells in zip(now.lines, now.cells, strict=True)
        if line in then
    )


def _is_safe_line(before: Mapping[str, str], now: Mapping[str, str], threshold: int) -> bool:
    changes, rest = [], 0
    for column in now:
        numbers = [cells[column] for cells in (before, now) if cells[column].isdecimal()]
        if len(numbers) == 1 or (not numbers and before[column] != now[column]):
            return False
        change = int(numbers[1]) - int(numbers[0]) if numbers else 0
        rest += change if column == ALL else -change
        if column != ALL:
            changes.append(change)
    # What is left of the change of the total is that of the hidden counts together.
    return not any(0 < abs(change) < threshold for change in chain(changes, [rest]))
