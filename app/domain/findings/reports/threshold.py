"""Hides small counts in tables that leave a programme, so that no hidden count can be worked out.

A count from 1 to threshold - 1 prints "<3". That alone is not enough, because a total minus the other counts of its row
gives the hidden one back. So further counts are hidden until every hidden count could be another number
(complementary suppression).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

OTHER = "other"


class Hidden(Enum):
    """What is printed in the place of a count. SMALL: "<3". MORE: a count that would give a small one away.

    MORE is at least the threshold, except in a row or column that is hidden as a whole, and for a total.
    """

    SMALL = "small"
    MORE = "more"


Shown = int | Hidden


@dataclass(frozen=True)
class Suppressed:
    """A table as it may be published. `row_totals` and `column_totals` are None where the table prints none."""

    cells: list[list[Shown]]
    row_totals: list[Shown] | None
    column_totals: list[Shown] | None
    total: Shown | None


def suppress(
    counts: Sequence[Sequence[int]], threshold: int, *, row_totals: bool = True, column_totals: bool = True
) -> Suppressed:
    """Hide the small counts of a table, and as few others as protect them.

    Where no other count could protect a small one, its whole row or column is hidden, with its zeros. With totals in
    one direction they stay exact, except that of a row or column of one count. `counts` must be disjoint: one thing is
    counted in one cell only, so that rows and columns add up.
    """
    grid = _Grid(counts, threshold, row_totals=row_totals, column_totals=column_totals)
    while grid.gives_away() and grid.hide_beside(*grid.known()[0]):
        pass
    whole = [[grid.shown(row, column) for column in range(grid.width)] for row in range(grid.height)]
    return Suppressed(
        cells=[row[:-1] for row in whole[:-1]],
        row_totals=[row[-1] for row in whole[:-1]] if row_totals else None,
        column_totals=whole[-1][:-1] if column_totals else None,
        total=whole[-1][-1] if row_totals and column_totals else None,
    )


def merged(counts: Mapping[str | None, Sequence[int]], large: Collection[str]) -> dict[str, list[int]]:
    """The rows of groups, in their order, with all groups that are not `large` added together as OTHER at the end.

    People without a group are in OTHER too.
    """
    rows = {group: list(values) for group, values in counts.items() if group in large and group != OTHER}
    rest = [values for group, values in counts.items() if group not in rows]
    if rest:
        rows[OTHER] = [sum(column) for column in zip(*rest, strict=True)]
    return {str(group): values for group, values in rows.items()}


class _Grid:
    """A table with its totals as the last row and column. Each row and each column adds up to its total.

    Totals that the table does not print are free: a reader knows nothing about them.
    """

    def __init__(
        self, counts: Sequence[Sequence[int]], threshold: int, *, row_totals: bool, column_totals: bool
    ) -> None:
        self.threshold = threshold
        rows = [[*row, sum(row)] for row in counts]
        self.values = [*rows, [sum(column) for column in zip(*rows, strict=True)] if rows else [0]]
        self.height, self.width = len(self.values), len(self.values[0])
        inner = [(r, c) for r in range(self.height - 1) for c in range(self.width - 1)]
        self.small = {(r, c) for r, c in inner if 0 < self.values[r][c] < threshold}
        self.hidden = set(self.small)
        # The positions about which the table says nothing, zeros included.
        self.neutral: set[tuple[int, int]] = set()
        # The positions of totals that are not printed.
        self.free = {(r, self.width - 1) for r in range(self.height) if not row_totals}
        self.free |= {(self.height - 1, c) for c in range(self.width) if not column_totals}

    def shown(self, row: int, column: int) -> Shown:
        value = self.values[row][column]
        if (row, column) not in self.hidden:
            return value
        says_nothing = (row, column) in self.neutral or self._is_total(row, column)
        return Hidden.SMALL if value < self.threshold and not says_nothing else Hidden.MORE

    def gives_away(self) -> bool:
        """True if some small count has only one possible value for a reader who knows the threshold."""
        return any(self._is_known(row, column) for row, column in self.small)

    def known(self) -> list[tuple[int, int]]:
        """The hidden positions with only one possible value; the only hidden one of a row or column comes first."""
        found = [(row, column) for row, column in sorted(self.hidden) if self._is_known(row, column)]
        return sorted(found, key=lambda place: not self._alone(*place))

    def _is_known(self, row: int, column: int) -> bool:
        return not (self._can_change(row, column, 1) or self._can_change(row, column, -1))

    def hide_beside(self, row: int, column: int) -> bool:
        """Hide the smallest count in the same row or column that is not hidden yet; False if nothing is left to hide.

        A row or column in which it is the only hidden count comes first.
        """
        lines = self._alone(row, column) or self._lines(row, column)
        left = [
            (self.values[r][c], r, c)
            for r, c in set[tuple[int, int]]().union(*lines) - self.hidden
            if self.values[r][c] and not self._is_total(r, c)
        ]
        if left:
            self.hidden.add(min(left)[1:])
            return True
        return self._hide_line(row, column)

    def _hide_line(self, row: int, column: int) -> bool:
        """Hide a whole row or column of counts, or if that cannot help, its total."""
        for line in self._lines(row, column):
            inner = {place for place in line if not self._is_total(*place)}
            if len(inner) > 1 and inner - self.neutral:
                self.hidden |= inner
                self.neutral |= inner
                return True
        beside = [set(line) for line in self._lines(row, column)] + [self._totals()]
        for line in beside:
            totals = {place for place in line & self._totals() if self.values[place[0]][place[1]]}
            if totals - self.hidden - self.free:
                self.hidden.add(min(totals - self.hidden - self.free))
                return True
        return False

    def _lines(self, row: int, column: int) -> list[set[tuple[int, int]]]:
        """The row and the column of this position, where they have a printed total. Others give nothing away."""
        lines = [{(row, c) for c in range(self.width)}, {(r, column) for r in range(self.height)}]
        return [line for line in lines if not line & self.free]

    def _alone(self, row: int, column: int) -> list[set[tuple[int, int]]]:
        """The row and the column of this position, where no other position is unknown."""
        return [line for line in self._lines(row, column) if len(line & self.hidden) == 1]

    def _totals(self) -> set[tuple[int, int]]:
        return {(r, self.width - 1) for r in range(self.height)} | {(self.height - 1, c) for c in range(self.width)}

    def _can_change(self, row: int, column: int, step: int) -> bool:
        """True if this count could be one more (`step` 1) or less (-1) while all sums and printed counts stay.

        Each row and column is a node, and each hidden count an edge between them. A change of one count is undone
        along a path of other hidden counts, whose signs alternate (as in a transportation problem, so that whole
        numbers suffice).
        """
        if not self._may(row, column, step):
            return False
        sign = step * self._sign(row, column)
        # From the column, whose sum is now too large by `sign`, back to the row.
        reached, waiting = {("column", column)}, [("column", column)]
        while waiting:
            kind, at = waiting.pop()
            for r, c in self._edges(kind, at):
                if (r, c) == (row, column):
                    continue
                change = -sign if kind == "column" else sign
                if not self._may(r, c, change * self._sign(r, c)):
                    continue
                to = ("row", r) if kind == "column" else ("column", c)
                if to == ("row", row):
                    return True
                if to not in reached:
                    reached.add(to)
                    waiting.append(to)
        return False

    def _edges(self, kind: str, at: int) -> Iterator[tuple[int, int]]:
        for other in range(self.height if kind == "column" else self.width):
            place = (other, at) if kind == "column" else (at, other)
            if place in self.hidden or place in self.free:
                yield place

    def _sign(self, row: int, column: int) -> int:
        """A total counts against the counts that it adds up; the total of totals counts as they do."""
        return -1 if (row == self.height - 1) != (column == self.width - 1) else 1

    def _may(self, row: int, column: int, step: int) -> bool:
        """True if this count, one more or one less, still agrees with what is printed there."""
        if (row, column) in self.free:
            return True
        value, mark = self.values[row][column] + step, self.shown(row, column)
        if (row, column) in self.neutral:
            return value >= 0
        if self._is_total(row, column):
            return value > 0
        return 0 < value < self.threshold if mark is Hidden.SMALL else value >= self.threshold

    def _is_total(self, row: int, column: int) -> bool:
        return row == self.height - 1 or column == self.width - 1
