"""No small count of a published table can be worked out, by subtraction or by trying every number."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.findings.reports.threshold import OTHER, Hidden, Shown, Suppressed, merged, suppress

MOST = 5
small_tables = st.sampled_from([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2)]).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, MOST), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def allowed(found: Suppressed, row: int, column: int, threshold: int, most: int) -> range:
    """The numbers that a reader of a printed cell can think of."""
    cell = found.cells[row][column]
    if isinstance(cell, int):
        return range(cell, cell + 1)
    if cell is Hidden.SMALL:
        return range(1, threshold)
    # A row or column that is hidden as a whole can have any number in it.
    lines = (found.cells[row], [each[column] for each in found.cells])
    whole = any(len(line) > 1 and all(each is Hidden.MORE for each in line) for line in lines)
    return range(0 if whole else threshold, most + 1)


def allowed_total(total: Shown, most: int) -> range:
    """As `allowed`, for a total: if it is hidden, it can be anything but zero."""
    return range(total, total + 1) if isinstance(total, int) else range(1, most + 1)


def possible(found: Suppressed, threshold: int, most: int) -> list[tuple[tuple[int, ...], ...]]:
    """Every table that agrees with what is printed: its cells, its totals and what the marks say."""
    rows = []
    for number, row in enumerate(found.cells):
        total = found.row_totals[number] if found.row_totals else None
        rows.append(
            [
                values
                for values in product(*(allowed(found, number, c, threshold, most) for c in range(len(row))))
                if total is None or sum(values) in allowed_total(total, most * 9)
            ]
        )
    fits = []
    for table in product(*rows):
        sums = [sum(column) for column in zip(*table, strict=True)]
        columns = found.column_totals or []
        if all(value in allowed_total(total, most * 9) for value, total in zip(sums, columns, strict=False)) and (
            found.total is None or sum(sums) in allowed_total(found.total, most * 81)
        ):
            fits.append(table)
    return fits


@settings(max_examples=100, deadline=None)
@given(small_tables, st.booleans(), st.booleans())
def test_every_small_count_could_be_another_number(counts: list[list[int]], rows: bool, columns: bool) -> None:
    found = suppress(counts, 3, row_totals=rows, column_totals=columns)
    tables = possible(found, 3, MOST + 1)
    assert tuple(map(tuple, counts)) in tables
    for r, row in enumerate(found.cells):
        for c, cell in enumerate(row):
            if 0 < counts[r][c] < 3:
                assert isinstance(cell, Hidden)
                assert len({table[r][c] for table in tables}) > 1, (counts, found)
            elif not isinstance(cell, Hidden):
                assert cell == counts[r][c]
    # With totals in one direction, a total gives way only where it is that of one count.
    if found.row_totals and len(counts[0]) > 1 and not columns:
        assert Hidden.MORE not in found.row_totals


def test_a_count_that_subtraction_would_give_back_hides_the_next_smallest_one() -> None:
    found = suppress([[2, 5, 4], [6, 7, 8]], 3)
    assert found.cells == [[Hidden.SMALL, 5, Hidden.MORE], [Hidden.MORE, 7, Hidden.MORE]]
    assert (found.row_totals, found.column_totals, found.total) == ([11, 21], [8, 12, 12], 32)
    # Two hidden counts that add up to two can only be one and one.
    assert suppress([[1, 1, 5, 0]], 3, column_totals=False).cells == [[Hidden.SMALL, Hidden.SMALL, Hidden.MORE, 0]]
    # Counts from the threshold on, and zeros, are printed.
    assert suppress([[3, 0], [4, 10]], 3).cells == [[3, 0], [4, 10]]
    assert suppress([[3, 8], [4, 10]], 5).cells[0][0] is Hidden.SMALL
    assert suppress([], 3).cells == []


def test_a_row_is_hidden_as_a_whole_if_nothing_else_protects_its_small_count_and_totals_stay() -> None:
    found = suppress([[1, 0, 0], [4, 5, 6]], 3, column_totals=False)
    assert found.cells == [[Hidden.MORE, Hidden.MORE, Hidden.MORE], [4, 5, 6]]
    assert found.row_totals == [1, 15]
    # Two counts of two, or of one, could be told from their total.
    assert suppress([[2], [2]], 3, row_totals=False).cells == [[Hidden.MORE], [Hidden.MORE]]


def test_small_groups_are_added_together_and_not_named() -> None:
    counts = {"council": [4, 1], "nhs": [1, 0], None: [2, 2], "resident": [5, 3]}
    assert merged(counts, {"council", "resident"}) == {"council": [4, 1], "resident": [5, 3], OTHER: [3, 2]}
    assert merged({"council": [4]}, {"council"}) == {"council": [4]}
    assert merged({OTHER: [4], "nhs": [1]}, {OTHER}) == {OTHER: [5]}
