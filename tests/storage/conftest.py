"""A workshop in a database of its own for each test, because these tests break their databases."""

import pytest

from app.storage.database import Database
from tests.workshop import SampleWorkshop


@pytest.fixture
def workshop(database: Database) -> SampleWorkshop:
    """A workshop with Fay, Ana and Ben, on SQLite and on PostgreSQL."""
    return SampleWorkshop(database)
