"""Medians of ratings, and which groups the results of an ask may show by themselves."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings.asks import ask_rows
from app.domain.findings.asks.ask_rows import OTHERS, TOGETHER, Distribution

Counts = dict[str | None, int]


@pytest.mark.parametrize(
    ("counts", "median"),
    [
        ((0, 1, 0, 0), (2, 2)),
        ((0, 2, 2, 0), (2, 3)),  # an even number with two steps in the middle
        ((1, 0, 0, 1), (1, 4)),
        ((1, 3, 0, 0), (2, 2)),
        ((0, 0, 0, 0), None),
    ],
)
def test_the_median_of_an_even_number_of_ratings_is_a_range(
    counts: tuple[int, ...], median: tuple[int, int] | None
) -> None:
    assert Distribution(counts, cant_say=7).median == median


@pytest.mark.parametrize(
    ("ballots", "rows"),
    [
        ({"council": 3, "nhs": 4}, ["council", "nhs"]),
        ({"council": 3, "nhs": 2, None: 1}, ["council", OTHERS]),
        ({"council": 3, "nhs": 2}, [TOGETHER]),
        ({"council": 5, "nhs": 4, "vcse": 1}, ["council", OTHERS]),  # 4 and 1
        ({"council": 5, "nhs": 5, "vcse": 9, None: 2}, ["nhs", "vcse", OTHERS]),
        ({"council": 2, "nhs": 2}, [TOGETHER]),
        ({"council": 2}, []),
        ({"council": 3, "nhs": 0}, ["council"]),
        ({}, []),
    ],
)
def test_groups_under_the_threshold_are_merged_until_they_reach_it(ballots: Counts, rows: list[str]) -> None:
    assert [row.key for row in ask_rows.shown_rows(ballots, 3)] == rows


@given(
    st.dictionaries(st.sampled_from([None, "council", "nhs", "vcse", "resident", "other"]), st.integers(0, 6)),
    st.integers(3, 5),
)
def test_no_sum_or_difference_of_shown_rows_and_the_total_gives_a_smaller_group(
    ballots: Counts, threshold: int
) -> None:
    shown = [frozenset(row.groups) for row in ask_rows.shown_rows(ballots, threshold)]
    everyone = frozenset(group for group, number in ballots.items() if number)
    known = {
        frozenset(chain.from_iterable(some)) for size in range(len(shown) + 1) for some in combinations(shown, size)
    }
    # The table of all ballots is shown beside the rows, so that every union can be subtracted from it.
    known |= {everyone - some for some in known} if shown else set()
    assert all(sum(ballots[group] for group in some) >= threshold for some in known if some)


@given(
    st.dictionaries(st.sampled_from([None, "council", "nhs", "vcse", "resident", "other"]), st.integers(0, 9)),
    st.integers(3, 5),
    st.integers(0, 5),
)
def test_rows_that_were_merged_for_two_thresholds_give_no_smaller_group_together(
    ballots: Counts, threshold: int, more: int
) -> None:
    # The pages of a workshop use its own threshold, and a report a higher one of its programme.
    low, high = (ask_rows.shown_rows(ballots, each) for each in (threshold, threshold + more))
    known = [frozenset(row.groups) for row in (*low, *high)]
    while True:
        # Rows that lie within each other, or overlap, are subtracted from each other until nothing new is found.
        new = {part for one in known for other in known for part in (one - other, one & other) if part}
        if new <= set(known):
            break
        known = [*known, *(new - set(known))]
    assert all(sum(ballots[group] for group in some) >= threshold for some in known)


@given(st.dictionaries(st.sampled_from([None, "council", "nhs", "vcse", "other"]), st.integers(0, 6), min_size=1))
def test_a_partner_is_shown_only_with_enough_ballots_that_could_rate_it(ballots: Counts) -> None:
    for row in ask_rows.shown_rows(ballots, 3):
        for partner in ("council", "nhs", "vcse"):
            others = sum(ballots[group] for group in row.groups if group != partner)
            assert ask_rows.enough(ballots, row, partner, 3) == (others >= 3)
