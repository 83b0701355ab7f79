"""An office on both databases."""

import pytest

from app.storage.database import Database
from tests.domain.accounts.office import Office
from tests.workshop import SampleWorkshop


@pytest.fixture
def office(database: Database) -> Office:
    # These tests close the database.
    return Office(SampleWorkshop(database))
