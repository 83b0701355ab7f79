"""Offices on both databases, and on SQLite only."""

import pytest

from tests.domain.accounts.office import Office
from tests.workshop import SampleWorkshop


@pytest.fixture
def office(workshop: SampleWorkshop) -> Office:
    return Office(workshop)


@pytest.fixture
def small_office(sqlite_workshop: SampleWorkshop) -> Office:
    return Office(sqlite_workshop)
