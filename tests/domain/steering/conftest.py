"""Shared fixtures of the tests of undo."""

import pytest

from tests.domain.steering.undo_board import PRIYA, add_to_team
from tests.workshop import SampleWorkshop


@pytest.fixture
def board(sqlite_workshop: SampleWorkshop) -> SampleWorkshop:
    """A workshop with a second facilitator, Priya."""
    add_to_team(sqlite_workshop, PRIYA, "Priya")
    return sqlite_workshop
