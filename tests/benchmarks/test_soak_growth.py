"""The growth of memory that `make soak` accepts."""

import pytest

from benchmarks.soak import growth


def test_memory_that_grows_while_caches_fill_is_flat_afterwards() -> None:
    assert growth([100, 200, 300, 310, 310, 310, 310, 310, 310, 310]) == 0


def test_memory_that_still_grows_at_the_end_is_not_flat() -> None:
    assert growth([100, 200, 300, 310, 310, 310, 310, 310, 300, 330]) == pytest.approx(0.1)
