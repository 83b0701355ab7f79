"""A workshop in a new database of its own for each test, because these tests break and inspect their databases."""

from collections.abc import Generator
from pathlib import Path

import pytest

from app.storage.database import Database
from tests.servers.migrated import migrated_sqlite
from tests.workshop import SampleWorkshop


@pytest.fixture
def workshop(database: Database) -> SampleWorkshop:
    """A workshop with Fay, Ana and Ben, on SQLite and on PostgreSQL."""
    return SampleWorkshop(database)


@pytest.fixture
def sqlite_workshop(tmp_path: Path) -> Generator[SampleWorkshop]:
    """A workshop with Fay, Ana and Ben on SQLite only, for behaviour that does not depend on the database."""
    database = Database(migrated_sqlite(tmp_path / "board.sqlite3"))
    yield SampleWorkshop(database)
    database.close()
